"""SIREN and SIRET numbers: written in figures, and true to their key."""

import unicodedata

from rules.model import Problem

SIREN_LENGTH, SIRET_LENGTH = 9, 14
LA_POSTE = "356000000"
"""Its establishments have, but for the head office, a digit sum that is a multiple of 5 instead of Luhn’s key."""


def luhn(digits: str) -> bool:
    """Whether a number ends with its key."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(digits: str) -> bool:
    """Whether nine figures can be a SIREN."""
    return _figures(digits, SIREN_LENGTH) and luhn(digits)


def is_siret(digits: str) -> bool:
    """Whether fourteen figures can be a SIRET."""
    if not _figures(digits, SIRET_LENGTH):
        return False
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    return luhn(digits)


def read_siret(text: str) -> str | Problem:
    """The fourteen figures of what somebody wrote, or what is wrong with it."""
    digits = "".join(sign for sign in text if not _is_gap(sign))
    if not (digits.isascii() and digits.isdigit()):
        return _problem("siret_figures", "Un SIRET n’a que des chiffres.", "Il est sur l’avis de situation de l’Insee.")
    if len(digits) == SIREN_LENGTH:
        return _problem(
            "siret_siren",
            "C’est un SIREN, de 9 chiffres.",
            "Ajoutez les 5 chiffres de l’établissement : le SIRET en a 14.",
        )
    if len(digits) != SIRET_LENGTH:
        return _problem("siret_length", f"Un SIRET a 14 chiffres, pas {len(digits)}.", "Recopiez-le en entier.")
    if not is_siret(digits):
        return _problem(
            "siret_key",
            "La clé de ce SIRET est fausse : un chiffre est mal recopié.",
            "Comparez-le à l’avis de situation de l’Insee.",
        )
    return digits


def spaced_siret(digits: str) -> str:
    """A SIRET as it is read: « 123 456 789 00012 », with no-break spaces."""
    return "\u202f".join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def _figures(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdigit()


def _is_gap(sign: str) -> bool:
    return sign in ".-_" or sign.isspace() or unicodedata.category(sign) == "Cf"


def _problem(code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer="/siret")
