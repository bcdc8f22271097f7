"""A bundle's rules in rulesets of groups: a group is asked by one fact, and small enough to be matched at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched

from rules.bundle import Bundle
from rules.canonical import Tree
from rules.durable.formula import Among, Formula, Intractable, alternatives, both, properties, width, written
from rules.durable.lowering import holds
from rules.durable.properties import Property
from rules.ir import Rule

WIDEST_GROUP = 48
"""Ways open at once while one fact is matched: durable-rules refuses the 65th."""
MOST_PROPERTIES = 200
"""Of one fact; durable-rules refuses the 255th."""
GROUPS_A_RULESET = 200
"""Each has up to 20 rules of the 4,096 a ruleset may hold, and is one of the 512 ways out of its root."""
RULES_A_GROUP = 20

_GROUP = Property("group")


@dataclass(frozen=True, slots=True)
class Truth:
    """That a rule holds by itself: in which reading, surely or only possibly."""

    rule: str
    other: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Some rules of a ruleset and the properties they test; the group's own number comes first in its facts."""

    no: int
    zones: frozenset[str]
    """Where its rules speak: in no other zone need it be asked."""
    properties: tuple[Property, ...]

    def fact(self, values: Iterable[int | str]) -> Mapping[str, int | str]:
        """The fact that asks it, given the value of each property."""
        return {"g": self.no} | {f"p{place}": value for place, value in enumerate(values)}


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What durable-rules is given, and what each of its rules means when it fires."""

    rules: Mapping[str, Mapping[str, Tree]]
    """A condition by rule name: over integers and words, of `$and $or $neq $lt $lte $gt $gte` and equality only."""
    meaning: Mapping[str, Truth]
    groups: tuple[Group, ...]


def rulesets(bundle: Bundle, zones: Collection[str] | None = None) -> tuple[Ruleset, ...]:
    """The rules that speak in some of these zones (in any, when nothing); raises Intractable."""
    rules = [rule for rule in bundle.rules if zones is None or not set(rule.zones).isdisjoint(zones)]
    pieces = (piece for rule in rules for piece in _pieces(bundle, rule))
    return tuple(_ruleset(groups) for groups in batched(_grouped(pieces), GROUPS_A_RULESET))


type _Piece = tuple[Rule, Truth, Formula]


def _pieces(bundle: Bundle, rule: Rule) -> Iterator[_Piece]:
    for other in (False, True) if rule.other else (False,):
        for sure in (True, False):
            try:
                for formula in alternatives(holds(bundle, rule, other=other, sure=sure)):
                    yield rule, Truth(rule.id, other, sure), formula
            except Intractable as error:
                raise Intractable(rule.name) from error


def _grouped(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """As many pieces together as one fact can be matched with."""
    group: list[_Piece] = []
    wide, tested = 0, set[Property]()
    for piece in pieces:
        formula = piece[2]
        more = tested | set(properties(formula))
        if group and (
            wide + width(formula) > WIDEST_GROUP or len(more) > MOST_PROPERTIES or len(group) == RULES_A_GROUP
        ):
            yield group
            group, wide, more = [], 0, set(properties(formula))
        group.append(piece)
        wide, tested = wide + width(formula), more
    if group:
        yield group


def _ruleset(groups: Iterable[list[_Piece]]) -> Ruleset:
    rules: dict[str, Mapping[str, Tree]] = {}
    meaning: dict[str, Truth] = {}
    made: list[Group] = []
    for no, pieces in enumerate(groups):
        tested = tuple(dict.fromkeys(one for _, _, formula in pieces for one in properties(formula)))
        names = {_GROUP: "g"} | {one: f"p{place}" for place, one in enumerate(tested)}
        for place, (_, truth, formula) in enumerate(pieces):
            name = f"r{no}-{place}"
            rules[name] = written(both([Among(_GROUP, (no,)), formula]), names.__getitem__)
            meaning[name] = truth
        made.append(Group(no, frozenset(zone for rule, _, _ in pieces for zone in rule.zones), tested))
    return Ruleset(rules, meaning, tuple(made))
