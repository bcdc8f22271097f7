"""Conditions in three values: true, false, and nothing when a fact they rest on is missing."""

from collections.abc import Iterator

from rules.ir import All, AnyOf, Compare, Condition, Not, OneOf
from rules.model import Facts
from rules.vocabulary import FACTS


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds; nothing when that depends on a missing fact."""
    match condition:
        case OneOf(fact, values):
            value = facts.get(fact)
            return None if value is None else value in values
        case Compare():
            return _compare(condition, facts)
        case Not(part):
            inner = holds(part, facts)
            return None if inner is None else not inner
        case All(parts):
            return _all(parts, facts)
        case AnyOf(parts):
            inner = _all(tuple(Not(part) for part in parts), facts)
            return None if inner is None else not inner


def _all(parts: tuple[Condition, ...], facts: Facts) -> bool | None:
    seen: bool | None = True
    for part in parts:
        value = holds(part, facts)
        if value is False:
            return False
        if value is None:
            seen = None
    return seen


def _compare(condition: Compare, facts: Facts) -> bool | None:
    fact = FACTS[condition.fact]
    value = facts.get(condition.fact)
    rank = None if value is None else fact.rank(value)
    bound = fact.rank(condition.bound)
    if rank is None or bound is None:
        return None
    match condition.operator:
        case "lt":
            return rank < bound
        case "lte":
            return rank <= bound
        case "gt":
            return rank > bound
        case "gte":
            return rank >= bound


def missing(condition: Condition, facts: Facts) -> Iterator[str]:
    """The facts whose absence leaves a condition undecided; none when it is decided."""
    if holds(condition, facts) is not None:
        return
    match condition:
        case OneOf(fact) | Compare(fact):
            yield fact
        case Not(part):
            yield from missing(part, facts)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from missing(part, facts)
