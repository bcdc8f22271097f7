"""How much what was typed is like a name: 0 to 1, word by word, forgiving what fingers do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from connectors.addresses.question import Question
from connectors.addresses.words import STOP, WAYS

_ALIKE = 0.6
"""Below this two words have nothing to do with each other."""
_OF_NAME = 0.55
"""Share of the score that says how much of the name was typed; the rest, how much of what was typed is explained."""
_OF_COMMUNE = 0.3
"""What a commune’s words weigh beside those of a street: they are the same for all its streets."""


class Likeness(NamedTuple):
    """How a name alone is like the question."""

    named: float
    """How much of the name was typed."""
    words: Sequence[tuple[str, float]]
    """Each word typed, with how well the name explains it."""
    glued: str
    """The name without its spaces."""
    number: str | None
    """The number left over, which may be a house number."""


class Comparer:
    """Compares names with one question; the same words are compared once."""

    def __init__(self, question: Question) -> None:
        self._said = question.said
        self._going_on = question.said[-1] if question.typing and question.said else None
        self._known: dict[tuple[str, str], float] = {}

    def compare(self, name: Sequence[str]) -> Likeness:
        """A name with the question."""
        number, rest = self._left_over(name)
        held = Counter(name)
        explained = []
        for word in rest:
            # A word said twice and held once: the other is the commune’s, « Jetée de Cap-d’Ail, Cap-d’Ail ».
            explained.append((word, 0.0 if word in held and not held[word] else self._best(word, name)))
            held[word] -= word in held
        return Likeness(self._share(name, rest), explained, "".join(word for word in name if word not in STOP), number)

    def score(self, like: Likeness, around: Sequence[str]) -> float:
        """The score of a name in a commune, whose words explain what the name does not."""
        best = weights = 0.0
        for word, explained in like.words:
            near = self._best(word, around)
            weight = weight_of(word) * (_OF_COMMUNE if near >= max(explained, _ALIKE) else 1)
            best += weight * max(explained, near)
            weights += weight
        typed = best / weights if weights else 1.0
        return max(_OF_NAME * like.named + (1 - _OF_NAME) * typed, self._glued(like, around))

    def _left_over(self, name: Sequence[str]) -> tuple[str | None, list[str]]:
        """The first number that the name does not hold, and the other words."""
        held = Counter(word for word in name if word.isdecimal())
        number = None
        rest = []
        for word in self._said:
            if word.isdecimal():
                if held[word]:
                    held[word] -= 1
                elif number is None and len(word) <= 4:
                    number = word
                    continue
            rest.append(word)
        return number, rest

    def _share(self, name: Sequence[str], said: Sequence[str]) -> float:
        """How much of a name was said."""
        total = sum(map(weight_of, name))
        return sum(weight_of(word) * max((self._alike(q, word) for q in said), default=0) for word in name) / total

    def _glued(self, like: Likeness, around: Sequence[str]) -> float:
        """How alike when spaces do not count: « capdail », « rainieriii »."""
        said = "".join(word for word, _ in like.words if word not in STOP and word not in around)
        return float(OSA.normalized_similarity(said, like.glued, score_cutoff=0.7)) * 0.98 if said else 0.0

    def _best(self, said: str, words: Iterable[str]) -> float:
        return max((self._alike(said, word) for word in words), default=0.0)

    def _alike(self, said: str, word: str) -> float:
        if said == word:
            return 1.0
        pair = (said, word)
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = self._measure(said, word)
        return found

    def _measure(self, said: str, word: str) -> float:
        if said.isdecimal() or word.isdecimal():
            return 0.0
        if len(said) == 1:
            return 0.75 if word.startswith(said) else 0.0
        alike = float(OSA.normalized_similarity(said, word, score_cutoff=_ALIKE))
        if said == self._going_on and len(word) > len(said):
            start = OSA.normalized_similarity(said, word[: len(said)], score_cutoff=0.7)
            alike = max(alike, start * (0.9 + 0.08 * len(said) / len(word)))
        return alike


@lru_cache(1 << 14)
def weight_of(word: str) -> float:
    """How much a word says."""
    if word in STOP:
        return 0.3
    if word in WAYS:
        return 2.0
    return 4.0 if word.isdecimal() else float(min(len(word), 9))
