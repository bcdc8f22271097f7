"""Whom a kind of right is for, by what is known of a vehicle; nothing where a fact is missing."""

from rules.ir import Holds
from rules.kleene import Leaf, leaf_value, missing, value_of
from rules.model import Facts, RightKind


def is_eligible(kind: RightKind, facts: Facts) -> bool | None:
    """Whether a vehicle may hold a right of this kind."""
    return True if kind.suits is None else value_of(kind.suits, lambda leaf: _asked(leaf, facts))


def list_lacking(kind: RightKind, facts: Facts) -> tuple[str, ...]:
    """The facts that leave it undecided."""
    if kind.suits is None:
        return ()
    return tuple(dict.fromkeys(missing(kind.suits, lambda leaf: _asked(leaf, facts))))


def _asked(leaf: Leaf, facts: Facts) -> bool | None:
    # A kind that asks for another right is refused as it is read.
    return None if isinstance(leaf, Holds) else leaf_value(leaf, facts.get(leaf.fact))
