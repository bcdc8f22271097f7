"""Days as lists write them: in French, in ISO 8601, as numbers of a spreadsheet."""

import re
from datetime import date, timedelta

from rules.model import Problem
from rules.written.folding import fold

_ISO = re.compile(r"([12][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_FRENCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]((?:[12][0-9])?[0-9]{2})(?: .*)?")
_LONG = re.compile(
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?([0-9]{1,2})(?:er)? ([a-z]{3,9}) ([12][0-9]{3})"
)
_NUMBER = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, as they count since March 1900."""
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)
_HINT = "Écrivez jour/mois/année : « 31/12/2026 »."


def read_day(text: str) -> date | Problem:
    """The day; one that does not exist, or could be another, is told."""
    said = " ".join(text.split())
    try:
        found = _plain(said) or _long(fold(said)) or _counted(said)
    except ValueError:
        return _problem(said, _american(said))
    if found is None:
        return _problem(said)
    if not _FIRST <= found < _LAST:
        return Problem("day_far", f"« {said[:30]} » : l’année {found.year} est hors du possible.", "Vérifiez l’année.")
    return found


def _plain(said: str) -> date | None:
    if parts := _ISO.fullmatch(said):
        year, month, day = map(int, parts.groups())
        return date(year, month, day)
    if parts := _FRENCH.fullmatch(said):
        day, month, year = map(int, parts.groups())
        return date(year + 2000 if year < 100 else year, month, day)
    return None


def _long(said: str) -> date | None:
    """« 1er janvier 2026 », « 31 déc. 2026 », "31 December 2026"."""
    parts = _LONG.fullmatch(said)
    if parts is None:
        return None
    day, name, year = parts.groups()
    for names in (_MONTHS, _ENGLISH):
        month = next((place for place, start in enumerate(names, 1) if name.startswith(start)), None)
        if month is not None:
            return date(int(year), month, int(day))
    return None


def _counted(said: str) -> date | None:
    parts = _NUMBER.fullmatch(said)
    return _EPOCH + timedelta(days=int(parts[1])) if parts else None


def _american(said: str) -> str:
    """What was meant by a month that comes first."""
    parts = _FRENCH.fullmatch(said)
    if parts and int(parts[1]) <= 12 < int(parts[2]):
        return f"Vouliez-vous dire « {int(parts[2]):02d}/{int(parts[1]):02d}/{parts[3]} » ?"
    return _HINT


def _problem(said: str, hint: str = _HINT) -> Problem:
    return Problem("day", f"« {said[:30]} » n’est pas une date qui existe.", hint)
