"""Who belongs to an organisation or a territory, in which role; somebody always keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from accounts.core.roles import HEADS, TERRITORY, may_hold
from accounts.service.places import Place, column_of, door_to, keep_still, lock_place
from tenants.audit import record
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Member:
    """A person and the role held; `authority` is the INSEE code of the commune an editor is bound to."""

    role_id: UUID
    person: UUID
    name: str
    email: str
    role: str
    since: datetime
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds."""

    person: UUID
    role: str
    authority: str

    def said(self) -> Mapping[str, str]:
        """As the audit of a territory says it: never a name, for what it holds stays."""
        return {"person": str(self.person), "role": self.role} | ({"commune": self.authority} if self.authority else {})


async def list_members(place: Place) -> tuple[Member, ...]:
    """Everybody who holds a role there, those who keep it first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT r.id AS role_id, p.id AS person, p.name, p.email, r.name AS role, r.granted_at AS since,"  # noqa: S608
            f" r.authority FROM role_held r JOIN person p ON p.id = r.person WHERE r.{column_of(place)} = $1"
            " AND r.ended_at IS NULL AND p.closed_at IS NULL"
            " ORDER BY array_position(ARRAY['owner', 'dispatcher', 'driver', 'admin', 'editor', 'validator', 'police',"
            " 'partner', 'reader'], r.name::text), lower(p.name), p.id",
            place,
        )
    return tuple(Member(**row) for row in rows)


async def change_role(who: Who, place: Place, role_id: UUID, role: str, now: datetime, *, authority: str = "") -> None:
    """Give a member another role in place of this one; raises Refused, NotFound, Conflict."""
    async with scoped(door_to(place, f"{who.person}: role changed")) as connection:
        kind = await keep_still(connection, who, place)
        if not may_hold(kind, role):
            raise NotFound("role-unknown", "Ce rôle n’existe pas dans cette organisation.")
        former = await _held(connection, place, role_id)
        fresh = Held(former.person, role, authority if role == "editor" else "")
        if former == fresh:
            return
        if former.role != fresh.role:
            await _keep_one(connection, place, kind, former.role)
        await _end(connection, role_id, now)
        await grant(connection, fresh.person, place, fresh.role, by=str(who.person), now=now, authority=fresh.authority)
        await note(connection, who.person, place, "people.changed", now, before=former, after=fresh)


async def remove_member(who: Who, place: Place, role_id: UUID, now: datetime) -> None:
    """End a member’s role; raises Refused, NotFound, Conflict for the last who keeps the place."""
    async with scoped(door_to(place, f"{who.person}: role ended")) as connection:
        kind = await keep_still(connection, who, place)
        held = await _held(connection, place, role_id)
        await _keep_one(connection, place, kind, held.role)
        await _end(connection, role_id, now)
        await note(connection, who.person, place, "people.removed", now, before=held)


async def leave(who: Who, place: Place, role_id: UUID, now: datetime) -> None:
    """End one’s own role; raises NotFound when it is another’s, Conflict for the last who keeps the place."""
    async with scoped(door_to(place, f"{who.person}: left")) as connection:
        kind = await lock_place(connection, place)
        held = await _held(connection, place, role_id)
        if held.person != who.person:
            raise _unknown()
        await _keep_one(connection, place, kind, held.role)
        await _end(connection, role_id, now)
        await note(connection, who.person, place, "people.left", now, before=held)


async def grant(
    connection: Connection, person: UUID, place: Place, role: str, *, by: str, now: datetime, authority: str = ""
) -> None:
    """Give a role that may be held already."""
    await connection.execute(
        f"INSERT INTO role_held (person, name, {column_of(place)}, authority, granted_by, granted_at)"  # noqa: S608
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        person, role, place, authority, by, now,
    )  # fmt: skip


async def note(
    connection: Connection,
    by: UUID,
    place: Place,
    what: str,
    now: datetime,
    *,
    before: Held | None = None,
    after: Held | None = None,
) -> None:
    """Record a change of the people of a territory in its own audit; organisations have the national trace alone."""
    if isinstance(place, str):
        said = [None if held is None else dict(held.said()) for held in (before, after)]
        await record(connection, str(by), what, at=now, before=said[0], after=said[1])


async def _held(connection: Connection, place: Place, role_id: UUID) -> Held:
    row = await connection.fetchrow(
        f"SELECT person, name AS role, authority FROM role_held WHERE id = $1 AND {column_of(place)} = $2"  # noqa: S608
        " AND ended_at IS NULL",
        role_id, place,
    )  # fmt: skip
    if row is None:
        raise _unknown()
    return Held(**row)


async def _keep_one(connection: Connection, place: Place, kind: str, role: str) -> None:
    """Raises Conflict when this role is the last of those who keep the place."""
    heads = await connection.fetchval(
        f"SELECT count(*) FROM role_held r JOIN person p ON p.id = r.person WHERE r.{column_of(place)} = $1"  # noqa: S608
        " AND r.name = $2 AND r.ended_at IS NULL AND p.closed_at IS NULL",
        place, HEADS[kind],
    )  # fmt: skip
    if role == HEADS[kind] and heads == 1:
        whose = "du territoire" if kind == TERRITORY else "de l’organisation"
        raise Conflict(
            "last-keeper",
            f"C’est la dernière personne responsable {whose}.",
            "Donnez d’abord ce rôle à quelqu’un d’autre.",
        )


async def _end(connection: Connection, role_id: UUID, now: datetime) -> None:
    await connection.execute("UPDATE role_held SET ended_at = $2 WHERE id = $1", role_id, now)


def _unknown() -> NotFound:
    return NotFound("member-unknown", "Cette personne n’a pas ce rôle ici.")
