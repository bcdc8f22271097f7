"""What certainly and what possibly remains once rules have lifted one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.ir import Rule


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rules in such an order that whatever lifts a rule comes before it; sets of rules are bit masks."""

    rules: tuple[Rule, ...]
    lifters: tuple[int, ...]
    """For each rule, the rules that lift it."""

    def bounds(self, sure: int, maybe: int) -> tuple[int, int]:
        """The rules certainly, then those possibly, in effect.

        `sure` and `maybe`: the rules whose own condition and season certainly, possibly hold. A rule is
        certainly in effect when it surely holds and nothing may lift it; possibly, when it may hold and
        nothing surely lifts it.
        """
        must = may = 0
        left = maybe
        while left:
            bit = left & -left
            left ^= bit
            lifters = self.lifters[bit.bit_length() - 1]
            if not lifters & must:
                may |= bit
                if sure & bit and not lifters & may:
                    must |= bit
        return must, may


def ladder(rules: Sequence[Rule]) -> Ladder:
    """These rules, lifters first, otherwise by name; overrides are known to be acyclic."""
    by_id = {rule.id: rule for rule in rules}
    lifters: dict[str, list[str]] = {rule.id: [] for rule in rules}
    for rule in rules:
        for lifted in rule.overrides:
            if lifted in by_id:
                lifters[lifted].append(rule.id)
    placed: dict[str, int] = {}
    for name in sorted(by_id):
        _place(name, lifters, placed)
    return Ladder(
        rules=tuple(by_id[name] for name in placed),
        lifters=tuple(sum(1 << placed[lifter] for lifter in lifters[name]) for name in placed),
    )


def _place(name: str, lifters: Mapping[str, Sequence[str]], placed: dict[str, int]) -> None:
    """Number a rule after all that lift it (a stack of its own: a long chain must not exhaust Python's)."""
    stack = [name]
    while stack:
        top = stack[-1]
        waiting = [lifter for lifter in lifters[top] if lifter not in placed]
        if top in placed or not waiting:
            stack.pop()
            placed.setdefault(top, len(placed))
        else:
            stack.extend(sorted(waiting, reverse=True))
