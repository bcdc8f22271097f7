"""Who belongs to an organisation, in which role; somebody always keeps it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from accounts.core.roles import HEADS, may_hold
from accounts.service.refusals import Refused
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Member:
    """A person and the role held."""

    role_id: UUID
    person: UUID
    name: str
    email: str
    role: str
    since: datetime


async def list_members(organisation: UUID) -> tuple[Member, ...]:
    """Everybody who holds a role there, those who keep it first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT r.id AS role_id, p.id AS person, p.name, p.email, r.name AS role, r.granted_at AS since"
            " FROM role_held r JOIN person p ON p.id = r.person"
            " WHERE r.organisation = $1 AND r.ended_at IS NULL AND p.closed_at IS NULL"
            " ORDER BY array_position(ARRAY['owner', 'dispatcher', 'driver'], r.name::text), lower(p.name), p.id",
            organisation,
        )
    return tuple(Member(**row) for row in rows)


async def change_role(who: Who, organisation: UUID, role_id: UUID, role: str, now: datetime) -> None:
    """Give a member another role in place of this one; raises Refused, NotFound, Conflict."""
    async with scoped(Scope(door=f"{who.person}: role changed")) as connection:
        kind = await keep_still(connection, who, organisation)
        if not may_hold(kind, role):
            raise NotFound("role-unknown", "Ce rôle n’existe pas dans cette organisation.")
        person, former = await _held(connection, organisation, role_id)
        if former == role:
            return
        await _end(connection, organisation, kind, role_id=role_id, role=former, now=now)
        await grant(connection, person, role, organisation=organisation, by=str(who.person), now=now)


async def remove_member(who: Who, organisation: UUID, role_id: UUID, now: datetime) -> None:
    """End a member’s role; raises Refused, NotFound, Conflict for the last who keeps the organisation."""
    async with scoped(Scope(door=f"{who.person}: role ended")) as connection:
        kind = await keep_still(connection, who, organisation)
        _, role = await _held(connection, organisation, role_id)
        await _end(connection, organisation, kind, role_id=role_id, role=role, now=now)


async def leave(who: Who, organisation: UUID, role_id: UUID, now: datetime) -> None:
    """End one’s own role; raises NotFound when it is another’s, Conflict for the last who keeps the organisation."""
    async with scoped(Scope(door=f"{who.person}: left")) as connection:
        kind = await _lock(connection, organisation)
        person, role = await _held(connection, organisation, role_id)
        if person != who.person:
            raise _unknown()
        await _end(connection, organisation, kind, role_id=role_id, role=role, now=now)


async def keep_still(connection: Connection, who: Who, organisation: UUID) -> str:
    """Lock an organisation for somebody who keeps it, now and not when the session began; its kind. Raises Refused."""
    kind = await _lock(connection, organisation)
    held = await connection.fetchval(
        "SELECT 1 FROM role_held WHERE person = $1 AND organisation = $2 AND name = $3 AND ended_at IS NULL",
        who.person, organisation, HEADS[kind],
    )  # fmt: skip
    if held is None:
        raise Refused(
            "organisation-keeper",
            "Seul un responsable de l’organisation peut le faire.",
            "Demandez-le à l’un d’eux.",
        )
    return kind


async def grant(
    connection: Connection,
    person: UUID,
    role: str,
    *,
    by: str,
    now: datetime,
    organisation: UUID | None = None,
    territory: str | None = None,
) -> None:
    """Give a role that may be held already."""
    await connection.execute(
        "INSERT INTO role_held (person, name, territory, organisation, granted_by, granted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        person, role, territory, organisation, by, now,
    )  # fmt: skip


async def _lock(connection: Connection, organisation: UUID) -> str:
    kind = await connection.fetchval(
        "SELECT kind FROM organisation WHERE id = $1 AND closed_at IS NULL FOR UPDATE", organisation
    )
    if kind is None:
        raise NotFound("organisation-unknown", "Cette organisation n’existe pas.")
    return str(kind)


async def _held(connection: Connection, organisation: UUID, role_id: UUID) -> tuple[UUID, str]:
    row = await connection.fetchrow(
        "SELECT person, name FROM role_held WHERE id = $1 AND organisation = $2 AND ended_at IS NULL",
        role_id, organisation,
    )  # fmt: skip
    if row is None:
        raise _unknown()
    return row["person"], row["name"]


async def _end(
    connection: Connection, organisation: UUID, kind: str, *, role_id: UUID, role: str, now: datetime
) -> None:
    heads = await connection.fetchval(
        "SELECT count(*) FROM role_held WHERE organisation = $1 AND name = $2 AND ended_at IS NULL",
        organisation, HEADS[kind],
    )  # fmt: skip
    if role == HEADS[kind] and heads == 1:
        raise Conflict(
            "last-keeper",
            "C’est la dernière personne responsable de l’organisation.",
            "Donnez d’abord ce rôle à quelqu’un d’autre.",
        )
    await connection.execute("UPDATE role_held SET ended_at = $2 WHERE id = $1", role_id, now)


def _unknown() -> NotFound:
    return NotFound("member-unknown", "Cette personne n’a pas ce rôle ici.")
