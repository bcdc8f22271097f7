"""How long a territory keeps its own rows: shorter as it wishes, longer up to a maximum and by a deliberation."""

from dataclasses import dataclass
from datetime import UTC, datetime

from asyncpg import Connection

from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.privacy.durations import Duration
from tenants.privacy.register import Entry, Register, Term

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
ROLE = "admin"


@dataclass(frozen=True, slots=True)
class Kept:
    """A term of a territory: the national one unless it set another; `deliberation` when it is longer."""

    term: Term
    after: str
    deliberation: str
    set_at: datetime | None


async def list_terms(register: Register, territory: str) -> tuple[Kept, ...]:
    """The terms that a territory may set, with what it set."""
    async with scoped(Scope(territory=territory)) as connection:
        rows = {row["item"]: row for row in await connection.fetch("SELECT * FROM retention")}
    found = []
    for term in _settable(register).values():
        row = rows.get(term.name)
        found.append(
            Kept(term, row["term"], row["deliberation"], row["set_at"]) if row else Kept(term, term.after, "", None)
        )
    return tuple(found)


async def set_term(
    register: Register, territory: str, item: str, after: str, *, deliberation: str = "", by: str, at: datetime
) -> None:
    """Keep rows of a territory for another time; raises NotFound, Unreadable, Conflict out of bounds."""
    term = _settable(register).get(item)
    if term is None:
        known = ", ".join(_settable(register))
        raise NotFound("term-unknown", "Un territoire ne règle pas cette durée.", f"Celles qu’il règle : {known}.")
    try:
        after = str(Duration.typed(after))
    except ValueError as error:
        raise Unreadable("duration", str(error)) from error
    deliberation = " ".join(deliberation.split())
    _check(term, after, deliberation)
    async with scoped(Scope(territory=territory, role=ROLE)) as connection:
        before = await connection.fetchval("SELECT term FROM retention WHERE item = $1", item)
        await connection.execute(
            "INSERT INTO retention (territory, item, term, deliberation, set_by, set_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (territory, item) DO UPDATE SET term = EXCLUDED.term, deliberation = EXCLUDED.deliberation,"
            " set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at",
            territory, item, after, deliberation, by, at,
        )  # fmt: skip
        said = {"item": item, "term": after, "deliberation": deliberation}
        await record(connection, by, "retention.set", at=at, before={"term": before or term.after}, after=said)


async def term_of(connection: Connection, entry: Entry, term: Term) -> Duration:
    """How long rows are kept for whom the open transaction is: what a territory set, while it is within bounds."""
    if entry.kind in {"territory", "shared"} and term.most:
        row = await connection.fetchrow("SELECT term, deliberation FROM retention WHERE item = $1", term.name)
        if row is not None and _fault(term, row["term"], row["deliberation"]) is None:
            return Duration.read(row["term"])
    return Duration.read(term.after)


def _check(term: Term, after: str, deliberation: str) -> None:
    if (fault := _fault(term, after, deliberation)) is not None:
        raise Conflict("retention-bounds", *fault)


def _fault(term: Term, after: str, deliberation: str) -> tuple[str, str] | None:
    """What keeps this from being a term, and the way out."""
    if _days(after) < _days(term.least):
        return "Cette durée est trop courte.", f"{Duration.read(term.least).words('fr')} au moins."
    if _days(after) > _days(term.most):
        return "Cette durée est trop longue.", f"{Duration.read(term.most).words('fr')} au plus."
    if _days(after) > _days(term.after) and not deliberation:
        national = Duration.read(term.after).words("fr")
        return "Garder plus longtemps demande une délibération.", f"Donnez sa référence, ou {national} au plus."
    return None


def _days(after: str) -> int:
    return (Duration.read(after).after(_ANY_DAY) - _ANY_DAY).days


def _settable(register: Register) -> dict[str, Term]:
    return {term.name: term for entry in register.values() for term in entry.terms if term.most}
