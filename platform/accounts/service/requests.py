"""Requests for access: an agent known by their SIRET asks, an administrator grants a role or refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection

from accounts.core.roles import TERRITORY_ROLES
from accounts.service.employers import Employer
from accounts.service.members import Held, grant, note
from accounts.service.places import has_keeper, keep_still, lock_place
from accounts.service.refusals import Refused
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.national import ROLE, national
from tenants.who import Who

AGAIN = timedelta(days=7)
"""How long a refusal holds before another sign-in asks anew."""
_SHOWN = (
    "SELECT q.id, q.territory, q.person, p.name, p.email, p.language, q.siret, q.organisation, q.asked_at,"
    " q.decided_at, q.role, q.authority, q.reason"
    " FROM access_request q JOIN person p ON p.id = q.person AND p.closed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, known by which SIRET; `role` is what was granted, None for a refusal once it is decided."""

    id: UUID
    territory: str
    person: UUID
    name: str
    email: str
    language: str
    siret: str
    organisation: str
    asked_at: datetime
    decided_at: datetime | None
    role: str | None
    authority: str
    """INSEE code of the commune: proposed while it waits, then given."""
    reason: str
    """Why it was refused, when that was said."""


async def ask_access(
    connection: Connection, person: UUID, employer: Employer, now: datetime, *, siret: str, organisation: str
) -> None:
    """Ask, in the open transaction of that territory; once, and not again soon after a refusal.

    The commune that employs somebody is proposed to who decides.
    """
    asked = await connection.fetchval(
        "INSERT INTO access_request (territory, person, siret, organisation, asked_at, authority)"
        " SELECT $1::text, $2::uuid, $3::text, $4::text, $5::timestamptz, $7 WHERE NOT EXISTS (SELECT 1"
        " FROM access_request WHERE territory = $1::text AND person = $2::uuid AND role IS NULL AND decided_at > $6)"
        " ON CONFLICT DO NOTHING RETURNING id",
        employer.territory, person, siret, organisation[:200], now, now - AGAIN, employer.commune,
    )  # fmt: skip
    if asked is not None:
        await record(connection, str(person), "access.requested", at=now, after={"request": str(asked)})


async def list_requests(territory: str) -> tuple[Request, ...]:
    """The requests of a territory that wait, the oldest first."""
    async with scoped(Scope(territory=territory)) as connection:
        return await _read_waiting(connection, territory)


async def find_request(who: Who, territory: str) -> Request | None:
    """The last request of this person there."""
    async with scoped(Scope(territory=territory)) as connection:
        row = await connection.fetchrow(
            f"{_SHOWN} WHERE q.territory = $1 AND q.person = $2 ORDER BY q.asked_at DESC LIMIT 1",
            territory, who.person,
        )  # fmt: skip
    return Request(**row) if row else None


async def decide(
    who: Who, territory: str, request: UUID, role: str | None, now: datetime, *, authority: str = "", reason: str = ""
) -> Request:
    """Grant a role, or refuse with None: an administrator there, or the national team. Raises Refused, NotFound."""
    if role is not None and role not in TERRITORY_ROLES:
        raise NotFound("role-unknown", "Ce rôle n’existe pas dans un territoire.")
    commune, why = (authority if role == "editor" else ""), ("" if role else reason)
    async with scoped(Scope(territory=territory, door=f"{who.person}: access decided")) as connection:
        await _may_decide(connection, who, territory)
        row = await connection.fetchrow(
            f"{_SHOWN} WHERE q.territory = $1 AND q.id = $2 AND q.decided_at IS NULL FOR UPDATE OF q",
            territory, request,
        )  # fmt: skip
        if row is None:
            raise NotFound("request-unknown", "Cette demande n’attend plus.", "Quelqu’un d’autre a sans doute répondu.")
        if row["person"] == who.person:
            raise Refused("request-own", "Personne ne répond à sa propre demande.", "Demandez à quelqu’un d’autre.")
        await connection.execute(
            "UPDATE access_request SET decided_at = $3, decided_by = $4, role = $5, authority = $6, reason = $7"
            " WHERE territory = $1 AND id = $2",
            territory, request, now, who.person, role, commune, why,
        )  # fmt: skip
        if role is None:
            await record(connection, str(who.person), "access.refused", at=now, after={"request": str(request)})
        else:
            by = str(who.person)
            await grant(connection, row["person"], territory, role, by=by, now=now, authority=commune)
            granted = Held(row["person"], role, commune)
            await note(connection, who.person, territory, "access.granted", now, after=granted)
    return Request(**{**row, "decided_at": now, "role": role, "authority": commune, "reason": why})


async def count_unkept() -> Mapping[str, int]:
    """How many requests wait, in each territory that nobody administers and where some do."""
    async with scoped(Scope(role=ROLE)) as connection:
        rows = await connection.fetch("SELECT slug, waiting FROM unkept_requests()")
    return {row["slug"]: row["waiting"] for row in rows}


async def list_unkept(by: str) -> tuple[Request, ...]:
    """The requests that wait where nobody answers, the oldest first; `by` is the number of who reads, for the trace."""
    counts = await count_unkept()
    found = await national(by, "requests for access", "access_request", _read_waiting, among=counts)
    return tuple(sorted((one for rows in found.values() for one in rows), key=lambda one: (one.asked_at, one.id)))


async def has_admin(territory: str) -> bool:
    """Whether anybody keeps this territory yet."""
    async with scoped(Scope()) as connection:
        return await has_keeper(connection, territory)


async def _may_decide(connection: Connection, who: Who, territory: str) -> None:
    """Raises Refused unless this person keeps the territory, or is of the national team and acts as such."""
    if who.acting is not None and who.acting.name == "operator":
        await lock_place(connection, territory)
        held = await connection.fetchval(
            "SELECT 1 FROM role_held WHERE person = $1 AND name = 'operator' AND ended_at IS NULL", who.person
        )
        if held is not None:
            return
    await keep_still(connection, who, territory)


async def _read_waiting(connection: Connection, territory: str) -> tuple[Request, ...]:
    rows = await connection.fetch(
        f"{_SHOWN} WHERE q.territory = $1 AND q.decided_at IS NULL ORDER BY q.asked_at, q.id", territory
    )
    return tuple(Request(**row) for row in rows)
