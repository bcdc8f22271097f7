"""School holidays of zones A, B and C, proposed as YAML from the package `vacances-scolaires-france`.

A library proposes, a territory's author decides: what is written carries its source and where it stops knowing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from itertools import groupby

import vacances_scolaires_france as library

PACKAGE = "vacances-scolaires-france"
ZONES = ("A", "B", "C")

type Period = tuple[date, date, str]
"""`[from, to)` of local dates, and the holidays' name."""


class NothingToPropose(Exception):
    """The library cannot say; the message is French."""


def propose_school_holidays(zone: str, start: date, end: date) -> str:
    """A `days:` block for territory.yaml over `[start, end)`, shortened to what the library knows.

    Raises NothingToPropose.
    """
    zone = zone.strip().upper()
    if zone not in ZONES:
        raise NothingToPropose(
            f"« {zone} » n’est pas une zone de vacances scolaires : A, B ou C. "
            "La Corse et les outre-mer ont leur propre calendrier, à saisir à la main d’après l’arrêté du recteur."
        )
    if end <= start:
        raise NothingToPropose("La fin doit suivre le début.")
    known_from, known_to = known_period()
    start, end = max(start, known_from), min(end, known_to)
    if end <= start:
        raise NothingToPropose(
            f"Le paquet {PACKAGE} {version(PACKAGE)} connaît les vacances du {known_from} au {known_to} exclu."
        )
    lines = [
        "days:",
        "  school_holiday:",
        f"    name: vacances scolaires (zone {zone})",
        f"    source: Paquet {PACKAGE} {version(PACKAGE)}, zone {zone}, à vérifier sur l’arrêté du ministre",
        f"    known: [{start}, {end}]",
        "    dates:",
        *(
            f"      - {first}/{last}  # {name.replace("'", '’')}"
            for first, last, name in school_holidays(zone, start, end)
        ),
    ]
    return "\n".join(lines) + "\n"


def school_holidays(zone: str, start: date, end: date) -> Iterator[Period]:
    """The holidays of a zone over `[start, end)`, in order."""
    days = _table()
    off = (day for day in _each(start, end) if day in days and days[day][f"vacances_zone_{zone.lower()}"])
    numbered = enumerate(off)
    for (_, name), run in groupby(
        numbered, lambda pair: (pair[1].toordinal() - pair[0], days[pair[1]]["nom_vacances"])
    ):
        found = [day for _, day in run]
        yield found[0], found[-1] + timedelta(days=1), name


def known_period() -> tuple[date, date]:
    """`[from, to)` over which the library's list is complete: its table goes on, empty, after the last holidays."""
    days = _table()
    return min(days), max(days) + timedelta(days=1)


@cache
def _table() -> Mapping[date, Mapping[str, str]]:
    """The library’s table by day, which it takes a third of a second to read."""
    days: Mapping[date, Mapping[str, str]] = library.SchoolHolidayDates().data
    return days


def _each(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days))
