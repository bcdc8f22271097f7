"""The table as its file gives it, each cell understood or the whole refused."""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

NOMENCLATURE = Path(__file__).parent / "nomenclature.csv"
ALL = "toutes"
ANY_NORM = "*"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}


class Line(NamedTuple):
    """One line: which vehicles it is about, and their class."""

    group: str
    """`VP`, `VUL`, `PL`, `L_motocycle`, `L_cyclomoteur`, `L` (both), or `toutes`."""
    energies: frozenset[str]
    """Empty: all."""
    norms: frozenset[str]
    """Euro norms in arabic figures, `sans` before there were any; empty: whatever the norm."""
    first: date | None
    last: date | None
    """First and last day of first registration, both included; None: no bound."""
    critair: str
    read: bool
    """Whether the line was read in a source; one that was not decides nothing."""


@cache
def read_nomenclature(path: Path = NOMENCLATURE) -> tuple[Line, ...]:
    """Every line of the table; raises ValueError or KeyError on a file that is not it."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file))


def _line(row: dict[str, str]) -> Line:
    return Line(
        group=row["categorie"],
        energies=_words(row["energie"], ALL),
        norms=frozenset(_ROMAN.get(norm, norm) for norm in _words(row["normes_euro"], ANY_NORM)),
        first=_day(row["premiere_immat_du"]),
        last=_day(row["premiere_immat_au"]),
        critair=row["classe_bnzfe"],
        read=row["preuve"] in ("A", "B"),
    )


def _words(text: str, every: str) -> frozenset[str]:
    return frozenset() if text == every else frozenset(text.split("|"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
