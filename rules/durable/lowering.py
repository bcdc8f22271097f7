"""A rule's own truth as a formula, for one of its readings: whether it surely holds, or whether it possibly does."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rules.bundle import Bundle
from rules.durable.formula import ALWAYS, Among, Bound, Formula, Outside, both, either
from rules.durable.properties import (
    MAYBE,
    NO,
    UNKNOWN_RANK,
    UNKNOWN_WORD,
    YES,
    Property,
    special,
    word,
)
from rules.ir import EVERY_DAY, All, AnyOf, Block, Compare, Condition, Days, Holds, Not, OneOf, Rule
from rules.model import Order
from rules.vocabulary import FACTS, SILENT_STATUSES

type Operator = Literal["lt", "lte", "gt", "gte"]

_NOT: Mapping[Operator, Operator] = {"lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}
_WRITTEN: Mapping[Operator, Literal["$lt", "$lte", "$gt", "$gte"]] = {
    "lt": "$lt", "lte": "$lte", "gt": "$gt", "gte": "$gte"
}  # fmt: skip
_DAY_END = 1440


def holds(bundle: Bundle, rule: Rule, *, other: bool, sure: bool) -> Formula:
    """Whether a rule surely (else possibly) holds by itself, read as written or the other way."""
    condition, schedule = rule.condition, rule.schedule
    if other and rule.other:
        condition, schedule = rule.other.condition, rule.other.schedule
    parts = [*_in_force(rule, bundle.orders[rule.order]), _season(schedule, sure=sure)]
    if condition:
        parts.append(_truth(condition, rule.zones, yes=True, sure=sure))
    return both(parts)


def _in_force(rule: Rule, order: Order) -> Iterator[Formula]:
    """What it takes for a rule to speak at all: its dates, its order, its legal basis, its trigger."""
    today = Property("date")
    if rule.valid_from:
        yield Bound(today, "$gte", rule.valid_from.toordinal())
    if rule.valid_to:
        yield Bound(today, "$lt", rule.valid_to.toordinal())
    ends = [start for start, _ in order.statuses[1:]] + [None]
    stretches: list[Formula] = []
    for (start, status), end in zip(order.statuses, ends, strict=True):
        if status not in SILENT_STATUSES:
            begun = [Bound(today, "$gte", start.toordinal())] if start else []
            lasting = [Bound(today, "$lt", end.toordinal())] if end else []
            stretches.append(both([*begun, *lasting]))
    yield either(stretches)
    if basis := rule.basis or order.basis:
        yield Among(Property("repealed", basis), (NO,))
    if rule.trigger is not None:
        yield Among(Property("trigger", rule.trigger), (YES,))


def _season(blocks: Sequence[Block], *, sure: bool) -> Formula:
    if not blocks:
        return ALWAYS
    return either(_window(window, block.days, sure=sure) for block in blocks for window in block.windows)


def _window(window: tuple[int, int], days: Days, *, sure: bool) -> Formula:
    """In a window of the day, or in what one begun the day before has left of the night."""
    start, end = window
    minute = Property("minute")
    begun = [Bound(minute, "$gte", start)] if start else []
    lasting = [Bound(minute, "$lt", end)] if end < _DAY_END else []
    today = _days(days, 0, sure=sure)
    if start < end:
        return both([*begun, *lasting, today])
    return either([both([*begun, today]), both([*lasting, _days(days, -1, sure=sure)])])


def _days(days: Days, shift: int, *, sure: bool) -> Formula:
    """The date so many days later meets every test."""
    weekday = Property("weekday", shift=shift)
    parts: list[Formula] = []
    if days.weekdays != EVERY_DAY:
        parts.append(Among(weekday, days.weekdays))
    if days.nth:
        parts.append(either(both([Among(weekday, (which,)), _nth(nth, shift)]) for nth, which in days.nth))
    if days.spans:
        parts.append(either(_span(start, end, shift) for start, end in days.spans))
    if days.only:
        parts.append(either(_three(special(name, shift), yes=True, sure=sure) for name in days.only))
    parts += [_three(special(name, shift), yes=False, sure=sure) for name in days.but]
    return both(parts)


def _nth(nth: int, shift: int) -> Formula:
    return Among(Property("last", shift=shift), (YES,)) if nth < 0 else Among(Property("nth", shift=shift), (nth,))


def _span(start: int, end: int, shift: int) -> Formula:
    """In `[from, to)` of the year, over New Year when the end comes first."""
    month_day = Property("month_day", shift=shift)
    edges = [Bound(month_day, "$gte", start), Bound(month_day, "$lt", end)]
    return both(edges) if start < end else either(edges)


def _truth(condition: Condition, zones: tuple[str, ...], *, yes: bool, sure: bool) -> Formula:
    """A condition, or its negation when not `yes`, pushed down to single tests."""
    match condition:
        case All(parts) | AnyOf(parts):
            join = both if isinstance(condition, All) is yes else either
            return join(_truth(part, zones, yes=yes, sure=sure) for part in parts)
        case Not(part):
            return _truth(part, zones, yes=not yes, sure=sure)
        case OneOf(fact, values):
            return _one_of(Property("word", fact), tuple(word(value) for value in values), yes=yes, sure=sure)
        case Compare(fact, operator, bound):
            limit = FACTS[fact].rank(bound)
            assert limit is not None, "the compiler only lets through bounds the fact can have"
            return _compare(Property("rank", fact), operator if yes else _NOT[operator], limit, sure=sure)
        case Holds(kind):
            return _three(Property("right", kind, zones=zones), yes=yes, sure=sure)


def _one_of(fact: Property, values: tuple[str, ...], *, yes: bool, sure: bool) -> Formula:
    unknown = (UNKNOWN_WORD,)
    if yes:
        return Among(fact, values if sure else values + unknown)
    return Outside(fact, values + unknown if sure else values)


def _compare(fact: Property, operator: Operator, limit: int, *, sure: bool) -> Formula:
    """What is not known ranks below any limit: it passes a test from above, and fails one from below."""
    within = Bound(fact, _WRITTEN[operator], limit)
    below = operator in ("lt", "lte")
    if sure:
        return both([Bound(fact, "$gt", UNKNOWN_RANK), within]) if below else within
    return within if below else either([Among(fact, (UNKNOWN_RANK,)), within])


def _three(of: Property, *, yes: bool, sure: bool) -> Formula:
    """What is no, maybe or yes, is surely (else possibly) yes (else no)."""
    if yes:
        return Bound(of, "$gte", YES if sure else MAYBE)
    return Bound(of, "$lte", NO if sure else MAYBE)
