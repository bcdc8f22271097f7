"""Conditions in three values: true, false, and nothing when what they rest on is missing."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from operator import ge, gt, le, lt

from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf
from rules.vocabulary import DAYS_LEFT_NEED, FACTS

type Leaf = OneOf | Compare | Holds
type Ask = Callable[[Leaf], bool | None]
"""Whether a leaf holds; nothing when that cannot be told."""
type Line = frozenset[tuple[Leaf, bool]]
"""Leaves that must all be true, or false where they come with False."""

MOST_LINES = 16
"""A condition that spreads over more lines than this is kept as a tree."""

_OPERATORS: dict[str, Callable[[int, int], bool]] = {"lt": lt, "lte": le, "gt": gt, "gte": ge}


def leaf_value(leaf: OneOf | Compare, value: int | str | None) -> bool | None:
    """Whether a test of one fact holds for a value; a value the fact cannot have has no place in its order."""
    if value is None:
        return None
    if isinstance(leaf, OneOf):
        return value in leaf.values
    fact = FACTS[leaf.fact]
    here, bound = fact.rank(value), fact.rank(leaf.bound)
    assert bound is not None, "the compiler only lets through bounds the fact can have"
    return None if here is None else _OPERATORS[leaf.operator](here, bound)


def value_of(condition: Condition, ask: Ask) -> bool | None:
    """Whether a condition holds, given its leaves."""
    match condition:
        case Not(part):
            inner = value_of(part, ask)
            return None if inner is None else not inner
        case All(parts):
            return all3(value_of(part, ask) for part in parts)
        case AnyOf(parts):
            return any3(value_of(part, ask) for part in parts)
        case _:
            return ask(condition)


def missing(condition: Condition, ask: Ask) -> Iterator[str]:
    """What leaves a condition undecided; nothing when it is decided."""
    if value_of(condition, ask) is not None:
        return
    match condition:
        case OneOf(fact) | Compare(fact):
            yield fact
        case Holds():
            yield DAYS_LEFT_NEED
        case Not(part):
            yield from missing(part, ask)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from missing(part, ask)


def lines_of(condition: Condition, *, positive: bool = True) -> tuple[Line, ...] | None:
    """The lines of which one must hold for the condition (or its contrary) to; nothing when there are too many.

    Kleene's logic is a distributive lattice: the three values come out the same.
    """
    match condition:
        case Not(part):
            return lines_of(part, positive=not positive)
        case All(parts) | AnyOf(parts):
            several = [lines_of(part, positive=positive) for part in parts]
            known = [lines for lines in several if lines is not None]
            if len(known) < len(several):
                return None
            return _either(known) if isinstance(condition, AnyOf) is positive else _each(known)
        case _:
            return (frozenset({(condition, positive)}),)


def _either(several: Iterable[tuple[Line, ...]]) -> tuple[Line, ...] | None:
    found = tuple(dict.fromkeys(line for lines in several for line in lines))
    return found if len(found) <= MOST_LINES else None


def _each(several: Iterable[tuple[Line, ...]]) -> tuple[Line, ...] | None:
    found: tuple[Line, ...] = (frozenset(),)
    for lines in several:
        found = tuple(dict.fromkeys(one | other for one, other in product(found, lines)))
        if len(found) > MOST_LINES:
            return None
    return found


def all3(values: Iterable[bool | None]) -> bool | None:
    """Kleene's and."""
    seen: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            seen = None
    return seen


def any3(values: Iterable[bool | None]) -> bool | None:
    """Kleene's or."""
    seen: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            seen = None
    return seen
