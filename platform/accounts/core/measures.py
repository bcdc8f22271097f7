"""Weights, lengths and dates as people write them, in kilograms, centimetres and days."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from rules.model import Problem
from rules.vocabulary import FACTS

_NUMBER = re.compile(r"(-?[0-9][0-9.,’']*)\s*([a-zA-Zé]*)\.?")
_UNITS: Mapping[str, Mapping[str, float]] = {
    "kg": {"kg": 1, "kgs": 1, "kilo": 1, "kilos": 1, "t": 1000, "to": 1000, "tonne": 1000, "tonnes": 1000},
    "cm": {"cm": 1, "m": 100, "metre": 100, "metres": 100, "mètre": 100, "mètres": 100, "mm": 0.1},
}
_LARGE = {"kg": ("t", 1000), "cm": ("m", 100)}
_SMALLEST = {"kg": 100, "cm": 50}
"""A vehicle’s weight or size below this, said in the small unit, was meant in the large one."""
_ISO = re.compile(r"([12][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_FRENCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([12][0-9]{3})")
_OLDEST = date(1900, 1, 1)


def read_measure(name: str, text: str, unit: str | None = None) -> int | Problem:
    """A weight or a size; `unit` is what its column says. Without any, it is told by what a vehicle can be."""
    fact = FACTS[name]
    parsed = _parse(text)
    if parsed is None:
        return _problem(name, "number", f"« {text.strip()[:20]} » n’est pas un nombre.", _example(fact.unit))
    number, said = parsed
    units = _UNITS[fact.unit]
    if said and said not in units:
        expected = f"Unités admises : {' et '.join(_pair(fact.unit))}."
        return _problem(name, "unit", f"« {said[:10]} » n’est pas une unité attendue ici.", expected)
    chosen = said or unit or _tell_unit(number, fact.unit)
    if chosen is None:
        small, large = _pair(fact.unit)
        return _problem(name, "unit", f"{text.strip()} : en {small} ou en {large} ?", _example(fact.unit))
    value = round(number * units[chosen])
    if not fact.low <= value <= fact.high or value < _SMALLEST[fact.unit]:
        return _problem(name, "bounds", _beyond(text, value, fact.unit, fact.high), _meant(number, chosen, fact.high))
    return value


def read_day(text: str, today: date) -> date | Problem:
    """A day that is past, year last as in French or first as in ISO 8601."""
    said = text.strip()
    parts = _ISO.fullmatch(said)
    year, month, day = parts.groups() if parts else (None, None, None)
    if not parts and (parts := _FRENCH.fullmatch(said)):
        day, month, year = parts.groups()
    try:
        found = date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        hint = "Écrivez jour/mois/année : « 15/03/2019 »."
        return _problem("first_registered", "date", f"« {said[:20]} » n’est pas une date qui existe.", hint)
    if found > today:
        return _problem("first_registered", "date_future", "Cette date n’est pas encore passée.", "Vérifiez l’année.")
    if found < _OLDEST:
        return _problem("first_registered", "date_old", f"L’année {found.year} est trop ancienne.", "Vérifiez l’année.")
    return found


def read_unit(text: str) -> str | None:
    """The unit a column’s name gives, such as « PTAC (kg) »."""
    words = re.findall(r"[a-zé]+", text.casefold())
    return next((word for word in reversed(words) for units in _UNITS.values() if word in units), None)


def fits(name: str, unit: str | None) -> bool:
    """Whether this unit measures that fact."""
    return unit is not None and unit in _UNITS[FACTS[name].unit]


def _parse(text: str) -> tuple[float, str] | None:
    """A number and its unit: « 7,5 t », « 7 500 », « 1.234,5 »."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace())
    parts = _NUMBER.fullmatch(plain)
    if parts is None:
        return None
    figures, unit = parts.groups()
    figures = figures.replace("’", "").replace("'", "")
    if "," in figures and "." in figures:
        figures = figures.replace("." if figures.rindex(",") > figures.rindex(".") else ",", "")
    try:
        return float(figures.replace(",", ".")), unit.casefold()
    except ValueError:
        return None


def _tell_unit(number: float, small: str) -> str | None:
    large, ratio = _LARGE[small]
    highest = max(fact.high for fact in FACTS.values() if fact.unit == small)
    if number >= _SMALLEST[small] and number * ratio > highest:
        return small
    return large if number * ratio <= highest else None


def _pair(small: str) -> tuple[str, str]:
    return small, _LARGE[small][0]


def _example(small: str) -> str:
    return "Écrivez par exemple « 7,5 t » ou « 7500 kg »." if small == "kg" else "Écrivez « 6,20 m » ou « 620 cm »."


def _beyond(text: str, value: int, small: str, high: int) -> str:
    large, ratio = _LARGE[small]
    if value > high:
        return f"{text.strip()[:20]} dépasse {_comma(high / ratio)} {large}, le plus qui soit admis."
    return f"{text.strip()[:20]} est trop peu pour un véhicule."


def _meant(number: float, unit: str, high: int) -> str:
    for small, (large, ratio) in _LARGE.items():
        if unit == small and _SMALLEST[small] <= number * ratio <= high:
            return f"Vouliez-vous dire {_comma(number)} {large} ?"
        if unit == large and _SMALLEST[small] <= number <= high:
            return f"Vouliez-vous dire {_comma(number)} {small} ?"
    return "Vérifiez le nombre et son unité sur la carte grise."


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _problem(name: str, code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer=f"/facts/{name}")
