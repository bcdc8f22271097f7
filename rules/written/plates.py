"""Registration plates: which numbers may exist, and the one form under which two writings are the same plate.

French numbers since 2009 (SIV): two letters, three figures from 001, two letters, never I, O nor U, never SS; WW on the
left is kept for provisional numbers, which are plates all the same. Mopeds have one letter fewer (A-11-A to ZZ-999-Z).
Before (FNI): one to four figures, one to three letters, a department. As France Titres and the trade explain them.
"""

import re
import unicodedata
from dataclasses import dataclass

from rules.model import Problem
from rules.written.countries import FRANCE
from rules.written.lookalikes import looks_like

_LETTER = "[A-HJ-NP-TV-Z]"
_SIV = re.compile(rf"({_LETTER}{{2}})([0-9]{{3}})({_LETTER}{{2}})")
_MOPED = re.compile(rf"({_LETTER}{{1,2}})([0-9]{{2,3}})({_LETTER})")
_FNI = re.compile(r"([1-9][0-9]{0,3})([A-Z]{1,3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[12346])")
_SHAPE = re.compile(r"(.{2})(.{3})(.{2})")
_FIGURES = str.maketrans("OIQSZ", "01052")
_DASHES = frozenset("-‐‑‒–—―−_.·•/")
LONGEST_FOREIGN, SHORTEST_FOREIGN = 12, 2
_MODEL = "Écrivez-la comme sur la carte grise, rubrique A : « AB-123-CD », ou « 1234 AB 75 » avant 2009."


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate in the form under which plates are compared: capitals and figures, nothing between."""

    country: str
    number: str

    def __str__(self) -> str:
        return show(self.country, self.number)


def read_plate(text: str, country: str = FRANCE) -> Plate | Problem:
    """The plate somebody wrote, or what is wrong with it and, where it can be told, what was meant."""
    number = compact(text)
    if not number:
        return _problem("plate_missing", "La plaque manque.", _MODEL)
    meant = "".join(looks_like(sign) for sign in number)
    if meant != number:
        strange = next(sign for sign in number if looks_like(sign) != sign)
        return _problem(
            "plate_lookalike",
            f"« {strange} » n’est pas une lettre de notre alphabet, elle lui ressemble.",
            f"Vouliez-vous dire « {show(country, meant)} » ?",
        )
    if not all(sign.isalnum() and _is_latin(sign) for sign in number):
        return _problem("plate_signs", "Une plaque n’a que des lettres et des chiffres.", _MODEL)
    return _french(number) if country == FRANCE else _foreign(number, country)


def compact(text: str) -> str:
    """What was written, in capitals, without spaces, dashes nor signs that cannot be seen."""
    kept = (sign for sign in text.strip() if sign not in _DASHES and not sign.isspace())
    return "".join(sign.upper() for sign in kept if unicodedata.category(sign) != "Cf")


def show(country: str, number: str) -> str:
    """A plate as it is painted."""
    if country == FRANCE:
        for form, between in ((_SIV, "-"), (_MOPED, "-"), (_FNI, " ")):
            if parts := form.fullmatch(number):
                return between.join(parts.groups())
    return number


def _french(number: str) -> Plate | Problem:
    parts = _SIV.fullmatch(number) or _MOPED.fullmatch(number)
    if parts is None:
        return Plate(FRANCE, number) if _FNI.fullmatch(number) else _not_french(number)
    left, figures, right = parts.groups()
    if "SS" in (left, right):
        return _problem("plate_ss", "Aucune plaque ne porte « SS ».", _MODEL)
    if not figures.strip("0"):
        return _problem("plate_zero", "Les numéros commencent à 001.", _MODEL)
    return Plate(FRANCE, number)


def _not_french(number: str) -> Problem:
    said = f"« {number[:20]} » n’est pas une plaque française."
    if shape := _SHAPE.fullmatch(number):
        left, figures, right = shape.groups()
        meant = left + figures.translate(_FIGURES) + right
        if _SIV.fullmatch(meant):
            return _problem("plate_form", said, f"Vouliez-vous dire « {show(FRANCE, meant)} » ?")
        if re.fullmatch(r"[A-Z]{2}[0-9]{3}[A-Z]{2}", number):
            return _problem("plate_letters", said, "Les lettres I, O et U n’y servent jamais. Relisez la carte grise.")
    return _problem("plate_form", said, f"{_MODEL} Si elle est étrangère, dites son pays.")


def _foreign(number: str, country: str) -> Plate | Problem:
    if SHORTEST_FOREIGN <= len(number) <= LONGEST_FOREIGN:
        return Plate(country, number)
    return _problem(
        "plate_length",
        f"Cette plaque a {len(number)} signe{'s' if len(number) > 1 else ''}.",
        f"Une plaque étrangère en a de {SHORTEST_FOREIGN} à {LONGEST_FOREIGN}, sans compter espaces et tirets.",
    )


def _is_latin(sign: str) -> bool:
    return sign.isascii() or unicodedata.name(sign, "").startswith("LATIN")


def _problem(code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer="/plate")
