"""Conditions over whole facts: which leaves are true, and what then holds."""

from collections.abc import Collection, Sequence

from rules.cells import leaves
from rules.ir import Condition, Holds
from rules.kleene import Leaf, leaf_value, value_of
from rules.model import Facts


class Atoms:
    """The different leaves of some conditions, each a bit; nothing for no condition."""

    def __init__(self, conditions: Sequence[Condition | None]) -> None:
        self._conditions = conditions
        self._bits: dict[Leaf, int] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                self._bits.setdefault(leaf, 1 << len(self._bits))
        self._own = [sum({self._bits[leaf] for leaf in leaves(condition)}) for condition in conditions]
        self._known: list[dict[int, bool]] = [{} for _ in conditions]

    def true(self, facts: Facts, rights: Collection[str]) -> int:
        """The leaves that are true; those of facts not given are left out."""
        return sum(bit for leaf, bit in self._bits.items() if _is_true(leaf, facts, rights))

    def mask(self, true: int) -> int:
        """The conditions that hold when these leaves do, and no other."""
        return sum(1 << place for place in range(len(self._conditions)) if self._holds(place, true))

    def _holds(self, place: int, true: int) -> bool:
        condition, own = self._conditions[place], true & self._own[place]
        if condition is None:
            return True
        known = self._known[place]
        if own not in known:
            known[own] = bool(value_of(condition, lambda leaf: bool(own & self._bits[leaf])))
        return known[own]


def _is_true(leaf: Leaf, facts: Facts, rights: Collection[str]) -> bool:
    if isinstance(leaf, Holds):
        return leaf.kind in rights
    return leaf.fact in facts and bool(leaf_value(leaf, facts[leaf.fact]))
