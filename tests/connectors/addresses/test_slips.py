"""Addresses as people type them: abbreviated, without accents, with one slip of the finger."""

import random
import sqlite3
import string
from pathlib import Path
from typing import NamedTuple

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
