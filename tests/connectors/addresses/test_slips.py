"""Addresses as people type them: abbreviated, without accents, with one slip of the finger."""

import random
import sqlite3
import string
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from connectors.addresses import Index
from connectors.addresses.words import fold, key_of

SHORT = {
    "avenue": ("av", "ave", "av."), "boulevard": ("bd", "blvd", "bd."), "place": ("pl",), "saint": ("st",),
    "sainte": ("ste",), "chemin": ("che", "chem"), "impasse": ("imp",), "allee": ("all",), "route": ("rte",),
    "square": ("sq",), "faubourg": ("fg", "fbg"), "marechal": ("mal",), "general": ("gal",), "docteur": ("dr",),
    "quai": ("q",), "rue": ("r", "rue"), "passage": ("pass",), "montee": ("mte",), "president": ("pdt",),
}  # fmt: skip


class Meant(NamedTuple):
    """An address of an index."""

    number: str
    street: str
    city: str


def known_addresses(index: Path, count: int, dice: random.Random) -> list[Meant]:
    """House numbers first, then streets."""
    file = sqlite3.connect(index)
    houses = file.execute("SELECT label, name, city FROM house JOIN place ON place.id = house.place").fetchall()
    streets = file.execute("SELECT '', name, city FROM place WHERE kind = 'street'").fetchall()
    file.close()
    chosen = dice.sample(sorted(houses), min(count, len(houses)))
    chosen += dice.sample(sorted(streets), min(count - len(chosen), len(streets)))
    return [Meant(*each) for each in chosen]


def typed(meant: Meant, dice: random.Random) -> str:
    """The address as somebody in a hurry types it: one slip, abbreviations, the commune one time out of two."""
    words = [dice.choice(SHORT.get(word, (word,))) for word in slipped(fold(meant.street), dice).split()]
    city = [fold(meant.city)] if meant.city and dice.random() < 0.5 else []
    return " ".join([meant.number, *words, *city]).strip()


def slipped(text: str, dice: random.Random) -> str:
    """One letter forgotten, doubled, changed or swapped with the next, in a word of four letters or more."""
    places = [at for at, sign in enumerate(text) if sign.isalpha() and len(_word(text, at)) >= 4]
    if not places:
        return text
    at = dice.choice(places)
    letter = dice.choice(string.ascii_lowercase)
    following = text[at + 1 : at + 2]
    swapped = following + text[at] + text[at + 2 :] if following.isalpha() else text[at] + text[at:]
    tails = (text[at + 1 :], letter + text[at:], letter + text[at + 1 :], swapped)
    return text[:at] + dice.choice(tails)


def _word(text: str, at: int) -> str:
    start = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at)
    return text[start : end if end >= 0 else len(text)]


def same(meant: Meant, number: str | None, street: str | None) -> bool:
    """Whether an answer is what was meant: its number exactly, its street under any spelling."""
    return (number or "") == meant.number and key_of(street or "") == key_of(meant.street)


@pytest.mark.parametrize("name", ["monaco-2023", "riviera-monaco-2016", "paris-marais-republique"])
def test_one_slip_still_finds_the_address(name: str, indexed: Callable[[str], Path]) -> None:
    """300 real addresses, abbreviated and each with one slip: at least 95 % come first."""
    path, dice = indexed(name), random.Random(13)
    index = Index(path)
    missed = []
    asked = known_addresses(path, 300, dice)
    for meant in asked:
        text = typed(meant, dice)
        first = next(iter(index.search(text)), None)
        if first is None or not same(meant, first.housenumber, first.street):
            missed.append((text, meant, first and first.label))
    index.close()
    assert len(asked) == 300
    assert len(missed) <= 15, missed


def test_an_address_typed_exactly_comes_first(town: Path, index: Index) -> None:
    """Every house number and street, as its label says it: first, with the highest score, the right position."""
    for meant in known_addresses(town, 2_000, random.Random(1)):
        exact = " ".join(part for part in (meant.number, meant.street, meant.city) if part)
        first = index.search(exact)[0]
        assert same(meant, first.housenumber, first.street), exact
        assert first.score == 1, exact
        assert (first.city or "") == meant.city, exact


def test_adding_the_commune_never_hurts(town: Path, index: Index) -> None:
    """What comes first without its commune comes first with it, and is not less sure."""
    dice = random.Random(2)
    for meant in known_addresses(town, 300, dice):
        text = f"{meant.number} {slipped(fold(meant.street), dice)} ".lstrip()
        alone = next(iter(index.search(text)), None)
        if alone is None or not same(meant, alone.housenumber, alone.street) or not alone.city:
            continue
        first = index.search(f"{text}{alone.city}")[0]
        assert same(meant, first.housenumber, first.street), text
        assert first.score >= alone.score, text
