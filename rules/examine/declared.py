"""What is declared and serves nothing, or lacks something: zones, orders, rights, calendars, days, tags."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from rules.bundle import Bundle
from rules.cells import kinds
from rules.examine.findings import Scribe
from rules.ir import Block, Days, Rule
from rules.texts.clockwise import long_date
from rules.texts.findings import quoted
from rules.vocabulary import EVE, PUBLIC_HOLIDAY, SECONDARY_ROAD, TO_VERIFY

_YEAR_DAYS = 366


def check_declared(bundle: Bundle, scribe: Scribe) -> None:
    """Report what the rules leave unused and what is not complete."""
    _zones(bundle, scribe)
    _orders(bundle, scribe)
    _rights(bundle, scribe)
    _calendars(bundle, scribe)
    _special_days(bundle, scribe)
    _tags(bundle, scribe)


def _zones(bundle: Bundle, scribe: Scribe) -> None:
    spoken = {zone for rule in bundle.rules for zone in rule.zones}
    for name, zone in bundle.zones.items():
        if name not in spoken and zone.kind != SECONDARY_ROAD:
            scribe.add("zone_without_rule", "zone", name, zone=name)
        if not _has_shape(zone.geometry):
            scribe.add("zone_without_geometry", "zone", name, zone=name)


def _has_shape(geometry: Mapping[str, object]) -> bool:
    """Whether a geometry has at least one position."""
    features = geometry.get("features")
    if isinstance(features, list):
        return any(_has_shape(feature["geometry"]) for feature in features)
    return bool(geometry.get("coordinates"))


def _orders(bundle: Bundle, scribe: Scribe) -> None:
    founded = {rule.order for rule in bundle.rules} | {kind.order for kind in bundle.rights.values()}
    for name, order in bundle.orders.items():
        if name not in founded:
            scribe.add("order_without_rule", "order", name, order=name)
        elif order.status == "contested":
            scribe.add("order_contested", "order", name, order=name)
    unchecked: dict[str, list[str]] = {}
    for rule in bundle.rules:
        if rule.article == TO_VERIFY:
            unchecked.setdefault(rule.order, []).append(quoted(rule.name))
    for name, rules in unchecked.items():
        scribe.add("article_to_verify", "order", name, order=name, rules=", ".join(dict.fromkeys(rules)))


def _rights(bundle: Bundle, scribe: Scribe) -> None:
    asked = set(kinds(bundle.rules))
    for name, kind in bundle.rights.items():
        if name not in asked:
            scribe.add("unused_right", "right", name, right=name)
        if kind.decided_by == "desk" and not kind.proofs:
            scribe.add("right_without_proofs", "right", name, right=name)
        if kind.decided_by == "automatic" and kind.suits is None:
            scribe.add("right_for_anybody", "right", name, right=name)
        if kind.quota_days is not None and not 0 < kind.quota_days <= _YEAR_DAYS:
            scribe.add("quota_impossible", "right", name, right=name, days=kind.quota_days)
    for trial in bundle.tests:
        for right in trial.rights:
            counted = right.kind in bundle.rights and bundle.rights[right.kind].quota_days is not None
            if counted and right.days_left is None and trial.expect != "unknown":
                scribe.add("quota_without_days", "test", trial.name, test=trial.name, right=right.kind)


def _blocks(rule: Rule) -> tuple[Block, ...]:
    return (*rule.schedule, *(rule.other.schedule if rule.other else ()))


def _calendars(bundle: Bundle, scribe: Scribe) -> None:
    followed = {block.days for rule in bundle.rules for block in _blocks(rule)}
    for name, calendar in bundle.calendars.items():
        if not any(_follows(days, calendar.days) for days in followed):
            scribe.add("unused_calendar", "calendar", name, calendar=name)


def _follows(days: Days, calendar: Days) -> bool:
    """Whether a choice of days is a calendar, some of its weekdays chosen."""
    return replace(days, weekdays=calendar.weekdays) == calendar and set(days.weekdays) <= set(calendar.weekdays)


def _special_days(bundle: Bundle, scribe: Scribe) -> None:
    rules: dict[str, list[Rule]] = {}
    for rule in bundle.rules:
        named = {name.removeprefix(EVE) for block in _blocks(rule) for name in (*block.days.only, *block.days.but)}
        for name in named:
            rules.setdefault(name, []).append(rule)
    in_calendars = {
        name.removeprefix(EVE) for one in bundle.calendars.values() for name in (*one.days.only, *one.days.but)
    }
    for name, days in bundle.days.items():
        if name not in rules and name not in in_calendars and name != PUBLIC_HOLIDAY:
            scribe.add("unused_days", "days", name, days=name)
        known = max((end for _, end in days.known), default=date.min)
        lasting = [rule for rule in rules.get(name, ()) if rule.valid_to is None]
        if lasting:
            outlasted = ", ".join(dict.fromkeys(quoted(rule.name) for rule in lasting))
            scribe.add("days_end", "days", name, days=days.name, end=long_date(known), rules=outlasted)
        for rule in rules.get(name, ()):
            if rule.valid_to and rule.valid_to > known:
                last, end = long_date(rule.valid_to), long_date(known)
                scribe.add("days_end_early", "rule", rule.name, rule=rule.name, days=days.name, end=end, last=last)


def _tags(bundle: Bundle, scribe: Scribe) -> None:
    tagged: dict[str, set[str]] = {}
    for rule in bundle.rules:
        for tag in rule.tags:
            tagged.setdefault(tag, set()).add(rule.id)
    for tag, rules in tagged.items():
        if not any(rules - {lifter.id} <= set(lifter.overrides) for lifter in bundle.rules if lifter.overrides):
            first = next(rule for rule in bundle.rules if rule.id in rules)
            scribe.add("unused_tag", "rule", first.name, rule=first.name, tag=tag)
