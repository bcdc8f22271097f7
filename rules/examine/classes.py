"""Holes in the classes of a zone: the lighter and the heavier are shut out, and one between them passes."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rules.cells import Class, leaves
from rules.examine.findings import Scribe
from rules.examine.space import MOST_CELLS, Cell, Slot, Space
from rules.ir import Compare, OneOf
from rules.texts import french
from rules.texts.findings import quoted
from rules.vocabulary import FACTS


def check_classes(space: Space, scribe: Scribe) -> None:
    """Report each ordered fact whose prohibited classes have a hole; `space` holds prohibitions only."""
    seasons = {slot.sure: slot for slot in space.slots if slot.sure}
    for name, found in space.classes.items():
        if (FACTS[name].counts or FACTS[name].ordered) and len(found) > 2:
            hole = _hole(space, name, seasons)
            if hole:
                _report(space, name, hole, scribe)


type _Line = Sequence[tuple[Class, Cell]]


def _lines(space: Space, name: str) -> list[_Line]:
    """For each choice of the other facts, the classes of one fact in order."""
    others = {fact: found for fact, found in space.classes.items() if fact != name}
    names = _upwards(space.classes[name])
    limit = MOST_CELLS // len(space.classes)
    steps = zip(*(space.choices({**others, name: (one,)}, limit) for one in names), strict=True)
    unique = {tuple(mask for _, mask in line): line for line in steps}
    return [
        [(one, space.cell(chosen, mask)) for one, (chosen, mask) in zip(names, line, strict=True)]
        for line in unique.values()
    ]


def _upwards(found: Sequence[Class]) -> list[Class]:
    """The classes in the order of the fact; words that are not neighbours are classes apart."""
    fact = FACTS[found[0].fact]
    if fact.counts:
        return list(found)
    by_word = {word: place for place, one in enumerate(found) for word in one.values}
    runs = groupby(fact.words, key=lambda word: by_word[word])
    return [Class(fact.name, tuple(words)) for _, words in runs]


def _hole(space: Space, name: str, seasons: Mapping[int, Slot]) -> tuple[_Line, int, int, Slot] | None:
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
    below_rules = space.named(line[hole - 1][1].mask & slot.sure)
    above_rules = space.named(line[above][1].mask & slot.sure)
    rules = dict.fromkeys(quoted(rule.name) for rule in (*below_rules, *above_rules))
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
