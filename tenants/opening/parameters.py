"""The few things a template of rules lets one choose: typed, bounded, read from what people type."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from rules.model import Problem
from rules.texts.clockwise import listed, long_date
from rules.vocabulary import DAYS

type Value = str | int | date | tuple[str, ...]
type Values = Mapping[str, Value]

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][05]", re.ASCII)
"""Five by five minutes, as orders are written: 10:59 would leave a minute out."""
_WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)
_FEAST = re.compile(
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})|(?P<month_first>[0-9]{2})-(?P<day_last>[0-9]{2})", re.ASCII
)
MOST_FEASTS = 12
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice; `bounds` are hours, numbers, lengths of a text, or days from today."""

    name: str
    label: str
    kind: Literal["days", "time", "whole", "choice", "text", "date", "feasts"]
    default: str | int | tuple[str, ...]
    bounds: tuple[str | int, str | int] | None = None
    choices: tuple[str, ...] = ()
    help: str = ""

    def initial(self, today: date) -> Value:
        """What it is when nobody chooses."""
        if self.kind == "date":
            return today + timedelta(days=int(str(self.default)))
        return self.default

    def read(self, text: str, today: date) -> Value | Problem:
        """What was typed, or what is wrong with it; days are separated by commas."""
        return _READERS[self.kind](self, text.strip(), today)


def read_values(
    parameters: Sequence[Parameter], given: Mapping[str, str], today: date, name: str
) -> tuple[Values, tuple[Problem, ...]]:
    """Every parameter, as given or by default, and everything wrong with what was given."""
    known = {parameter.name for parameter in parameters}
    problems = [
        Problem("parameter_unknown", f"Le modèle « {name} » n’a pas de réglage « {word} ».", _offer(known))
        for word in given
        if word not in known
    ]
    values: dict[str, Value] = {}
    for parameter in parameters:
        read = parameter.read(given[parameter.name], today) if parameter.name in given else parameter.initial(today)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            values[parameter.name] = read
    return values, tuple(problems)


def _offer(known: set[str]) -> str:
    return f"Réglages : {', '.join(sorted(known))}."


def _refuse(parameter: Parameter, hint: str) -> Problem:
    return Problem(f"parameter_{parameter.kind}", f"« {parameter.label} » n’est pas lisible ou pas permis.", hint)


def _days(parameter: Parameter, text: str, _: date) -> Value | Problem:
    said = {word.strip() for word in text.split(",") if word.strip()}
    if not said or said - set(DAYS):
        return _refuse(parameter, f"Choisissez au moins un jour parmi {', '.join(DAYS)}.")
    return tuple(day for day in DAYS if day in said)


def _time(parameter: Parameter, text: str, _: date) -> Value | Problem:
    low, high = (str(bound) for bound in parameter.bounds or ("00:00", "23:59"))
    if not _TIME.fullmatch(text) or not low <= text <= high:
        return _refuse(
            parameter,
            f"Donnez une heure entre {low} et {high}, de cinq en cinq minutes, par exemple {parameter.default}.",
        )
    return text


def _whole(parameter: Parameter, text: str, _: date) -> Value | Problem:
    low, high = (int(bound) for bound in parameter.bounds or (0, 999_999))
    if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
        return _refuse(parameter, f"Donnez un nombre entier entre {low} et {high}.")
    return int(text)


def _choice(parameter: Parameter, text: str, _: date) -> Value | Problem:
    return text if text in parameter.choices else _refuse(parameter, f"Choisissez {listed(parameter.choices, 'ou')}.")


def _text(parameter: Parameter, text: str, _: date) -> Value | Problem:
    low, high = (int(bound) for bound in parameter.bounds or (1, 200))
    if not low <= len(text) <= high or _CONTROL.search(text):
        return _refuse(parameter, f"Donnez un texte de {low} à {high} signes, sur une ligne.")
    return text


def _date(parameter: Parameter, text: str, today: date) -> Value | Problem:
    low, high = (today + timedelta(days=int(bound)) for bound in parameter.bounds or (0, 3650))
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not low <= day <= high:
        return _refuse(parameter, f"Donnez un jour entre le {long_date(low)} et le {long_date(high)} ({high}).")
    return day


def _feasts(parameter: Parameter, text: str, _: date) -> Value | Problem:
    """Days of each year, as « 15/08 » or « 08-15 »; none is fine."""
    found = set()
    for word in (one for one in re.split(r"[,;\s]+", text) if one):
        day = _feast(word)
        if day is None:
            return _refuse(parameter, "Donnez un jour et un mois, par exemple 15/08.")
        found.add(f"{day:%m-%d}")
    if len(found) > MOST_FEASTS:
        return _refuse(parameter, f"Donnez {MOST_FEASTS} jours au plus.")
    return tuple(sorted(found))


def _feast(word: str) -> date | None:
    typed = _FEAST.fullmatch(word)
    if typed is None:
        return None
    month, day = typed["month"] or typed["month_first"], typed["day"] or typed["day_last"]
    try:
        # A year without 29 February, which most years do not have.
        return date(2027, int(month), int(day))
    except ValueError:
        return None


_READERS = {
    "days": _days, "time": _time, "whole": _whole, "choice": _choice, "text": _text, "date": _date, "feasts": _feasts,
}  # fmt: skip
