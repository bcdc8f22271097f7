"""Holes in the classes of a zone: the lighter and the heavier are shut out, and one between them passes."""

from collections.abc import Sequence
from itertools import groupby

from rules.cells import Class, leaves
from rules.examine.findings import Scribe
from rules.examine.space import Cell, Slot, Space
from rules.ir import Compare, OneOf
from rules.texts import french
from rules.vocabulary import FACTS


def check_classes(space: Space, scribe: Scribe) -> None:
    """Report each ordered fact whose prohibited classes have a hole."""
    prohibits = space.mask("prohibit")
    seasons = {slot.sure & prohibits: slot for slot in space.slots if slot.sure & prohibits}
    for name, found in space.classes.items():
        if (FACTS[name].counts or FACTS[name].ordered) and len(found) > 2:
            hole = _hole(space, name, seasons)
            if hole:
                _report(space, name, hole, scribe)


type _Line = Sequence[tuple[Class, Cell]]


def _lines(space: Space, name: str) -> list[_Line]:
    """For each choice of the other facts, the classes of one fact in order."""
    ordered = {fact: found for fact, found in space.classes.items() if fact != name}
    steps = [(one, list(space.all_cells({**ordered, name: (one,)}))) for one in _upwards(space.classes[name])]
    lines = zip(*(cells for _, cells in steps), strict=False)
    names = [one for one, _ in steps]
    unique = {tuple(cell.mask for cell in line): list(zip(names, line, strict=True)) for line in lines}
    return list(unique.values())


def _upwards(found: Sequence[Class]) -> list[Class]:
    """The classes in the order of the fact; words that are not neighbours are classes apart."""
    fact = FACTS[found[0].fact]
    if fact.counts:
        return list(found)
    by_word = {word: place for place, one in enumerate(found) for word in one.values}
    runs = groupby(fact.words, key=lambda word: by_word[word])
    return [Class(fact.name, tuple(words)) for _, words in runs]


def _hole(space: Space, name: str, seasons: dict[int, Slot]) -> tuple[_Line, int, int, Slot] | None:
    """A line, the place of its hole, the place of what is shut out above it, and when."""
    asking = sum(
        1 << place
        for place, rule in enumerate(space.rules)
        if any(isinstance(leaf, OneOf | Compare) and leaf.fact == name for leaf in leaves(rule.condition))
    )
    for line in _lines(space, name):
        for mask, slot in seasons.items():
            shut = [cell.mask & mask for _, cell in line]
            if any(one & ~asking for one in shut):
                continue
            first = next((place for place, one in enumerate(shut) if one), len(shut))
            hole = next((place for place in range(first, len(shut)) if not shut[place]), len(shut))
            above = next((place for place in range(hole, len(shut)) if shut[place]), None)
            if above is not None:
                return line, hole, above, slot
    return None


def _report(space: Space, name: str, found: tuple[_Line, int, int, Slot], scribe: Scribe) -> None:
    line, hole, above, slot = found
    prohibits = space.mask("prohibit") & slot.sure
    below_rules = space.named(line[hole - 1][1].mask & prohibits)
    above_rules = space.named(line[above][1].mask & prohibits)
    rules = dict.fromkeys(f"« {rule.name} »" for rule in (*below_rules, *above_rules))
    scribe.add(
        "gap_in_classes",
        "rule",
        above_rules[0].name,
        rule=above_rules[0].name,
        zone=space.bundle.zones[space.zone].name,
        hole=french.value(name, line[hole][0].one),
        below=french.value(name, line[hole - 1][0].one),
        above=french.value(name, line[above][0].one),
        witness=space.witness(line[hole][1], slot),
        rules=" et ".join(rules),
    )
