"""What to ask twice: a bundle's own tests, and cases drawn beside every edge that its rules have."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Rule
from rules.model import Activation, Case, Profile, Right
from rules.vocabulary import EVE, FACTS

MOST_RULES = 300
"""Looked at in one publication; a larger rulebook is seen through some of its zones."""
FIRST, LAST = date(2001, 1, 1), date(2098, 12, 31)
"""Dates that every evaluator answers for."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to a bundle, what is laid over it included; `name` is the test's it comes from."""

    bundle: Bundle
    case: Case
    name: str = ""


def trials(bundle: Bundle) -> tuple[Asking, ...]:
    """The tests that travel with the rules."""
    return tuple(
        Asking(
            _switched_on(bundle, trial.triggers),
            Case(Profile(trial.facts, trial.rights), datetime.fromisoformat(trial.at), trial.zones),
            trial.name,
        )
        for trial in bundle.tests
    )


def cells(bundle: Bundle, around: date, count: int) -> tuple[Asking, ...]:
    """So many cases on and beside the edges of rules, drawn the same each time for the same bundle and date."""
    draw = Random(f"{bundle.sha256} {around}")  # noqa: S311 - a sample, not a secret
    zones = _looked_at(bundle, draw)
    rules = {rule.id: rule for rule in bundle.rules if not zones.keys().isdisjoint(rule.zones)}
    switched = (bundle, _switched_on(bundle, sorted({rule.trigger for rule in rules.values() if rule.trigger})))
    edges = {name: tuple(_days(bundle, rule, around)) for name, rule in rules.items()}
    timezone = ZoneInfo(bundle.territory.timezone)
    found = []
    for _ in range(count if zones else 0):
        where = tuple(draw.sample(sorted(zones), min(draw.choice((1, 1, 2)), len(zones))))
        here = sorted({rule for zone in where for rule in zones[zone]})
        rule = rules[draw.choice(here)]
        at = _instant(rule, draw.choice(edges[rule.id]), timezone, draw)
        case = Case(_profile(bundle, [rules[name] for name in here], where, draw), at, where)
        found.append(Asking(draw.choice(switched), case))
    return tuple(found)


def _instant(rule: Rule, edge: date, timezone: ZoneInfo, draw: Random) -> datetime:
    """On or beside an edge of the day of a rule, on or beside a date."""
    day = min(max(edge, FIRST), LAST) + timedelta(days=draw.choice((-1, 0, 0, 1)))
    minute = draw.choice(_minutes(rule)) + draw.choice((-1, 0, 0, 1))
    wall = datetime.combine(day, datetime.min.time(), timezone) + timedelta(minutes=minute)
    return wall.replace(fold=draw.choice((0, 1)))


def affordable(bundle: Bundle, askings: Sequence[Asking], budget: int) -> tuple[Asking, ...]:
    """The first questions whose rules, one by one, come to no more than a budget."""
    speaking = Counter(zone for rule in bundle.rules for zone in rule.zones)
    costs = accumulate(sum(speaking[zone] for zone in asking.case.zones) for asking in askings)
    return tuple(asking for asking, cost in zip(askings, costs, strict=True) if cost <= budget)


def _switched_on(bundle: Bundle, triggers: Sequence[str]) -> Bundle:
    """The bundle with these triggers on, at any date."""
    if not triggers:
        return bundle
    return bundle.with_overlays([*bundle.overlays, *(Activation(trigger, _LONG_AGO) for trigger in triggers)])


def _looked_at(bundle: Bundle, draw: Random) -> Mapping[str, frozenset[str]]:
    """Every zone, or as many as can be looked at, each with the rules that speak there."""
    by_zone: dict[str, set[str]] = {}
    for rule in bundle.rules:
        for zone in rule.zones:
            by_zone.setdefault(zone, set()).add(rule.id)
    found: dict[str, frozenset[str]] = {}
    left = MOST_RULES
    for zone in draw.sample(sorted(by_zone), len(by_zone)):
        left -= len(by_zone[zone])
        if left < 0 and found:
            break
        found[zone] = frozenset(by_zone[zone])
    return found


def _days(bundle: Bundle, rule: Rule, around: date) -> Iterator[date]:
    """Dates at which something begins or ends for a rule, and the coming fortnight."""
    yield from (around + timedelta(days=ahead) for ahead in range(14))
    yield from (day for day in (rule.valid_from, rule.valid_to) if day)
    yield from (start for start, _ in bundle.orders[rule.order].statuses if start)
    blocks = (*rule.schedule, *(rule.other.schedule if rule.other else ()))
    for block in blocks:
        for span in block.days.spans:
            yield from (date(around.year, edge // 100, edge % 100) for edge in span if edge % 100 <= 28)
        for name in (*block.days.only, *block.days.but):
            special = bundle.days[name.removeprefix(EVE)]
            yield from (day for period in (*special.periods, *special.known) for day in period)


def _minutes(rule: Rule) -> tuple[int, ...]:
    blocks = (*rule.schedule, *(rule.other.schedule if rule.other else ()))
    return (0, 720, *(edge for block in blocks for window in block.windows for edge in window))


def _profile(bundle: Bundle, rules: Sequence[Rule], zones: Sequence[str], draw: Random) -> Profile:
    """Facts on and beside the bounds of these rules, some missing, and some of the rights they name."""
    tests = [test for rule in rules for condition in _conditions(rule) for test in _tests(condition)]
    values: dict[str, list[int | str]] = {}
    for test in tests:
        if not isinstance(test, Holds):
            values.setdefault(test.fact, []).extend(_beside(test))
    facts: Mapping[str, int | str] = {fact: draw.choice(of) for fact, of in values.items() if draw.random() < 0.8}
    kinds = sorted({test.kind for test in tests if isinstance(test, Holds)})
    return Profile(facts, [_right(bundle, kind, zones, draw) for kind in kinds if draw.random() < 0.6])


def _conditions(rule: Rule) -> Iterator[Condition]:
    if rule.condition:
        yield rule.condition
    if rule.other and rule.other.condition:
        yield rule.other.condition


def _tests(condition: Condition) -> Iterator[OneOf | Compare | Holds]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _tests(part)
        case Not(part):
            yield from _tests(part)
        case OneOf() | Compare() | Holds():
            yield condition


def _beside(test: OneOf | Compare) -> Iterator[int | str]:
    """The values a test names and those next to them."""
    fact = FACTS[test.fact]
    for value in test.values if isinstance(test, OneOf) else (test.bound,):
        if isinstance(value, int):
            yield from (near for near in (value - 1, value, value + 1) if fact.low <= near <= fact.high)
        else:
            place = fact.words.index(value)
            yield from fact.words[max(place - 1, 0) : place + 2]


def _right(bundle: Bundle, kind: str, zones: Sequence[str], draw: Random) -> Right:
    counted = kind in bundle.rights and bundle.rights[kind].quota_days is not None
    where: tuple[tuple[str, ...], ...] = ((), (), tuple(zones[:1]), tuple(zones))
    return Right(kind, zones=draw.choice(where), days_left=draw.choice((None, 0, 3)) if counted else None)
