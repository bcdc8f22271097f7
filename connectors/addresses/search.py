"""From what was typed to addresses: trigrams find candidates, likeness ranks them, numbers are compared exactly."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import NamedTuple

from rapidfuzz import fuzz, process

from connectors.addresses.likeness import Comparer
from connectors.addresses.model import Address, Kind
from connectors.addresses.numbers import at_number
from connectors.addresses.question import Question, naming, read_question, trigrams
from connectors.addresses.rows import PlaceRow, place_address
from connectors.addresses.sphere import At, metres

_CANDIDATES = 100
"""Names that trigrams find."""
_ALIKE, _FIRST = 24, 8
"""Names compared word by word: those most alike as a whole, and the first that trigrams found."""
_HOMONYMS = 2_000
_RESOLVED = 16
"""Best candidates whose house numbers are looked up."""
WORST = 0.45
"""Below this an answer is noise."""
_DOUBTFUL = 0.8
"""Below this, short words with two letters exchanged are tried too."""
_OTHER_NAME = 0.97
_NUMBER_OF_NO_STREET = 0.8
_OTHER_POSTCODE = 0.9
_NEARNESS = 0.04
"""What the centre adds at most to the rank, never to the score."""
_NEAR_M = 3_000.0
_ORDER: dict[Kind, int] = {"municipality": 0, "housenumber": 1, "street": 2, "locality": 3, "poi": 4}
_NAMES = """
SELECT name.id, words FROM said JOIN name ON name.id = said.rowid WHERE said MATCH ? ORDER BY rank, name.id LIMIT ?
"""
_PLACES = """
SELECT named.name, other, place.* FROM named JOIN place ON place.id = named.place
WHERE named.name IN (SELECT value FROM json_each(?)) ORDER BY place.id LIMIT ?
"""


class Ranked(NamedTuple):
    """A place, its likeness to the question, and the number left over."""

    score: float
    row: PlaceRow
    number: str | None


def search(file: sqlite3.Connection, text: str, limit: int, centre: At | None = None) -> list[Address]:
    """The addresses most like a text, the best first; empty when nothing is like it."""
    question = read_question(text)
    if question.empty:
        return []
    found = _found(file, question, naming(question.said, _towns(file)))
    if not found or found[0].score < _DOUBTFUL:
        found = _found(file, question, naming(question.said), swapped=True)
    answers = [_answer(file, question, ranked) for ranked in found[:_RESOLVED]]
    kept = [answer for answer in answers if answer.score >= WORST]
    if centre is not None:
        kept = [replace(answer, distance_m=metres(centre, (answer.lon, answer.lat))) for answer in kept]
    return sorted(kept, key=_rank)[:limit]


def _towns(file: sqlite3.Connection) -> frozenset[str]:
    """The words of the names of communes."""
    row = file.execute("SELECT value FROM meta WHERE name = 'towns'").fetchone()
    return frozenset(row[0].split()) if row else frozenset()


def _found(
    file: sqlite3.Connection, question: Question, named: Sequence[str], *, swapped: bool = False
) -> list[Ranked]:
    """The likeliest places, each once, the best first."""
    asked = " OR ".join(f'"{piece}"' for piece in trigrams(question, named, swapped=swapped))
    if not asked:
        return []
    names: dict[int, str] = dict(file.execute(_NAMES, (asked, _CANDIDATES)))
    comparer = Comparer(question)
    likes = {name: comparer.compare(names[name].split()) for name in _promising(named, names)}
    best: dict[int, Ranked] = {}
    for name, other, *columns in file.execute(_PLACES, (json.dumps(list(likes)), _HOMONYMS)):
        row = PlaceRow(*columns)
        score = comparer.score(likes[name], row.around.split()) * (_OTHER_NAME if other else 1)
        if row.id not in best or score > best[row.id].score:
            best[row.id] = Ranked(score, row, likes[name].number)
    return sorted(best.values(), key=lambda ranked: (-ranked.score, ranked.row.id))


def _promising(named: Sequence[str], names: Mapping[int, str]) -> list[int]:
    """The names worth a closer look."""
    alike = process.extract(" ".join(named), names, scorer=fuzz.token_ratio, limit=_ALIKE)
    return sorted({*list(names)[:_FIRST], *(name for _, _, name in alike)})


def _answer(file: sqlite3.Connection, question: Question, ranked: Ranked) -> Address:
    """A place as an answer, with the house when a number is asked of a street."""
    score, row, number = ranked
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
