"""The Crit’Air class of a vehicle, from the dated table and what is known of it; never a guess.

A class is given when everything the vehicle may still be leads to the same one. Otherwise it is unknown, with what is
missing. The Euro norm decides; the date of first registration does where the certificate gives no norm (`none`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

NO_NORM = "none"
"""The Euro norm of a vehicle whose certificate gives none (V.9 is empty)."""
NORMS = ("6", "5", "4", "3", "2", "1", "0", NO_NORM)

_GROUPS = {
    "M1": ("VP",), "N1": ("VUL",), "M2": ("PL",), "M3": ("PL",), "N2": ("PL",), "N3": ("PL",),
    "L1": ("L_cyclomoteur",), "L2": ("L_cyclomoteur",), "L3": ("L_motocycle",), "L4": ("L_motocycle",),
}  # fmt: skip
_TWO_WHEELS = ("L_cyclomoteur", "L_motocycle")
_EVERY_GROUP = ("VP", "VUL", "PL", *_TWO_WHEELS)
_ENERGIES = {
    "electric": "electrique", "hydrogen": "hydrogene", "cng": "gaz", "lng": "gaz", "lpg": "gaz", "diesel": "diesel",
    "petrol": "essence", "b100": "biodiesel",
}  # fmt: skip
_HYBRIDS = {"hybrid_petrol": "essence", "hybrid_diesel": "diesel"}
_PLUGGED = "hybride_rechargeable"


class Row(Protocol):
    """One line of the table."""

    @property
    def group(self) -> str:
        """Which vehicles."""

    @property
    def energies(self) -> frozenset[str]:
        """Empty: all."""

    @property
    def norms(self) -> frozenset[str]:
        """Empty: whatever the norm."""

    @property
    def first(self) -> date | None:
        """First day of first registration."""

    @property
    def last(self) -> date | None:
        """Last day of it."""

    @property
    def critair(self) -> str:
        """The class."""

    @property
    def read(self) -> bool:
        """Whether the line was read in a source."""


type Table = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a vehicle; None is unknown."""

    category: str | None = None
    energy: str | None = None
    euro: str | None = None
    first_registered: date | None = None
    plug_in: bool | None = None


@dataclass(frozen=True, slots=True)
class Classed:
    """The class, or None with what is missing; `silent` when the table as it was read does not say."""

    critair: str | None = None
    missing: tuple[str, ...] = ()
    silent: bool = False


SILENT = Classed(silent=True)


def classify(table: Table, known: Known) -> Classed:
    """The class these facts lead to."""
    if known.energy is None:
        return Classed(missing=("energy",))
    groups = _groups_of(known.category)
    energies = _energies_of(known.energy, known.plug_in)
    found = {_one(table, group, energy, known) for group in groups for energy in energies}
    if not found:
        return SILENT
    if len(found) == 1 and next(iter(found)).critair:
        return next(iter(found))
    missing = [name for each in found for name in each.missing]
    if len(groups) > 1 and known.category is None:
        missing.append("category")
    if len(energies) > 1:
        missing.append("plug_in")
    ordered = tuple(name for name in ("category", "plug_in", "euro", "first_registered") if name in missing)
    return Classed(missing=ordered) if ordered else SILENT


def _groups_of(category: str | None) -> tuple[str, ...]:
    return _EVERY_GROUP if category is None else _GROUPS.get(category, _TWO_WHEELS)


def _energies_of(energy: str, plug_in: bool | None) -> tuple[str, ...]:
    """The table’s words for an energy; none where it has no word."""
    if energy in _HYBRIDS:
        return {True: (_PLUGGED,), False: (_HYBRIDS[energy],), None: (_PLUGGED, _HYBRIDS[energy])}[plug_in]
    return (_ENERGIES[energy],) if energy in _ENERGIES else ()


def _one(table: Table, group: str, energy: str, known: Known) -> Classed:
    rows = [row for row in table if _about(row, group) and (not row.energies or energy in row.energies)]
    whatever = [row for row in rows if not row.norms]
    if whatever:
        return _read(whatever)
    if not rows:
        return SILENT
    if known.euro is None:
        return Classed(missing=("euro",))
    if known.euro != NO_NORM:
        return _read(row for row in rows if known.euro in row.norms)
    if known.first_registered is None:
        return Classed(missing=("first_registered",))
    return _read(row for row in rows if _holds(row, known.first_registered))


def _about(row: Row, group: str) -> bool:
    return row.group in ("toutes", group) or (row.group == "L" and group in _TWO_WHEELS)


def _holds(row: Row, day: date) -> bool:
    return (row.first is None or row.first <= day) and (row.last is None or day <= row.last)


def _read(rows: Iterable[Row]) -> Classed:
    """What lines say when they were all read, and agree."""
    told = {(row.critair, row.read) for row in rows}
    if len(told) != 1:
        return SILENT
    critair, read = next(iter(told))
    return Classed(critair) if read else SILENT
