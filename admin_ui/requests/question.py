"""What the matrix is asked: which vehicles and territories, for what, from which day; read from an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from admin_ui.requests.words import FILTERS, FIRST_PURPOSE, PURPOSES
from cirqliz.core.matrix import Use
from rules.model import Problem
from tenants.snapshot import Snapshot

MOST_COLUMNS = 6
ROWS = 25
BEFORE = timedelta(days=1)
"""Yesterday here is today where clocks are behind."""
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question; no territory chosen means all those that have published."""

    start: date
    territories: tuple[str, ...] = ()
    text: str = ""
    state: str = ""
    purpose: str = FIRST_PURPOSE
    page: int = 1
    columns: int = 1
    every: bool = False
    """Whether all the territories are asked about at once, not those that fit side by side."""
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def use(self) -> Use:
        """As the matrix takes it: a working week from that day."""
        return Use(self.start, activity=self.purpose)

    def address(self, **other: object) -> str:
        """The same question, or another page of it, as what follows `?`."""
        said = replace(self, **other)  # type: ignore[arg-type]  # names of its own fields
        pairs = [("t", slug) for slug in said.territories]
        pairs += [("v", said.text), ("etat", said.state), ("motif", said.purpose), ("jour", said.start.isoformat())]
        pairs += [("page", str(said.page)) if said.page > 1 else ("page", "")]
        pairs += [("suite", str(said.columns)) if said.columns > 1 else ("suite", "")]
        pairs += [("tous", "oui" if said.every else "")]
        return urlencode([pair for pair in pairs if pair[1]])

    @property
    def narrowed(self) -> bool:
        """Whether fewer vehicles may be shown than there are."""
        return bool(self.text or self.state)


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory that has published, and whether it is chosen."""

    slug: str
    name: str
    chosen: bool


def read_wanted(given: Mapping[str, str], territories: Sequence[str], snapshot: Snapshot, today: date) -> Wanted:
    """The question of an address; what cannot be read is left as it is by default, and said."""
    problems = []
    known = tuple(dict.fromkeys(slug for slug in territories if slug in snapshot.rulebooks))
    if len(known) < len(set(territories)):
        problems.append(_problem("t", "Un territoire demandé n’a pas publié ses règles.", "Choisissez dans la liste."))
    start = _day(given.get("jour", ""), today)
    if start is None:
        problems.append(_problem("jour", "Ce jour ne se lit pas, ou est trop loin.", "D’aujourd’hui à un an."))
    purpose = given.get("motif", "") or FIRST_PURPOSE
    if purpose not in PURPOSES:
        problems.append(_problem("motif", "Ce motif n’existe pas.", "Choisissez dans la liste."))
    state = given.get("etat", "")
    if state and state not in FILTERS:
        problems.append(_problem("etat", "Cet état n’existe pas.", "Choisissez dans la liste."))
    return Wanted(
        start or today, known, given.get("v", "").replace("\0", "").strip()[:80], state if state in FILTERS else "",
        purpose if purpose in PURPOSES else FIRST_PURPOSE, number_of(given.get("page", "")),
        number_of(given.get("suite", "")), given.get("tous", "") == "oui", tuple(problems),
    )  # fmt: skip


def list_choices(wanted: Wanted, snapshot: Snapshot) -> tuple[Territory, ...]:
    """The territories that have published, by name."""
    named = [(book.bundle.territory.name, slug) for slug, book in snapshot.rulebooks.items()]
    return tuple(Territory(slug, name, slug in wanted.territories) for name, slug in sorted(named))


def columns_of(wanted: Wanted, snapshot: Snapshot) -> tuple[tuple[str, ...], int]:
    """The territories of this page, as many as fit side by side, and on how many pages there are."""
    every = [each.slug for each in list_choices(wanted, snapshot) if each.chosen or not wanted.territories]
    if wanted.every:
        return tuple(every), 1
    pages = max(1, -(-len(every) // MOST_COLUMNS))
    first = (min(wanted.columns, pages) - 1) * MOST_COLUMNS
    return tuple(every[first : first + MOST_COLUMNS]), pages


def number_of(text: str) -> int:
    """The number of a page; the first for what is none."""
    return max(1, int(text)) if text.isdecimal() and text.isascii() and len(text) < 6 else 1


def _day(text: str, today: date) -> date | None:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today - BEFORE <= day <= today + AHEAD else None


def _problem(field_name: str, message: str, hint: str) -> Problem:
    return Problem(f"matrix_{field_name}", message, hint, pointer=f"/{field_name}")
