"""From what was typed to addresses: trigrams find candidates, likeness ranks them, numbers are compared exactly."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from math import exp

from rapidfuzz import fuzz, process

from connectors.addresses.likeness import Comparer
from connectors.addresses.model import Address, Kind
from connectors.addresses.numbers import at_number
from connectors.addresses.question import Question, read_question, trigrams
from connectors.addresses.rows import PlaceRow, place_address
from connectors.addresses.sphere import At, metres

_CANDIDATES = 120
_ALIKE, _FIRST = 24, 8
"""Candidates compared word by word: those most alike as a whole, and the first that trigrams found."""
_RESOLVED = 16
"""Best candidates whose house numbers are looked up."""
WORST = 0.45
"""Below this an answer is noise."""
_NUMBER_OF_NO_STREET = 0.8
_OTHER_POSTCODE = 0.9
_NEARNESS = 0.04
"""What the centre adds at most to the rank, never to the score."""
_NEAR_M = 3_000.0
_ORDER: dict[Kind, int] = {"municipality": 0, "housenumber": 1, "street": 2, "locality": 3, "poi": 4}
_FIND = """
SELECT name.words, place.* FROM (SELECT rowid FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?) AS hit
JOIN name ON name.id = hit.rowid JOIN place ON place.id = name.place
"""


def search(file: sqlite3.Connection, text: str, limit: int, centre: At | None = None) -> list[Address]:
    """The addresses most like a text, the best first; empty when nothing is like it."""
    question = read_question(text)
    pieces = trigrams(question)
    if not pieces or question.empty:
        return []
    asked = " OR ".join(f'"{piece}"' for piece in pieces)
    rows = [(str(words), PlaceRow(*place)) for words, *place in file.execute(_FIND, (asked, _CANDIDATES))]
    found = [_answer(file, question, *ranked) for ranked in _best(question, rows)]
    kept = [answer for answer in found if answer.score >= WORST]
    if centre is not None:
        kept = [replace(answer, distance_m=metres(centre, (answer.lon, answer.lat))) for answer in kept]
    return sorted(kept, key=_rank)[:limit]


def _best(question: Question, rows: list[tuple[str, PlaceRow]]) -> Iterator[tuple[PlaceRow, float, str | None]]:
    """The likeliest places, each once, with their likeness and the number that is left over."""
    comparer = Comparer(question)
    whole = [f"{words} {row.around}" for words, row in rows]
    alike = process.extract(" ".join(question.said), whole, scorer=fuzz.token_ratio, limit=_ALIKE)
    kept = sorted({*range(min(_FIRST, len(rows))), *(at for _, _, at in alike)})
    best: dict[int, tuple[float, PlaceRow, str | None]] = {}
    for words, row in map(rows.__getitem__, kept):
        like = comparer.compare(words.split(), row.around.split())
        if row.id not in best or like.score > best[row.id][0]:
            best[row.id] = (like.score, row, like.number)
    for score, row, number in sorted(best.values(), key=lambda each: (-each[0], each[1].id))[:_RESOLVED]:
        yield row, score, number


def _answer(file: sqlite3.Connection, question: Question, row: PlaceRow, score: float, number: str | None) -> Address:
    """A place as an answer, with the house when a number is asked of a street."""
    if number is None:
        answer = place_address(row, score)
    elif row.kind == "street":
        answer = at_number(file, row, int(number), question.suffixes.get(number, ""), score)
    else:
        answer = place_address(row, score if number == row.housenumber else score * _NUMBER_OF_NO_STREET)
    if question.postcode is not None and answer.postcode not in (None, question.postcode):
        answer = replace(answer, score=answer.score * _OTHER_POSTCODE)
    return replace(answer, score=round(min(1.0, answer.score), 4))


def _rank(answer: Address) -> tuple[float, int, str, float, float]:
    """The order of answers: score, a little nearness, then what it is, so that the order never changes."""
    near = 0.0 if answer.distance_m is None else _NEARNESS * exp(-answer.distance_m / _NEAR_M)
    return -(answer.score + near), _ORDER[answer.kind], answer.label, answer.lon, answer.lat
