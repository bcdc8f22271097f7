"""A crowd in few words: the cells it has, gathered into boxes that a sentence can say."""

from collections.abc import Iterator, Sequence
from itertools import product

from rules.bundle import Bundle
from rules.cells import Class
from rules.compare.grid import Rights
from rules.texts import french
from rules.texts.comparisons import EVERYONE, holding, without
from rules.vocabulary import FACTS

type Cell = tuple[int, ...]
type Box = tuple[frozenset[int], ...]


def boxes(cells: frozenset[Cell], sizes: Sequence[int]) -> Iterator[Box]:
    """Boxes that together hold these cells and no other, each as large as it grows."""
    left = set(cells)
    while left:
        box: Box = tuple(frozenset({place}) for place in min(left))
        for axis, size in enumerate(sizes):
            for place in range(size):
                slab = (*box[:axis], frozenset({place}), *box[axis + 1 :])
                if place not in box[axis] and cells.issuperset(product(*slab)):
                    box = (*box[:axis], box[axis] | {place}, *box[axis + 1 :])
        left.difference_update(product(*box))
        yield box


def said(box: Box, axes: Sequence[Sequence[Class]], rights: Sequence[Rights], bundle: Bundle) -> str:
    """« plus de 3,5 t, Crit’Air 4 ou 5 »; what makes no difference is left unsaid."""
    parts = [
        _said([axis[place] for place in sorted(chosen)])
        for axis, chosen in zip(axes, box, strict=False)
        if len(chosen) < len(axis)
    ]
    if len(box[-1]) < len(rights):
        parts.append(_rights([rights[place] for place in sorted(box[-1])], rights, bundle))
    return ", ".join(parts) or EVERYONE


def _rights(chosen: Sequence[Rights], known: Sequence[Rights], bundle: Bundle) -> str:
    """Which rights make the difference; where none is needed, those that are left out."""
    named = {held: bundle.rights[held[0]].name if held[0] in bundle.rights else held[0] for held in known if held}
    if () not in chosen:
        return holding([named[held] for held in chosen])
    return without([name for held, name in named.items() if held not in chosen])


def _said(chosen: Sequence[Class]) -> str:
    fact = FACTS[chosen[0].fact]
    if not fact.counts:
        words = {value for one in chosen for value in one.values}
        others = [french.value(fact.name, word) for word in fact.words if word not in words]
        if len(others) < len(words):
            return f"hors {french.both(others)}"
        return french.either([french.value(fact.name, word) for word in fact.words if word in words])
    return french.either([_range(fact.name, low, high) for low, high in _runs(chosen)])


def _runs(chosen: Sequence[Class]) -> list[tuple[int, int]]:
    """Neighbouring classes as one."""
    runs: list[tuple[int, int]] = []
    for one in chosen:
        low, high = int(one.values[0]), int(one.values[-1])
        if runs and runs[-1][1] + 1 == low:
            runs[-1] = runs[-1][0], high
        else:
            runs.append((low, high))
    return runs


def _range(name: str, low: int, high: int) -> str:
    """« plus de 3,5 t », « 3,5 t au plus »: just above a round figure is more than it."""
    fact = FACTS[name]
    over = f"plus de {french.value(name, low - 1)}" if low % 10 == 1 else f"{french.value(name, low)} au moins"
    under = f"moins de {french.value(name, high + 1)}" if high % 10 == 9 else f"{french.value(name, high)} au plus"
    if low == fact.low:
        return under
    return over if high == fact.high else f"{over} et {under}"
