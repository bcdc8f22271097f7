"""Which facts would settle an unknown answer: the smallest set that does, whatever their values."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod

from rules.cells import Class, classes
from rules.model import Facts, Verdict
from rules.remedies.asking import Question
from rules.vocabulary import DAYS_LEFT_NEED, FACTS

_MOST_CELLS = 5_000
_DAYS_LEFT = (Class(DAYS_LEFT_NEED, (0, 0)), Class(DAYS_LEFT_NEED, (1, 366)))


def settling(question: Question) -> tuple[str, ...]:
    """The fewest facts that make the answer certain; none when no facts can (a list of days is missing)."""
    needs = sorted({need for decision in question.decisions() for need in decision.needs} & {*FACTS, DAYS_LEFT_NEED})
    told = {**classes([rule for _, rules in question.rules() for rule in rules]), DAYS_LEFT_NEED: _DAYS_LEFT}
    for size in range(1, len(needs) + 1):
        for chosen in combinations(needs, size):
            if _settles(question, [told[need] for need in chosen]):
                return chosen
    return ()


def _settles(question: Question, told: Sequence[Sequence[Class]]) -> bool:
    """Whether the answer is certain for each value these facts may take; too many values prove nothing."""
    if prod(len(values) for values in told) > _MOST_CELLS:
        return False
    return all(question.knowing(facts).verdict is not Verdict.UNKNOWN for facts in _values(told))


def _values(told: Sequence[Sequence[Class]]) -> Iterator[Facts]:
    for chosen in product(*told):
        yield {one.fact: one.one for one in chosen}
