"""What somebody typed, read once: its words, the numbers that may be house numbers, its postcode."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.addresses.words import REPEATS, STOP, WAYS, fold, words

LONGEST = 200
"""Characters; an address is never longer (a postal line is 38, NF Z10-011)."""
SHORTEST = 3
_POSTCODE = re.compile(r"\b\d{5}\b")
_REPEATED = re.compile(
    rf"\b(\d{{1,4}}) ?({'|'.join(REPEATS)})\b|\b(\d{{1,4}})([a-z])\b|\b(\d{{1,4}}) ([a-z])(?= (\w+))"
)
_RANGE = re.compile(r"^\s*(\d{1,4})\s*[-–/]\s*(\d{1,4})\b")
_MOST_WORDS = 16
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Question:
    """An address as typed."""

    said: tuple[str, ...]
    """Words, without postcode and suffixes of numbers."""
    suffixes: Mapping[str, str]
    """What follows a number: `bis`, `a`, `-6`."""
    postcode: str | None
    typing: bool
    """Whether the last word may go on."""

    @property
    def empty(self) -> bool:
        """Nothing to look for: no word of some length."""
        return not any(len(word) > 1 or word.isdecimal() for word in self.said) and self.postcode is None


def read_question(text: str) -> Question:
    """Read what was typed, whatever it is; beyond LONGEST characters nothing is heard."""
    text = text[:LONGEST]
    typing = bool(text) and text[-1].isalpha()
    suffixes: dict[str, str] = {}
    if between := _RANGE.match(text):
        suffixes[between[1]] = f"-{int(between[2])}"
        text = between[1] + text[between.end() :]
    plain = fold(text)
    postcode = _POSTCODE.search(plain)
    plain = _POSTCODE.sub(" ", plain, count=1)

    def take(match: re.Match[str]) -> str:
        number, suffix = (match[1], match[2]) if match[1] else (match[3], match[4])
        if match[5]:
            if match[7] not in WAYS and words(match[7])[:1] not in {(way,) for way in WAYS}:
                return match[0]
            number, suffix = match[5], match[6]
        if match[3] and suffix == "e" and match.start():  # an ordinal: « Paris 11e »
            return match[0]
        suffixes[number] = suffix
        return number

    said = words(_REPEATED.sub(take, plain))[:_MOST_WORDS]
    return Question(said, suffixes, postcode[0] if postcode else None, typing)


def naming(said: Sequence[str], towns: Container[str] = ()) -> tuple[str, ...]:
    """The words that tell a place from others: not small words, communes or kinds of streets, if any is left."""
    telling = tuple(word for word in said if word not in STOP and word not in towns)
    return tuple(word for word in telling if word not in WAYS) or telling or tuple(said)


def trigrams(question: Question, named: Sequence[str], *, swapped: bool = False) -> list[str]:
    """The three-letter pieces by which the index is asked for some words of the question.

    `swapped` adds those of short words with two letters exchanged, which else share no piece with what was meant.
    """
    pieces: dict[str, None] = {}
    for word in named:
        end = "" if question.typing and word == question.said[-1] else " "
        for spelling in (word, *(_exchanged(word) if swapped else ())):
            padded = f" {spelling}{end}"
            pieces |= dict.fromkeys(padded[at : at + 3] for at in range(len(padded) - 2))
    return list(pieces)


def _exchanged(word: str) -> Iterator[str]:
    if len(word) <= _SHORT:
        yield from (f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1))
