"""Conditions in three values: true, false, and nothing when a fact they rest on is missing."""

from collections.abc import Callable, Iterator
from operator import ge, gt, le, lt

from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf
from rules.model import Facts
from rules.vocabulary import FACTS

type Test = Callable[[Facts], bool | None]

_OPERATORS: dict[str, Callable[[int, int], bool]] = {"lt": lt, "lte": le, "gt": gt, "gte": ge}


def test_of(condition: Condition) -> Test:
    """The function that says whether a condition holds; nothing when that depends on a missing fact."""
    match condition:
        case OneOf(fact, values):
            return _one_of(fact, frozenset(values))
        case Compare():
            return _compare(condition)
        case Holds():
            return lambda _: False
        case Not(part):
            return _not(test_of(part))
        case All(parts):
            return _until(False, [test_of(part) for part in parts])  # noqa: FBT003 - the value that settles it
        case AnyOf(parts):
            return _until(True, [test_of(part) for part in parts])  # noqa: FBT003 - the value that settles it


def _one_of(fact: str, values: frozenset[int | str]) -> Test:
    def test(facts: Facts) -> bool | None:
        value = facts.get(fact)
        return None if value is None else value in values

    return test


def _compare(condition: Compare) -> Test:
    """A comparison in the fact's own order; a value the fact cannot have decides nothing."""
    fact = FACTS[condition.fact]
    compares = _OPERATORS[condition.operator]
    bound = fact.rank(condition.bound)
    assert bound is not None, "the compiler only lets through bounds the fact can have"

    def test(facts: Facts) -> bool | None:
        value = facts.get(fact.name)
        rank = None if value is None else fact.rank(value)
        return None if rank is None else compares(rank, bound)

    return test


def _not(part: Test) -> Test:
    def test(facts: Facts) -> bool | None:
        value = part(facts)
        return None if value is None else not value

    return test


def _until(settled: bool, parts: list[Test]) -> Test:
    """The parts in turn until one has the value that settles the whole: false for all, true for any."""

    def test(facts: Facts) -> bool | None:
        seen: bool | None = not settled
        for part in parts:
            value = part(facts)
            if value is settled:
                return settled
            if value is None:
                seen = None
        return seen

    return test


def missing(condition: Condition, facts: Facts) -> Iterator[str]:
    """The facts whose absence leaves a condition undecided; none when it is decided."""
    if test_of(condition)(facts) is not None:
        return
    match condition:
        case OneOf(fact) | Compare(fact):
            yield fact
        case Holds():
            return
        case Not(part):
            yield from missing(part, facts)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from missing(part, facts)
