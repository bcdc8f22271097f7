"""What people type and what maps write, as the same words: accents, abbreviations, ordinals, dates."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

_KEPT = 1 << 15
"""Names said again and again while an index is built."""
_SPLIT: Mapping[int, str] = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss"})
"""Letters that are one sign and are typed as others."""

SHORT: Mapping[str, str] = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "bvd": "boulevard", "car": "carrefour", "carr": "carrefour", "ch": "chemin",
    "che": "chemin", "chem": "chemin", "chs": "chaussee", "crs": "cours", "ctre": "centre", "esc": "escalier",
    "esp": "esplanade", "fbg": "faubourg", "fg": "faubourg", "ham": "hameau", "imm": "immeuble", "imp": "impasse",
    "lot": "lotissement", "mte": "montee", "pas": "passage", "pass": "passage", "pl": "place", "prom": "promenade",
    "psg": "passage", "q": "quai", "qu": "quai", "r": "rue", "res": "residence", "rpt": "rond point",
    "rte": "route", "sq": "square", "trav": "traverse", "vla": "villa", "za": "zone artisanale",
    "zac": "zone amenagement concerte", "zi": "zone industrielle",
    "amal": "amiral", "cdt": "commandant", "cne": "capitaine", "col": "colonel", "dr": "docteur", "gal": "general",
    "gen": "general", "gd": "grand", "gde": "grande", "lt": "lieutenant", "mal": "marechal", "mar": "marechal",
    "me": "maitre", "mgr": "monseigneur", "nd": "notre dame", "pce": "prince", "pcesse": "princesse",
    "pdt": "president", "pres": "president", "prof": "professeur", "sgt": "sergent", "st": "saint", "ste": "sainte",
    "sts": "saints", "vx": "vieux",
}  # fmt: skip
"""Abbreviations of the post (norme AFNOR NF Z10-011) and of everyday; `cap` is left alone: Cap-d’Ail, Cap Martin."""

WAYS = frozenset(
    ("allee", "avenue", "boulevard", "carrefour", "chaussee", "chemin", "cours", "escalier", "esplanade", "impasse",
     "montee", "passage", "place", "pont", "promenade", "quai", "route", "rue", "ruelle", "sentier", "square",
     "traverse", "tunnel", "venelle", "voie")
)  # fmt: skip
"""Kinds of streets: they tell two streets apart, but less than their names do."""
STOP = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "sous", "sur"])
"""Words left out by those in a hurry."""

_NUMBERS = [
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
NUMBERS: Mapping[str, int] = {word: value for value, word in enumerate(_NUMBERS, 2)} | {
    "ier": 1, "premier": 1, "premiere": 1, "vingt": 20, "trente": 30, "cent": 100,
}  # fmt: skip
MONTHS = frozenset(
    [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ]
)
_ROMAN = re.compile(r"(?=[ivx]{2})x{0,3}(ix|iv|v?i{0,3})")
_ROMAN_VALUES: Mapping[str, int] = {"i": 1, "v": 5, "x": 10}
_ORDINAL = re.compile(r"\b(\d+)(?:er|ere|re|eme|e|nd|nde)\b")
_GLUED = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
REPEATS = ("bis", "ter", "quater", "quinquies")
_RANGE = re.compile(r"(\d{1,5}) ?([a-z]+)?(?: ?[-–/à] ?(\d{1,5}))?.*")


class Number(NamedTuple):
    """A house number, or a range of them: first and last, and what follows (`bis`, `a`, `-6`; empty for none)."""

    first: int
    last: int
    suffix: str


@lru_cache(_KEPT)
def fold(text: str) -> str:
    """Lower case, without accents; whatever is neither a letter nor a digit is one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPLIT))
    kept = "".join(" " if not sign.isalnum() else sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


@lru_cache(_KEPT)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, abbreviations expanded, Roman numerals, ordinals and numbers said as digits."""
    plain = _GLUED.sub(" ", _ORDINAL.sub(r"\1 ", fold(text)))
    return tuple(_said_as_digits(tuple(_expanded(plain.split()))))


def main_words(all_words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that name: without kinds of streets or small words, unless nothing is left."""
    return tuple(word for word in all_words if word not in STOP and word not in WAYS) or all_words


def key_of(name: str) -> str:
    """Two spellings of one street have the same key."""
    said = words(name)
    return " ".join(tuple(word for word in said if word not in STOP) or said)


def number_of(label: str) -> Number | None:
    """The house number a label writes: « 12 », « 4bis », « 12 A », « 4-6 »."""
    plain = " ".join(label.casefold().split())
    match = _RANGE.fullmatch(plain)
    if match is None:
        return None
    first, last = int(match[1]), int(match[3] or match[1])
    suffix = fold(match[2] or "")
    return Number(first, last, f"-{last}") if last > first else Number(first, first, suffix)


def _expanded(plain: list[str]) -> Iterator[str]:
    for word in plain:
        if _ROMAN.fullmatch(word):
            values = [_ROMAN_VALUES[sign] for sign in word]
            signs = [-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True)]
            yield str(sum(signs))
        else:
            yield from SHORT.get(word, word).split()


def _said_as_digits(said: tuple[str, ...]) -> Iterator[str]:
    """« huit mai » is « 8 mai », « trois » is « 3 »; « neuf » is a number before a month only: Pont Neuf."""
    at = 0
    while at < len(said):
        value, taken = 0, 0
        while at + taken < len(said) and (step := NUMBERS.get(said[at + taken])):
            value += step
            taken += 1
            if taken == 1 and said[at + 1 : at + 2] == ("et",) and said[at + 2 : at + 3] == ("un",):
                value, taken = value + 1, 3
        month = said[at + taken : at + taken + 1]
        if taken and (said[at : at + taken] != ("neuf",) or (month and month[0] in MONTHS)):
            yield str(value)
            at += taken
        else:
            yield said[at]
            at += 1


__all__ = ["MONTHS", "REPEATS", "STOP", "WAYS", "Number", "fold", "key_of", "main_words", "number_of", "words"]
