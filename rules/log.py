"""The one list of problems of a compilation, in the words of `rules.texts.problems`."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from rules.model import Invalid, Problem
from rules.texts.everyday import meanings
from rules.texts.problems import did_you_mean, say

MAX_PROBLEMS = 500
"""Nobody reads more: the compilation stops there, and with it whatever a hostile file was multiplying."""
MAX_TOLD = 5_000
"""The same, counting what is told twice of a place that aliases repeat."""
MAX_OFFERS = 50
"""Unknown names for which the nearest known one is looked for, among thousands."""
MAX_COMPARED = 2_000
"""Among how many names the nearest one is looked for: among more, only those of about the same length."""
MAX_DRAWN = 1_000_000
"""How much a territory's few words may multiply into: zones under `all`, rules under a tag, parts of a dated rule."""
MAX_WORD = 200

_BLANKS = re.compile("[ \t\r\n]+")
_SPACES = "\u202f\u00a0"


class Place(NamedTuple):
    """Where something is written: file, line and column counted from 1."""

    file: str
    line: int
    column: int


class Log:
    """Problems as they are found; everything is reported at once."""

    def __init__(self) -> None:
        self._problems: dict[tuple[Place | None, str, str], Problem] = {}
        self._told = 0
        self._drawn = 0
        self.blind = False
        """A file could not be read: what it declares is not known, so unknown names prove nothing."""

    def add(self, code: str, place: Place | None, *, near: str | None = None, **words: str | int) -> None:
        """Report one problem; `near` is the word it may have been meant to be. One too many raises `Invalid`."""
        message, hint = say(code, {name: _short(word) for name, word in words.items()})
        if near is not None:
            hint = did_you_mean(near)
        file, line, column = place or (None, None, None)
        problem = Problem(code, message, hint, file, line, column)
        self._problems.setdefault((place, code, message), problem)
        self._told += 1
        if len(self._problems) >= MAX_PROBLEMS or self._told >= MAX_TOLD:
            raise Invalid(self.problems)

    def draw(self, count: int, place: Place | None) -> None:
        """Count what is made of the words written there; raises `Invalid` when it is too much."""
        self._drawn += count
        if self._drawn > MAX_DRAWN:
            self.add("too_much", place)
            raise Invalid(self.problems)

    def add_unknown(self, code: str, place: Place, word: str, known: Iterable[str]) -> None:
        """Report a name that nothing declares, with the nearest one that something does."""
        if not self.blind:
            offered = len(self._problems) < MAX_OFFERS
            self.add(code, place, near=nearest(word, known) if offered else None, word=word)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in reading order."""
        return tuple(sorted(self._problems.values(), key=lambda p: (p.file or "", p.line or 0, p.column or 0)))

    def raise_if_any(self) -> None:
        """Raise `Invalid` with every problem reported so far."""
        if self._problems:
            raise Invalid(self.problems)


class Deaf(Log):
    """For who wants what can be read, and leaves what cannot to others: it keeps no problem."""

    def add(self, code: str, place: Place | None, *, near: str | None = None, **words: str | int) -> None:
        """Nothing."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word this one was most likely meant to be, if any is close."""
    if len(word) > MAX_WORD:
        return None
    names = list(known)
    translated = next((meaning for meaning in meanings(word) if meaning in names), None)
    if translated is not None:
        return translated
    if len(names) > MAX_COMPARED:
        names = [name for name in names if abs(len(name) - len(word)) < 2][:MAX_COMPARED]
    by_fold = {name.casefold(): name for name in names}
    matches = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else None


def _short(word: str | int) -> str | int:
    """What an author wrote, on one line, printable, and not longer than a sentence can carry."""
    if not isinstance(word, str):
        return word
    start = _BLANKS.sub(" ", word[: 2 * MAX_WORD]).strip()
    line = "".join(sign if sign.isprintable() or sign in _SPACES else "�" for sign in start)
    return line if len(line) <= MAX_WORD else line[: MAX_WORD - 1] + "…"
