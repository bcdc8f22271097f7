"""The one list of problems of a compilation, in the words of `rules.texts.problems`."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from rules.model import Invalid, Problem
from rules.texts.problems import did_you_mean, say

MAX_PROBLEMS = 500
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
        self.blind = False
        """A file could not be read: what it declares is not known, so unknown names prove nothing."""

    def add(self, code: str, place: Place | None, *, near: str | None = None, **words: str | int) -> None:
        """Report one problem; `near` is the word it may have been meant to be."""
        message, hint = say(code, {name: _short(word) for name, word in words.items()})
        if near is not None:
            hint = did_you_mean(near)
        file, line, column = place or (None, None, None)
        problem = Problem(code, message, hint, file, line, column)
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.setdefault((place, code, message), problem)

    def add_unknown(self, code: str, place: Place, word: str, known: Iterable[str]) -> None:
        """Report a name that nothing declares, with the nearest one that something does."""
        if not self.blind:
            self.add(code, place, near=nearest(word, known), word=word)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in reading order."""
        return tuple(sorted(self._problems.values(), key=lambda p: (p.file or "", p.line or 0, p.column or 0)))

    def raise_if_any(self) -> None:
        """Raise `Invalid` with every problem reported so far."""
        if self._problems:
            raise Invalid(self.problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word this one was most likely meant to be, if any is close."""
    if len(word) > MAX_WORD:
        return None
    by_fold = {name.casefold(): name for name in known}
    matches = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else None


def _short(word: str | int) -> str | int:
    """What an author wrote, on one line, printable, and not longer than a sentence can carry."""
    if not isinstance(word, str):
        return word
    line = "".join(sign if sign.isprintable() or sign in _SPACES else "�" for sign in _BLANKS.sub(" ", word).strip())
    return line if len(line) <= MAX_WORD else line[: MAX_WORD - 1] + "…"
