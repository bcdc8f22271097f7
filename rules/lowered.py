"""Everything a bundle holds, before it is written, and the passes that bring it to its last form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.bundle import territory_tree
from rules.canonical import Tree
from rules.cells import kinds
from rules.codec import declared, measures
from rules.codec.tree import filled
from rules.ir import Block, Calendar, Days, Rule, Trial
from rules.model import DaySet, Order, RightKind
from rules.reading.territory import Home
from rules.reading.zones import DraftZone


@dataclass(frozen=True, slots=True)
class Lowered:
    """What was read."""

    home: Home
    orders: Mapping[str, Order]
    zones: Mapping[str, DraftZone]
    calendars: Mapping[str, Calendar]
    rights: Mapping[str, RightKind]
    days: Mapping[str, DaySet]
    rules: tuple[Rule, ...]
    tests: tuple[Trial, ...]
    shared: frozenset[tuple[str, str]] = frozenset()
    """Orders and rights (kind, name) that come from shared sets."""


def drop_unused(lowered: Lowered) -> Lowered:
    """Orders and rights of shared sets stay only where a rule rests on them."""
    used = kinds(lowered.rules)
    rights = {n: right for n, right in lowered.rights.items() if n in used or ("right", n) not in lowered.shared}
    based = {rule.order for rule in lowered.rules} | {right.order for right in rights.values()}
    orders = {n: order for n, order in lowered.orders.items() if n in based or ("order", n) not in lowered.shared}
    return replace(lowered, rights=rights, orders=orders)


def name_parts(lowered: Lowered) -> Lowered:
    """Overrides name the parts of a rule that dated values have cut."""
    parts: dict[str, list[str]] = {}
    for rule in lowered.rules:
        if rule.origin:
            parts.setdefault(rule.name, []).append(rule.id)
    return replace(lowered, rules=tuple(_lifting(rule, parts) for rule in lowered.rules))


def _lifting(rule: Rule, parts: Mapping[str, Sequence[str]]) -> Rule:
    if parts.keys().isdisjoint(rule.overrides):
        return rule
    return replace(rule, overrides=tuple(sorted(part for name in rule.overrides for part in parts.get(name, (name,)))))


def mark_unverified(lowered: Lowered) -> Lowered:
    """An order with one unchecked article is to be verified as a whole."""
    unchecked = {rule.order for rule in lowered.rules if rule.to_verify}
    unchecked |= {right.order for right in lowered.rights.values() if right.to_verify}
    orders = {
        name: replace(order, statuses=_doubted(order.statuses)) if name in unchecked else order
        for name, order in lowered.orders.items()
    }
    doubtful = unchecked | {name for name, order in orders.items() if any(s == "to_verify" for _, s in order.statuses)}
    return replace(
        lowered,
        orders=orders,
        rules=tuple(
            rule if rule.to_verify == (rule.order in doubtful) else replace(rule, to_verify=rule.order in doubtful)
            for rule in lowered.rules
        ),
        rights={name: replace(right, to_verify=right.order in doubtful) for name, right in lowered.rights.items()},
    )


def _doubted(statuses: Sequence[tuple[date | None, str]]) -> tuple[tuple[date | None, str], ...]:
    return tuple((start, "to_verify" if status == "in_force" else status) for start, status in statuses)


def merge_windows(lowered: Lowered) -> Lowered:
    """Blocks that differ only by their hours become one; blocks written twice are kept once."""
    return replace(lowered, rules=tuple(_merged(rule) for rule in lowered.rules))


def _merged(rule: Rule) -> Rule:
    if len(rule.schedule) < 2 and not rule.other:
        return rule
    other = replace(rule.other, schedule=_merge(rule.other.schedule)) if rule.other else None
    return replace(rule, schedule=_merge(rule.schedule), other=other)


def _merge(schedule: Sequence[Block]) -> tuple[Block, ...]:
    windows: dict[Days, set[tuple[int, int]]] = {}
    for block in schedule:
        windows.setdefault(block.days, set()).update(block.windows)
    blocks = (Block(tuple(sorted(found)), days) for days, found in windows.items())
    return tuple(sorted(blocks, key=lambda block: repr(block.days)))


PASSES: tuple[Callable[[Lowered], Lowered], ...] = (drop_unused, name_parts, mark_unverified, merge_windows)


def lowered_tree(lowered: Lowered, numbers: Mapping[str, int]) -> Mapping[str, Tree]:
    """The tree a bundle is sealed from; `numbers` are the zone numbers already allotted."""
    home = lowered.home
    allotted = allot(lowered.zones, numbers)
    holidays: dict[str, Tree] = {day.isoformat(): name for day, name in home.holidays.items()}
    return {
        "territory": territory_tree(home.territory, home.coverage),
        "holidays": filled(source=home.holidays_source, dates=holidays),
        "orders": {name: declared.order_tree(order) for name, order in lowered.orders.items()},
        "zones": {name: _zone_tree(zone, allotted[name]) for name, zone in lowered.zones.items()},
        "calendars": {name: declared.calendar_tree(calendar) for name, calendar in lowered.calendars.items()},
        "rules": [measures.rule_tree(rule) for rule in lowered.rules],
        "tests": [measures.trial_tree(trial) for trial in lowered.tests],
        **filled(
            rights={name: declared.right_tree(right) for name, right in lowered.rights.items()},
            days={name: declared.dayset_tree(days) for name, days in lowered.days.items()},
        ),
    }


def _zone_tree(zone: DraftZone, number: int) -> Tree:
    return {
        "no": number,
        "kind": zone.kind,
        "name": zone.name,
        "precision": zone.precision,
        "geometry": zone.geometry,
    }


def allot(zones: Mapping[str, object], numbers: Mapping[str, int]) -> dict[str, int]:
    """A number for each zone: its own, or the next never allotted, in the order of names."""
    free = max(numbers.values(), default=0) + 1
    fresh = [name for name in sorted(zones) if name not in numbers]
    return {
        **{name: numbers[name] for name in zones if name in numbers},
        **{n: free + i for i, n in enumerate(fresh)},
    }
