"""Conditions over whole facts: which leaves are true, and what then holds."""

from collections.abc import Collection, Iterable

from rules.ir import Condition, Holds
from rules.kleene import Leaf, leaf_value, value_of
from rules.model import Facts


class Atoms:
    """The different leaves of some conditions, each a bit."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._bits: dict[Leaf, int] = {}
        for leaf in leaves:
            self._bits.setdefault(leaf, 1 << len(self._bits))

    def true(self, facts: Facts, rights: Collection[str]) -> int:
        """The leaves that are true."""
        return sum(bit for leaf, bit in self._bits.items() if _is_true(leaf, facts, rights))

    def holds(self, condition: Condition, true: int) -> bool:
        """Whether a condition holds when these leaves do."""
        return bool(value_of(condition, lambda leaf: bool(true & self._bits[leaf])))


def _is_true(leaf: Leaf, facts: Facts, rights: Collection[str]) -> bool:
    if isinstance(leaf, Holds):
        return leaf.kind in rights
    return bool(leaf_value(leaf, facts[leaf.fact]))
