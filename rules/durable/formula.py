"""Formulas over properties, without negation, and what of them durable-rules can hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.canonical import Tree
from rules.durable.properties import Property, Value

type Formula = Among | Outside | Bound | Both | Either

MOST_BRANCHES = 14
"""`$and` and `$or` in one rule: durable-rules writes two entries for each into a row of 32."""
MOST_WIDE = 16
"""Ways that may be open at once while one rule is matched: durable-rules keeps them on a stack of 64 for all."""
MOST_ALTERNATIVES = 512


class Intractable(Exception):
    """A rule that cannot be cut into pieces small enough; the message names it."""


@dataclass(frozen=True, slots=True)
class Among:
    """The property has one of these values."""

    of: Property
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """The property has none of these values."""

    of: Property
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """The property stands so to a number."""

    of: Property
    operator: Literal["$lt", "$lte", "$gt", "$gte"]
    number: int


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds; without part, true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds; without part, false."""

    parts: tuple[Formula, ...]


ALWAYS, NEVER = Both(()), Either(())


def both(parts: Iterable[Formula]) -> Formula:
    """Their conjunction, flat."""
    flat = [part for one in parts for part in (one.parts if isinstance(one, Both) else (one,))]
    if NEVER in flat:
        return NEVER
    return flat[0] if len(flat) == 1 else Both(tuple(dict.fromkeys(flat)))


def either(parts: Iterable[Formula]) -> Formula:
    """Their disjunction, flat."""
    flat = [part for one in parts for part in (one.parts if isinstance(one, Either) else (one,))]
    if ALWAYS in flat:
        return ALWAYS
    return flat[0] if len(flat) == 1 else Either(tuple(dict.fromkeys(flat)))


def properties(formula: Formula) -> Iterator[Property]:
    """Every property it tests."""
    if isinstance(formula, Both | Either):
        for part in formula.parts:
            yield from properties(part)
    else:
        yield formula.of


def branches(formula: Formula) -> int:
    """How many `$and` and `$or` it is written with."""
    match formula:
        case Among(_, values) | Outside(_, values):
            return 1 if len(values) > 1 else 0
        case Bound():
            return 0
        case Both(parts) | Either(parts):
            return 1 + sum(branches(part) for part in parts)


def width(formula: Formula) -> int:
    """How many ways may be open at once while it is matched."""
    match formula:
        case Both(parts):
            return 1 + sum(width(part) - 1 for part in parts)
        case Either(parts):
            return sum(width(part) for part in parts)
        case _:
            return 1


def alternatives(formula: Formula) -> tuple[Formula, ...]:
    """Formulas small enough of which one holds exactly when this one does; raises Intractable."""
    found: list[Formula] = []
    left = [formula]
    while left:
        one = left.pop()
        if one == NEVER:
            continue
        if branches(one) < MOST_BRANCHES and width(one) <= MOST_WIDE:
            found.append(one)
        else:
            left.extend(_cut(one))
        if len(found) + len(left) > MOST_ALTERNATIVES:
            raise Intractable
    return tuple(found)


def _cut(formula: Formula) -> Sequence[Formula]:
    """The formulas of which one holds exactly when this one does, cut at its largest choice."""
    if isinstance(formula, Either):
        return formula.parts
    assert isinstance(formula, Both), "a single test is small enough"
    choices = [part for part in formula.parts if isinstance(part, Either | Among)]
    if not choices:
        raise Intractable
    widest = max(choices, key=lambda part: (width(part), branches(part)))
    options = widest.parts if isinstance(widest, Either) else [Among(widest.of, (value,)) for value in widest.values]
    rest = [part for part in formula.parts if part is not widest]
    return [both([*rest, option]) for option in options]


def written(formula: Formula, name: Callable[[Property], str]) -> Mapping[str, Tree]:
    """The formula as durable-rules reads it."""
    match formula:
        case Among(of, values):
            return _joined("$or", [{name(of): value} for value in values])
        case Outside(of, values):
            return _joined("$and", [{"$neq": {name(of): value}} for value in values])
        case Bound(of, operator, number):
            return {operator: {name(of): number}}
        case Both(parts):
            return _joined("$and", [written(part, name) for part in parts])
        case Either(parts):
            return _joined("$or", [written(part, name) for part in parts])


def _joined(word: str, parts: Sequence[Mapping[str, Tree]]) -> Mapping[str, Tree]:
    return parts[0] if len(parts) == 1 else {word: parts}
