"""A list of derogations read whole: each line an entry, or its problems by line and column; nothing is lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cirqliz.core.listing.cells import Span, read_company, read_days, read_kind, read_span, read_state, read_zones
from cirqliz.core.listing.columns import POSITION, Memory, column_problems
from rules.model import Problem, RightKind
from rules.written.columns import Column
from rules.written.countries import read_country
from rules.written.lines import Row
from rules.written.lookalikes import looks_like
from rules.written.plates import Plate, compact, read_plate

MOST_LINES = 50_000
LONGEST_TEXT = 200
_FAULTS: Mapping[str, tuple[str, str]] = {
    "quote": ("Un guillemet n’est pas refermé sur cette ligne.", "Refermez-le, ou retirez-le."),
    "long": ("Cette ligne est trop longue pour être lue.", "Vérifiez que chaque dérogation a sa ligne."),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """By what a list is read: the rulebook’s kinds and zones (id → name), what was chosen, and the day it is."""

    kinds: Mapping[str, RightKind]
    zones: Mapping[str, str]
    today: date
    memory: Memory = field(default_factory=Memory)
    default_kind: str = ""
    """The kind of lines that name none."""
    take_lookalikes: bool = False
    """Whether letters of other alphabets in plates are taken for those they look like; told all the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A derogation of the list; `end` is the day after the last one, `rest` what its other columns say, by title."""

    line: int
    plate: Plate | None
    kind: str
    start: date | None
    end: date | None
    quota_days: int | None
    used_days: int
    state: str
    holder: str
    siret: str
    zones: tuple[str, ...]
    number: str
    rest: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read; `left` are the lines with a problem, as they were; `notes` keep nothing from being read."""

    entries: tuple[Entry, ...]
    left: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    @property
    def unknown_kinds(self) -> bool:
        """Whether saying which kind a text means would mend some lines."""
        return any(problem.code == "kind_unknown" for problem in self.problems)


def read_list(columns: Sequence[Column], rows: Sequence[Row], ways: Ways) -> Listing:
    """Every line, by these columns; none when the columns themselves do not do."""
    told = list(column_problems(columns))
    notes = [problem for problem in told if problem.code == "column_position"]
    problems = [problem for problem in told if problem.code != "column_position"]
    if ways.default_kind not in ways.kinds and all(column.field != "kind" for column in columns):
        said = "Aucune colonne ne dit le type de dérogation."
        problems.append(Problem("column_kind", said, "Choisissez la colonne, ou un type pour toute la liste.", line=1))
    if len(rows) > MOST_LINES:
        said = f"Cette liste a {len(rows)} lignes, au plus {MOST_LINES} sont lues à la fois."
        problems.append(Problem("file_long", said, "Coupez-la en plusieurs fichiers.", line=rows[MOST_LINES].number))
    if not rows:
        problems.append(Problem("file_empty", "Il n’y a aucune ligne à lire.", "Ajoutez une ligne par dérogation."))
    if problems:
        return Listing((), tuple(rows), tuple(problems), tuple(notes))
    entries: list[Entry] = []
    left: list[Row] = []
    seen: dict[tuple[Plate | str, str], list[Entry]] = {}
    for row in rows:
        reader = _Line(columns, row, ways)
        entry = reader.entry()
        notes += reader.notes
        if entry is not None and (twice := _twice(entry, seen)):
            reader.add("plate", twice)
        if entry is None or reader.problems:
            problems += reader.problems
            left.append(row)
        else:
            entries.append(entry)
    return Listing(tuple(entries), tuple(left), tuple(problems), tuple(notes))


def _twice(entry: Entry, seen: dict[tuple[Plate | str, str], list[Entry]]) -> Problem | None:
    """The same right, on days that meet, is on one line only."""
    others = seen.setdefault((entry.plate or entry.siret, entry.kind), [])
    for other in others:
        if _meet(entry, other) and (not entry.zones or not other.zones or set(entry.zones) & set(other.zones)):
            said = f"La même dérogation, aux mêmes dates, est à la ligne {other.line}."
            return Problem("line_twice", said, "Retirez l’une des deux.")
    others.append(entry)
    return None


def _meet(one: Entry, other: Entry) -> bool:
    return (one.start or date.min) < (other.end or date.max) and (other.start or date.min) < (one.end or date.max)


class _Line:
    """One line being read."""

    def __init__(self, columns: Sequence[Column], row: Row, ways: Ways) -> None:
        self._row, self._ways, self._columns = row, ways, columns
        self._places = {column.field: place for place, column in enumerate(columns, 1) if column.field != POSITION}
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def entry(self) -> Entry | None:
        """The derogation; nothing when there are problems, all of which are told."""
        if self._row.fault or len(self._row.cells) > len(self._columns):
            self._uncut()
            return None
        ways = self._ways
        span = self._span()
        kind = self._kind()
        plate = self._plate(kind)
        quota = self._taken("quota", read_days(self._cell("quota"), 1))
        used = self._taken("used", read_days(self._cell("used"), 0))
        state = self._taken("status", read_state(self._cell("status"), span.end if span else None, ways.today))
        siret = self._taken("siret", read_company(self._cell("siret")))
        zones = self._taken("zone", read_zones(self._cell("zone"), ways.zones))
        self._check_used(quota, used, kind)
        if self.problems or span is None or kind is None:
            return None
        return Entry(
            self._row.number, plate, kind, span.start, span.end, quota, used or 0, state or "active",
            self._text("holder"), siret or "", zones or (), self._text("number"), dict(self._rest()),
        )  # fmt: skip

    def _span(self) -> Span | None:
        found = read_span(self._cell("start"), self._cell("end"))
        if isinstance(found, Span):
            return found
        for name, problem in found:
            self.add(name, problem)
        return None

    def add(self, name: str, problem: Problem) -> None:
        """A problem, at its line and column."""
        self.problems.append(replace(problem, line=self._row.number, column=self._places.get(name, 1), pointer=None))

    def _cell(self, name: str) -> str:
        place = self._places.get(name)
        return self._row.cells[place - 1].strip() if place and place <= len(self._row.cells) else ""

    def _text(self, name: str) -> str:
        return " ".join(self._cell(name).split())[:LONGEST_TEXT]

    def _taken[T](self, name: str, value: T | Problem) -> T | None:
        if isinstance(value, Problem):
            self.add(name, value)
            return None
        return value

    def _kind(self) -> str | None:
        text = self._cell("kind")
        if not text and self._ways.default_kind in self._ways.kinds:
            return self._ways.default_kind
        return self._taken("kind", read_kind(text, self._ways.kinds, self._ways.memory.kinds))

    def _plate(self, kind: str | None) -> Plate | None:
        text = self._cell("plate")
        country = self._taken("country", read_country(self._cell("country")))
        if country is None:
            return None
        if not text and kind is not None and self._ways.kinds[kind].holder == "carrier":
            if not self._cell("siret"):
                said = "Ce type se donne à un titulaire : il manque son SIRET."
                self.add("siret", Problem("siret_missing", said, "Ajoutez-le, ou la plaque d’un véhicule."))
            return None
        plate = read_plate(text, country)
        if isinstance(plate, Problem) and plate.code == "plate_lookalike" and self._ways.take_lookalikes:
            self.notes.append(replace(plate, line=self._row.number, column=self._places.get("plate", 1), pointer=None))
            plate = read_plate("".join(looks_like(sign) for sign in compact(text)), country)
        return self._taken("plate", plate)

    def _check_used(self, quota: int | None, used: int | None, kind: str | None) -> None:
        most = quota if quota is not None or kind is None else self._ways.kinds[kind].quota_days
        if most is not None and used is not None and used > most:
            said = f"{used} jours utilisés, sur {most} par an."
            self.add("used", Problem("used_beyond", said, "Vérifiez ces deux nombres."))

    def _uncut(self) -> None:
        more = ("Cette ligne a plus de cellules que de titres.", "Un séparateur est sans doute dans un texte.")
        said, hint = _FAULTS.get(self._row.fault, more)
        self.problems.append(Problem("line_uncut", said, hint, line=self._row.number, column=1))

    def _rest(self) -> Iterator[tuple[str, str]]:
        for column, cell in zip(self._columns, self._row.cells, strict=False):
            if cell and column.field is None:
                yield column.title, cell
