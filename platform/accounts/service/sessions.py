"""Browsers that are signed in: opened, found again at each request, listed, ended."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.service.proofs import digest_of
from accounts.service.signed import Signed
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound
from tenants.who import Role, Who

if TYPE_CHECKING:
    from asyncpg import Connection, Record

IDLE, LONGEST, CODE_WAIT = timedelta(hours=12), timedelta(days=30), timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
PROVED = timedelta(minutes=5)
"""How long a passkey that was shown again is worth it."""
_WITHIN = "(s.source IS NULL OR r.organisation = o.organisation OR r.territory = o.territory)"
"""What an employer’s source says opens the roles held at that employer, and no other."""
_FIND = f"""
    SELECT s.id, s.created_at, s.seen_at, s.means, s.acting, p.id AS person, p.name, p.email, p.language,
        COALESCE(o.name, '') AS within, COALESCE(s.proved_at BETWEEN $4 AND $2, false) AS proved,
        EXISTS (SELECT FROM password w WHERE w.person = p.id) AS has_password,
        EXISTS (SELECT FROM passkey k WHERE k.person = p.id) AS has_key,
        (SELECT json_agg(json_build_array(r.id, r.name, r.territory, r.organisation, r.authority) ORDER BY r.granted_at)
            FROM role_held r WHERE r.person = p.id AND r.ended_at IS NULL AND {_WITHIN}) AS roles
    FROM session s JOIN person p ON p.id = s.person LEFT JOIN outside_source o ON o.id = s.source
    WHERE s.token = $1 AND s.ended_at IS NULL AND NOT s.awaits_code AND s.expires_at > $2 AND s.seen_at > $3
        AND p.closed_at IS NULL AND o.removed_at IS NULL
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """Who a browser is, and the language they chose."""

    signed: Signed
    language: str


@dataclass(frozen=True, slots=True)
class Browser:
    """A session as its owner sees it; `device` is empty when the browser did not say."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    means: tuple[str, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A role that can be acted in, with the name of its territory or organisation."""

    id: UUID
    role: Role
    place: str
    acting: bool


async def open_session(
    connection: "Connection", person: UUID, means: tuple[str, ...], device: str, at: datetime, *, awaits: bool = False
) -> str:
    """The token of a new session; who holds one role only acts in it from the start."""
    token = secrets.token_urlsafe(32)
    lasts = CODE_WAIT if awaits else LONGEST
    await connection.execute(
        "INSERT INTO session (token, person, means, awaits_code, device, created_at, seen_at, expires_at, acting)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6, $7,"
        " (SELECT (array_agg(id))[1] FROM role_held WHERE person = $2 AND ended_at IS NULL HAVING count(*) = 1))",
        digest_of(token), person, " ".join(means), awaits, device, at, at + lasts,
    )  # fmt: skip
    return token


async def find(token: str, at: datetime) -> Found | None:
    """Who holds this token, None when it opens nothing any more."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(_FIND, digest_of(token), at, at - IDLE, at - PROVED)
        if row is None:
            return None
        if row["seen_at"] < at - SEEN_EVERY:
            await connection.execute("UPDATE session SET seen_at = $2 WHERE id = $1", row["id"], at)
    roles = {UUID(each[0]): role_of(*each[1:]) for each in json.loads(row["roles"] or "[]")}
    means = tuple(row["means"].split())
    who = Who(row["person"], row["name"], row["email"], tuple(roles.values()), roles.get(row["acting"]), "mfa" in means)
    ways = (row["has_password"], row["has_key"], row["proved"])
    return Found(Signed(row["id"], who, row["created_at"], means, row["within"], *ways), row["language"])


async def waiting(connection: "Connection", token: str, at: datetime) -> UUID | None:
    """Whose code this session still awaits."""
    person: UUID | None = await connection.fetchval(
        "SELECT person FROM session WHERE token = $1 AND awaits_code AND ended_at IS NULL AND expires_at > $2",
        digest_of(token), at,
    )  # fmt: skip
    return person


async def browsers(signed: Signed, at: datetime) -> list[Browser]:
    """The sessions of a person, the one that asks first, then the latest seen."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT id, device, created_at, seen_at, means FROM session WHERE person = $1 AND ended_at IS NULL"
            " AND NOT awaits_code AND expires_at > $2 AND seen_at > $3 ORDER BY id = $4 DESC, seen_at DESC",
            signed.who.person, at, at - IDLE, signed.session,
        )  # fmt: skip
    return [_browser(row, signed) for row in rows]


async def end(signed: Signed, session: UUID, at: datetime) -> None:
    """End one of one's own sessions; raises `NotFound` for any other."""
    async with scoped(NOBODY) as connection:
        ended = await connection.fetchval(
            "UPDATE session SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL RETURNING id",
            session, signed.who.person, at,
        )  # fmt: skip
    if ended is None:
        raise NotFound("session-unknown", "Cette session n’existe plus.")


async def end_from_afar(session: UUID, at: datetime) -> None:
    """End a session that a tool entered from it asks to end."""
    async with scoped(NOBODY) as connection:
        await connection.execute("UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", session, at)


async def end_others(connection: "Connection", person: UUID, but: UUID | None, at: datetime) -> None:
    """End the sessions of a person, but for this one."""
    await connection.execute(
        "UPDATE session SET ended_at = $3 WHERE person = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL",
        person, but, at,
    )  # fmt: skip


async def roles_of(signed: Signed) -> list[Held]:
    """The roles a person can act in."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT r.id, r.name, r.territory, r.organisation, r.authority, COALESCE(t.name, c.name, '') AS place,"  # noqa: S608
            " r.id IS NOT DISTINCT FROM s.acting AS acting"
            " FROM role_held r LEFT JOIN territory t ON t.slug = r.territory"
            " LEFT JOIN organisation c ON c.id = r.organisation"
            " LEFT JOIN session s ON s.id = $2 LEFT JOIN outside_source o ON o.id = s.source"
            f" WHERE r.person = $1 AND r.ended_at IS NULL AND {_WITHIN} ORDER BY r.granted_at",
            signed.who.person, signed.session,
        )  # fmt: skip
    return [
        Held(
            row["id"],
            role_of(row["name"], row["territory"], row["organisation"], row["authority"]),
            row["place"],
            row["acting"],
        )
        for row in rows
    ]


async def act_as(signed: Signed, role: UUID) -> None:
    """Act in another of one's roles from now on; raises `NotFound` for a role not held."""
    async with scoped(NOBODY) as connection:
        switched = await connection.fetchval(
            "UPDATE session s SET acting = r.id FROM role_held r WHERE s.id = $1 AND r.id = $2"
            " AND r.person = s.person AND r.ended_at IS NULL RETURNING r.id",
            signed.session, role,
        )  # fmt: skip
    if switched is None:
        raise NotFound("role-unknown", "Vous ne tenez pas ce rôle.")


async def act_where(signed: Signed, organisation: UUID | None, territory: str | None = None) -> None:
    """Act, from now on, in the latest role held in an organisation or a territory."""
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "UPDATE session SET acting = (SELECT r.id FROM role_held r WHERE r.person = session.person"
            " AND r.ended_at IS NULL AND r.organisation IS NOT DISTINCT FROM $2 AND r.territory IS NOT DISTINCT FROM $3"
            " ORDER BY r.granted_at DESC LIMIT 1) WHERE id = $1",
            signed.session, organisation, territory,
        )  # fmt: skip


def role_of(name: str, territory: str | None, organisation: object, authority: str) -> Role:
    """A role as its row says it."""
    return Role(name, territory or "", str(organisation or ""), authority)  # type: ignore[arg-type]  # checked by the table


def _browser(row: "Record", signed: Signed) -> Browser:
    here = row["id"] == signed.session
    return Browser(row["id"], row["device"], row["created_at"], row["seen_at"], tuple(row["means"].split()), here)
