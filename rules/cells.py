"""The classes that rules tell apart: values of one fact that no condition distinguishes, one standing for all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Rule
from rules.kleene import Leaf, leaf_value
from rules.vocabulary import FACTS, Fact


@dataclass(frozen=True, slots=True)
class Class:
    """Values of one fact between which no rule makes a difference."""

    fact: str
    values: tuple[int | str, ...]
    """Its words; of a fact that counts, the lowest and the highest value."""

    @property
    def one(self) -> int | str:
        """The value that stands for all: the lowest, or the first word."""
        return self.values[0]


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The facts and rights that a condition asks for."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case OneOf() | Compare() | Holds():
            yield condition
        case None:
            return


def leaves_of(rules: Iterable[Rule]) -> Iterator[Leaf]:
    """The facts and rights that rules ask for, in either reading."""
    for rule in rules:
        yield from leaves(rule.condition)
        if rule.other:
            yield from leaves(rule.other.condition)


def classes(rules: Iterable[Rule]) -> Mapping[str, tuple[Class, ...]]:
    """Of each fact that these rules ask for, its classes, in the fact's own order."""
    asked: dict[str, list[OneOf | Compare]] = {}
    for leaf in leaves_of(rules):
        if not isinstance(leaf, Holds):
            asked.setdefault(leaf.fact, []).append(leaf)
    return {name: _classes(fact, asked[name]) for name, fact in FACTS.items() if name in asked}


def kinds(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The kinds of right these rules ask for, by name."""
    return tuple(sorted({leaf.kind for leaf in leaves_of(rules) if isinstance(leaf, Holds)}))


def _classes(fact: Fact, asked: list[OneOf | Compare]) -> tuple[Class, ...]:
    if not fact.counts:
        alike: dict[tuple[bool | None, ...], list[int | str]] = {}
        for word in fact.words:
            alike.setdefault(tuple(leaf_value(leaf, word) for leaf in asked), []).append(word)
        return tuple(Class(fact.name, tuple(words)) for words in alike.values())
    starts = sorted({fact.low, *(cut for leaf in asked for cut in _cuts(leaf) if fact.low < cut <= fact.high)})
    return tuple(Class(fact.name, (low, after - 1)) for low, after in pairwise((*starts, fact.high + 1)))


def _cuts(leaf: OneOf | Compare) -> Iterator[int]:
    """The values at which a leaf changes its answer."""
    if isinstance(leaf, OneOf):
        for value in leaf.values:
            yield from (int(value), int(value) + 1)
    else:
        yield int(leaf.bound) + (leaf.operator in ("lte", "gt"))
