"""Who came back from a source: let in, made known, led to the territory of their employer; accounts linked by hand.

An account that exists is never taken over on the word of a source: its holder signs in first, then links it. The source
of an organisation lets in its own people only, and its sessions hold the roles of that organisation alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from asyncpg import UniqueViolationError

from accounts.core.entries import email_fault, email_of, language_of, name_of
from accounts.core.outside import Identity as Told
from accounts.service.employers import CommuneOf, find_employer, nowhere
from accounts.service.identity import Asker, Identity, person_of
from accounts.service.invitations import take_pending
from accounts.service.outside.sources import Listed
from accounts.service.places import Place, column_of, door_to, names_of
from accounts.service.proofs import digest_of
from accounts.service.refusals import Refused
from accounts.service.requests import ask_access
from accounts.service.sessions import open_session
from tenants.database import scoped
from tenants.errors import Conflict

if TYPE_CHECKING:
    from asyncpg import Connection

ID_TOKEN = b"id token"


@dataclass(frozen=True, slots=True)
class Arrived:
    """The token of a session, and the territory whose people were asked for a role (empty when it is unknown).

    `expected` is whether a role is already held, so that nothing has to wait.
    """

    token: str
    expected: bool
    territory: str = ""


async def arrive(
    on: Identity, asker: Asker, told: Told, listed: Listed | None, commune_of: CommuneOf = nowhere
) -> Arrived:
    """Let in whom a source names (ProConnect without `listed`); raises Refused, Conflict."""
    email, at = email_of(told.email or ""), on.now()
    employer = None if listed is not None or told.siret is None else await find_employer(told.siret, commune_of)
    found = employer.territory if employer else ""
    place: Place = listed.place if listed is not None else found
    try:
        async with scoped(door_to(place, "accounts: signed in elsewhere")) as connection:
            person = await _known(connection, told, at)
            if person is None:
                person = await _newcomer(connection, asker.language, told, listed, at)
            places = [place] if place else []
            if listed is None:
                places += await _employers(connection, told)
            for each in places:
                await take_pending(connection, person, email, each, at)
            expected = await _holds(connection, person, place)
            if listed is not None and not expected:
                raise _stranger()
            if not expected and employer and told.siret:
                label = told.organisation or ""
                await ask_access(connection, person, employer, at, siret=told.siret, organisation=label)
            means = ("outside", *(("mfa",) if "mfa" in told.means else ())) if listed else ("proconnect", "mfa")
            token = await open_session(connection, person, means, asker.device, at)
            await _mark(connection, token, on.seal.close(told.id_token.encode(), ID_TOKEN), listed, place)
    except UniqueViolationError:
        raise Conflict("outside-link-first", "Un compte existe déjà avec cette adresse.") from None
    return Arrived(token, expected, found)


async def _known(connection: "Connection", told: Told, at: datetime) -> UUID | None:
    person: UUID | None = await connection.fetchval(
        "UPDATE outside_identity i SET used_at = $3 FROM person p WHERE i.issuer = $1 AND i.subject = $2"
        " AND p.id = i.person AND p.closed_at IS NULL RETURNING i.person",
        told.issuer, told.subject, at,
    )  # fmt: skip
    return person


async def _newcomer(connection: "Connection", language: str, told: Told, listed: Listed | None, at: datetime) -> UUID:
    """Open an account, with the address as the source gives it: shown to be theirs by ProConnect only."""
    email = _email(told)
    if listed is not None and not await _is_awaited(connection, email, listed.place, at):
        raise _stranger()
    if await person_of(connection, email) is not None:
        raise Conflict("outside-link-first", "Un compte existe déjà avec cette adresse.")
    name = name_of(told.name or "")[:80] or email.partition("@")[0]
    person: UUID = await connection.fetchval(
        "INSERT INTO person (email, name, language, created_at, verified_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        email, name, language_of(language), at, at if listed is None else None,
    )  # fmt: skip
    await keep_identity(connection, person, told, "ProConnect" if listed is None else listed.name, at)
    return person


async def keep_identity(connection: "Connection", person: UUID, told: Told, name: str, at: datetime) -> None:
    """From now on, this subject of this issuer is this person; raises UniqueViolationError."""
    await connection.execute(
        "INSERT INTO outside_identity (issuer, subject, person, name, linked_at, used_at)"
        " VALUES ($1, $2, $3, $4, $5, $5)",
        told.issuer, told.subject, person, name, at,
    )  # fmt: skip


async def _is_awaited(connection: "Connection", email: str, place: Place, at: datetime) -> bool:
    """Whether a place invited this address, or counts it among its people."""
    where = column_of(place)
    found = await connection.fetchval(
        f"SELECT 1 FROM invitation WHERE {where} = $1 AND email = $2 AND accepted_at IS NULL"  # noqa: S608
        f" AND withdrawn_at IS NULL AND expires_at > $3 UNION ALL SELECT 1 FROM role_held r"
        f" JOIN person p ON p.id = r.person WHERE r.{where} = $1 AND p.email = $2 AND p.closed_at IS NULL"
        " AND r.ended_at IS NULL LIMIT 1",
        place, email, at,
    )  # fmt: skip
    return found is not None


async def _employers(connection: "Connection", told: Told) -> list[Place]:
    """The organisations of the establishment that ProConnect names."""
    rows = await connection.fetch("SELECT id FROM organisation WHERE siret = $1 AND closed_at IS NULL", told.siret)
    return [row["id"] for row in rows]


async def _holds(connection: "Connection", person: UUID, place: Place) -> bool:
    """Whether a person holds a role there; anywhere, where no place is known."""
    where = f"{column_of(place)} = $2" if place else "$2::text = ''"
    found = await connection.fetchval(
        f"SELECT 1 FROM role_held WHERE person = $1 AND ended_at IS NULL AND {where} LIMIT 1",  # noqa: S608
        person, place,
    )  # fmt: skip
    return found is not None


async def _mark(connection: "Connection", token: str, id_token: bytes, listed: Listed | None, place: Place) -> None:
    """Keep what signs out there too, and act in the role held where the sign-in leads."""
    whose, source = names_of(place), None if listed is None else listed.id
    await connection.execute(
        "UPDATE session s SET source = $2, id_token = $3, acting = COALESCE((SELECT r.id FROM role_held r"
        " WHERE r.person = s.person AND r.ended_at IS NULL AND (r.organisation = $4 OR r.territory = $5)"
        " ORDER BY r.granted_at DESC LIMIT 1), CASE WHEN $2::uuid IS NULL THEN s.acting END) WHERE s.token = $1",
        digest_of(token), source, id_token, whose.organisation, whose.territory,
    )  # fmt: skip


def _email(told: Told) -> str:
    email = email_of(told.email or "")
    if email_fault(email) is not None:
        raise Refused("outside-no-email", "Aucune adresse électronique ne nous a été donnée.")
    return email


def _stranger() -> Refused:
    return Refused("outside-stranger", "Votre organisation ne vous a pas encore invité ici.")
