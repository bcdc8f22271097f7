"""A file of bays read whole: each line a bay, its problems by line and column, or something else than a bay."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from numeriz.core.bay import Described
from numeriz.core.checking import check
from numeriz.core.importing.cells import is_other
from numeriz.core.importing.line import Line
from numeriz.core.importing.places import Point, cells_of
from rules.model import Problem
from rules.written.columns import Column
from rules.written.lines import Row

MOST_LINES = 20_000
_FLAGS = ("marking_conform", "kerb_lowered", "order_present")
_COLUMN_OF = {
    "lon": ("lon", "lonlat", "latlon", "outline"), "lat": ("lat", "lonlat", "latlon"), "length_cm": ("length",),
    "width_cm": ("width",), "stay_max_min": ("stay",), "schedule": ("hours_osm", "hours_cds", "hours_from", "hours_to"),
    "name": ("name", "address"),
}  # fmt: skip
"""The columns that a field of a bay is read from."""


@dataclass(frozen=True, slots=True)
class Ways:
    """By what a file is read: units of its measures, its projection, whether a position lies in the territory."""

    units: Mapping[str, str]
    project: Callable[[Sequence[Point]], Sequence[Point]] = tuple
    far: Callable[[Point], float] = lambda _: 0.0
    """How many metres a position lies outside the territory; 0 within."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A bay of the file, and the identifier it is given there."""

    line: int
    said: Described
    id: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Every line once: a bay, left with its problems, or set aside by what it says it is; `notes` are told."""

    entries: tuple[Entry, ...] = ()
    left: tuple[Row, ...] = ()
    aside: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines there were."""
        return len(self.entries) + len(self.left) + sum(self.aside.values())


def read_lines(columns: Sequence[Column], rows: Sequence[Row], ways: Ways) -> Read:
    """Every line, by these columns; all are left where the columns themselves do not do."""
    problems = tuple(_columns_wrong(columns, rows))
    if problems:
        return Read(left=tuple(rows), problems=problems)
    entries, left, found, notes = [], [], [], []
    aside: Counter[str] = Counter()
    seen: dict[str, int] = {}
    for row in rows:
        cells = cells_of(columns, row)
        if is_other(cells.get("kind", "")):
            aside[cells["kind"]] += 1
            continue
        line = Line(cells, row, ways.units)
        said = line.bay(ways.project)
        wrong = list(line.problems) if said is None else [*line.problems, *_wrong(said, ways, seen)]
        notes += line.notes
        if said is None or wrong:
            found += [_placed(each, row, columns) for each in wrong]
            left.append(row)
        else:
            seen[said.reference] = row.number
            entries.append(Entry(row.number, said, cells.get("id", "")))
    told = (*_unread(columns), *_counted(notes), *_units_told(columns, ways))
    return Read(tuple(entries), tuple(left), dict(aside), tuple(found), told)


def merged(held: Described, said: Described) -> Described:
    """A bay as a file says it anew: an empty cell changes nothing, nor does what no file says."""
    names = [each.name for each in fields(Described)]
    blank = {name: getattr(said, name) in (None, "", (), False) for name in names}
    kept = {name for name in names if blank[name] and name not in ("active", *_FLAGS)} | {"approximate"}
    kept |= {name for name in _FLAGS if getattr(said, name) is None}
    if said.name in (said.address, said.reference):
        # Named so for want of anything better.
        kept.add("name")
    return Described(**{name: getattr(held if name in kept else said, name) for name in names})


def _columns_wrong(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[Problem]:
    fields = {column.field for column in columns}
    if not rows:
        yield Problem("file_empty", "Il n’y a aucune ligne à lire.", "Ajoutez une ligne par aire.")
    if len(rows) > MOST_LINES:
        yield Problem("file_long", f"Ce fichier a {len(rows)} lignes, {MOST_LINES} au plus.", "Coupez-le en deux.")
    if not ({"lon", "lat"} <= fields or fields & {"lonlat", "latlon", "outline"}):
        said = "Aucune colonne ne dit où est l’aire."
        yield Problem("column_position", said, "Choisissez la longitude et la latitude, ou une position.", line=1)


def _wrong(said: Described, ways: Ways, seen: Mapping[str, int]) -> Iterator[Problem]:
    problems = check(said)
    yield from problems
    if any(problem.pointer in ("lon", "lat") for problem in problems):
        return
    metres = ways.far((said.lon, said.lat))
    if metres > 0:
        away = f"{round(metres / 1000)}\u00a0km" if metres >= 1_000 else f"{round(metres)}\u00a0m"
        hint = "Vérifiez les coordonnées, leur ordre et leur projection."
        yield Problem("bay-lon", f"Cette position est à {away} du territoire.", hint, pointer="lon")
    if said.reference in seen:
        text = f"La référence « {said.reference[:30]} » est déjà à la ligne {seen[said.reference]}."
        yield Problem("bay-reference", text, "Retirez l’une des deux lignes.", pointer="reference")


def _placed(problem: Problem, row: Row, columns: Sequence[Column]) -> Problem:
    """The problem, at its line and column."""
    names = _COLUMN_OF.get(problem.pointer or "", (problem.pointer,))
    place = next((place for place, column in enumerate(columns, 1) if column.field in names), None)
    return replace(problem, line=row.number, column=place, pointer=None)


def _unread(columns: Sequence[Column]) -> Iterator[Problem]:
    titles = [column.title for column in columns if column.field is None and column.title]
    if titles:
        said = f"Colonnes non lues : {', '.join(titles[:12])}{'…' if len(titles) > 12 else ''}."
        yield Problem("column_unread", said, "Rien d’autre n’est perdu.")


def _counted(notes: Sequence[Problem]) -> Iterator[Problem]:
    """Each note once, with how many lines it is about."""
    count = Counter(note.message for note in notes)
    first = {note.message: note for note in reversed(notes)}
    for message, times in count.items():
        lines = "1 ligne" if times == 1 else f"{times} lignes"
        yield replace(first[message], message=f"{message} ({lines})", line=None)


def _units_told(columns: Sequence[Column], ways: Ways) -> Iterator[Problem]:
    metres = [column.title for column in columns if column.field and ways.units.get(column.field) == "m"]
    if metres:
        said = f"Lues en mètres : {', '.join(metres)}."
        yield Problem("column_metres", said, "Choisissez « centimètres » si ce n’est pas cela.")
