"""Conditions over whole facts: which leaves are true, and what then holds."""

from collections.abc import Collection, Iterable

from rules.cells import Leaf
from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf
from rules.kleene import test_of
from rules.model import Facts


class Atoms:
    """The different leaves of some conditions, each a bit."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._bits: dict[Leaf, int] = {}
        for leaf in leaves:
            self._bits.setdefault(leaf, 1 << len(self._bits))
        self._tests = [
            (bit, None if isinstance(leaf, Holds) else test_of(leaf), leaf) for leaf, bit in self._bits.items()
        ]

    def true(self, facts: Facts, rights: Collection[str]) -> int:
        """The leaves that are true."""
        found = 0
        for bit, test, leaf in self._tests:
            if test(facts) if test else isinstance(leaf, Holds) and leaf.kind in rights:
                found |= bit
        return found

    def holds(self, condition: Condition, true: int) -> bool:
        """Whether a condition holds when these leaves do."""
        match condition:
            case All(parts):
                return all(self.holds(part, true) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, true) for part in parts)
            case Not(part):
                return not self.holds(part, true)
            case OneOf() | Compare() | Holds():
                return bool(true & self._bits[condition])
