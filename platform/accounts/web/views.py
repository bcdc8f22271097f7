"""Vehicles and lists as their pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.core.checking import label_of
from accounts.core.drafts import FLEET_FACTS, LABELS
from accounts.core.provenance import classed
from accounts.core.wording import (
    BODY_WORDS,
    CATEGORY_WORDS,
    CRITAIR_WORDS,
    ENERGY_WORDS,
    EURO_WORDS,
    PLUG_WORDS,
    say_fact,
)
from accounts.service.imports import Aside
from accounts.service.vehicles import Vehicle
from connectors.critair import read_nomenclature
from rules.model import Problem
from rules.vocabulary import FACTS
from rules.written.countries import FRANCE, country_name

PROVENANCES: Mapping[str, str] = {"declared": "déclaré", "computed": "calculé", "proved": "prouvé"}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "category": CATEGORY_WORDS, "energy": ENERGY_WORDS, "critair": CRITAIR_WORDS, "euro": EURO_WORDS,
    "plug_in": PLUG_WORDS, "body": BODY_WORDS,
}  # fmt: skip
RUBRICS: Mapping[str, str] = {
    "plate": "A", "category": "J", "gvw_kg": "F.2", "gcw_kg": "F.3", "body": "J.3", "energy": "P.3", "euro": "V.9",
    "first_registered": "B",
}  # fmt: skip
"""Where a fact stands on the registration certificate."""
MOST_MENDED = 50
MOST_READY = 100


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words, with where it comes from when that is not its carrier."""

    label: str
    value: str
    whence: str


@dataclass(frozen=True, slots=True)
class Row:
    """A vehicle in the list."""

    id: str
    plate: str
    country: str
    name: str
    icon: str
    facts: Mapping[str, Said]
    missing: str

    def size(self) -> str:
        """Length, width and height on one line, a dot for each that is unknown."""
        known = [self.facts.get(name) for name in ("length_cm", "width_cm", "height_cm")]
        if not any(known):
            return ""
        return " × ".join(each.value.removesuffix("\u00a0m") if each else "…" for each in known) + "\u00a0m"


def row_of(vehicle: Vehicle) -> Row:
    """A vehicle as its line shows it."""
    facts, whence = vehicle.stated.facts, vehicle.stated.provenance
    country = "" if vehicle.plate.country == FRANCE else country_name(vehicle.plate.country)
    said = {
        name: Said(LABELS[name], say_fact(name, facts[name]), PROVENANCES[whence.get(name, "declared")])
        for name in FLEET_FACTS
        if name in facts
    }
    heavy = facts.get("category") in ("N2", "N3", "M2", "M3")
    return Row(
        str(vehicle.id), str(vehicle.plate), country, vehicle.name, "truck" if heavy else "van", said,
        "" if "critair" in facts else missing_of(facts),
    )  # fmt: skip


def missing_of(facts: Mapping[str, int | str]) -> str:
    """Why there is no Crit’Air class: what is missing, or that the table does not tell."""
    found = classed(read_nomenclature(), facts)
    if found.missing:
        return f"Il manque : {', '.join(_small(LABELS[name]) for name in found.missing)}."
    return "La nomenclature vérifiée ne tranche pas : recopiez la vignette."


def form_of_vehicle(vehicle: Vehicle) -> dict[str, str]:
    """The fields of the form as they are typed; what was computed is left to be computed again."""
    draft = vehicle.draft()
    form = {"plate": str(vehicle.plate), "country": vehicle.plate.country, "name": vehicle.name}
    for name, value in draft.facts.items():
        typed = name in FACTS and FACTS[name].counts
        form[name] = say_fact(name, value) if typed or name == "first_registered" else str(value)
    return form


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to mend, with what is wrong with it."""

    title: str
    value: str
    problems: tuple[Problem, ...]
    known: bool = True
    """Whether its column says something of a vehicle; another is kept, and not shown."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line to mend; `problems` are of the line as a whole."""

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A list as its page shows it: what is ready, what is to be mended, both cut to what a page holds."""

    ready: int
    titles: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    bad: int
    mending: tuple[BadLine, ...]
    ignored: tuple[str, ...]


def review(aside: Aside) -> Review:
    """What the page of a list says."""
    good, bad = aside.good_rows, aside.bad_rows
    kept = [place for place, column in enumerate(aside.columns) if column.fact]
    titles = tuple(LABELS[fact] for place in kept if (fact := aside.columns[place].fact))
    lines = tuple(
        (row.number, tuple(row.cells[place] if place < len(row.cells) else "" for place in kept))
        for row in good[:MOST_READY]
    )
    by_line: dict[int, list[Problem]] = {}
    for problem in aside.problems:
        by_line.setdefault(problem.line or 0, []).append(problem)
    mending = []
    for row in bad[:MOST_MENDED]:
        cells = []
        mine = by_line[row.number]
        for place, column in enumerate(aside.columns):
            here = tuple(each for each in mine if each.column == place + 1 and label_of(each)) if column.fact else ()
            title = LABELS[column.fact] if column.fact else column.title
            cells.append(Cell(title, row.cells[place] if place < len(row.cells) else "", here, bool(column.fact)))
        shown = {id(each) for cell in cells for each in cell.problems}
        mending.append(BadLine(row.number, tuple(cells), tuple(each for each in mine if id(each) not in shown)))
    ignored = tuple(column.title for column in aside.columns if not column.fact and column.title)
    return Review(len(good), titles, lines, len(bad), tuple(mending), ignored)


def _small(label: str) -> str:
    return label[0].lower() + label[1:]
