"""The columns and lines of a list of vehicles, once it is cut into cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.core.headings import Column, read_columns, recognise
from rules.model import Problem
from rules.written.lines import Row
from rules.written.plates import read_plate

MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and lines."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def is_known(title: str) -> bool:
    """Whether a title names a column of ours."""
    return recognise(title).fact is not None


def read_sheet(rows: Sequence[Row]) -> Sheet | tuple[Problem, ...]:
    """The columns and lines of a list, or what keeps the whole from being read."""
    if not rows:
        return (Problem("file_empty", "Il n’y a rien à lire.", "Collez au moins une plaque par ligne."),)
    titles = rows[0].cells
    if _only_plates(titles, rows):
        columns: tuple[Column, ...] | tuple[Problem, ...] = (Column("Plaque", "plate"),)
    else:
        columns, rows = read_columns(titles), rows[1:]
    problems = [each for each in columns if isinstance(each, Problem)]
    if len(rows) > MOST_LINES:
        said = f"Ce fichier a {len(rows)} lignes, au plus {MOST_LINES} sont lues à la fois."
        problems.append(Problem("file_long", said, "Coupez-le en plusieurs fichiers.", line=rows[MOST_LINES].number))
    if not rows:
        problems.append(Problem("file_empty", "Il n’y a que des titres.", "Ajoutez une ligne par véhicule.", line=1))
    if problems:
        return tuple(problems)
    return Sheet(tuple(column for column in columns if isinstance(column, Column)), tuple(rows))


def _only_plates(titles: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether the list is plates and nothing else, without a line of titles."""
    if recognise(titles[0]).fact is not None or len([title for title in titles if title.strip()]) != 1:
        return False
    return any(not isinstance(read_plate(row.cells[0]), Problem) for row in rows[:20])
