"""The lines of a list checked: those that may be taken, and every problem of the others by line and column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.core.drafts import LABELS, Draft, read_draft
from accounts.core.headings import Column
from rules.model import Problem
from rules.written.lines import Row
from rules.written.plates import Plate

_UNCUT = {
    "quote": ("Un guillemet n’est pas fermé.", "Fermez-le, ou retirez-le."),
    "long": ("Cette ligne est trop longue pour un véhicule.", "Il manque peut-être des retours à la ligne."),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The good lines by number, and the problems of the bad ones, in the order of the file."""

    good: Mapping[int, Draft]
    problems: tuple[Problem, ...]


def cells_of(columns: Sequence[Column], row: Row) -> dict[str, str]:
    """A line’s cells by fact; columns without one are left out."""
    return {column.fact: cell for column, cell in zip(columns, row.cells, strict=False) if column.fact}


def check_rows(
    columns: Sequence[Column],
    rows: Iterable[Row],
    today: date,
    *,
    fleet: frozenset[Plate],
    others: Mapping[Plate, int] | None = None,
) -> Checked:
    """Each line alone, then against the fleet and the lines before it; `others` stand as they are."""
    units = {column.fact: column.unit for column in columns if column.fact}
    places = {column.fact: place for place, column in enumerate(columns, 1) if column.fact}
    seen = dict(others or {})
    good: dict[int, Draft] = {}
    problems: list[Problem] = []
    for row in rows:
        found = _uncut(columns, row) or read_draft(cells_of(columns, row), today, units)
        if isinstance(found, Draft):
            twice = _twice(found.plate, row.number, fleet, seen)
            if twice is None:
                seen[found.plate] = row.number
                good[row.number] = found
                continue
            found = (twice,)
        problems += [_placed(problem, row.number, places) for problem in found]
    return Checked(good, tuple(problems))


def _uncut(columns: Sequence[Column], row: Row) -> tuple[Problem, ...]:
    """What is wrong with a line as a whole."""
    if row.fault:
        said, hint = _UNCUT[row.fault]
        return (Problem(f"line_{row.fault}", said, hint, column=1),)
    if any(row.cells[len(columns) :]):
        said = f"Cette ligne a {len(row.cells)} colonnes, les titres en nomment {len(columns)}."
        hint = "Si un nombre porte une virgule et qu’elle sépare aussi les colonnes, mettez-le entre guillemets."
        return (Problem("line_wide", said, hint, column=len(columns) + 1),)
    return ()


def _twice(plate: Plate, number: int, fleet: frozenset[Plate], seen: Mapping[Plate, int]) -> Problem | None:
    if plate in fleet:
        said, hint = "Cette plaque est déjà dans votre flotte.", "Retirez la ligne, ou modifiez la fiche du véhicule."
        return Problem("plate_known", said, hint, pointer="/plate")
    if plate in seen and seen[plate] != number:
        said = f"Cette plaque est déjà à la ligne {seen[plate]}."
        return Problem("plate_twice", said, "Retirez l’une des deux lignes.", pointer="/plate")
    return None


def _placed(problem: Problem, number: int, places: Mapping[str, int]) -> Problem:
    """The problem at its line and column."""
    fact = (problem.pointer or "").rsplit("/", 1)[-1]
    return replace(problem, line=number, column=problem.column or places.get(fact, 1))


def label_of(problem: Problem) -> str:
    """What a problem is about, as its field is called; empty when it is the line."""
    return LABELS.get((problem.pointer or "").rsplit("/", 1)[-1], "")
