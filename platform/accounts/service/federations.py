"""Federations: carriers join by consent and leave at once; what is read of them is counts of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import structlog
from asyncpg import Connection

from accounts.core.federations import BREAKDOWNS, Count, Named, letter_to_carrier, read_named
from accounts.core.letters import french_day
from accounts.core.limits import MAIL
from accounts.needs import SendMail
from accounts.service.acting import in_organisation
from accounts.service.organisations import unreadable
from accounts.service.places import keep_still
from accounts.service.refusals import Refused
from accounts.service.throttle import hold
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

LASTS = timedelta(days=30)
MOST_PENDING = 200
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Membership:
    """A carrier in a federation, or asked to join; `name` is that of the other side."""

    id: UUID
    name: str
    invited_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


async def invite_carrier(who: Who, text: str, *, base: str, now: datetime, mail: SendMail | None) -> Named:
    """Ask a carrier to join, in place of a former offer; the answer is the same whether it has an account or not.

    Raises Refused, Unreadable, Conflict, TooMany for an address written to again and again.
    """
    federation = _acting(who, "federation")
    named = read_named(text)
    if not isinstance(named, Named):
        raise unreadable([named])
    if named.email:
        await hold(MAIL, f"federation {federation} {named.email}", now)
    async with scoped(_door(who, "carrier asked to join")) as connection:
        await keep_still(connection, who, federation)
        await _make_room(connection, federation, named, now)
        await connection.execute(
            "INSERT INTO membership (federation, siret, email, invited_by, invited_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            federation, named.siret, named.email, who.person, now, now + LASTS,
        )  # fmt: skip
        name = await connection.fetchval("SELECT name FROM organisation WHERE id = $1", federation)
    if named.email and mail is not None:
        link = f"{base}/organisation/federations"
        try:
            await mail.send(letter_to_carrier(named.email, name, french_day(now + LASTS), link))
        except OSError as error:
            log.warning("federation.not_mailed", error=type(error).__name__)
    return named


async def list_members(who: Who, now: datetime) -> Sequence[Membership]:
    """The carriers of the federation, then those that have not answered; raises Refused."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT m.id, COALESCE(o.name, m.siret, m.email) AS name, m.invited_at, m.expires_at, m.accepted_at"
            " FROM membership m LEFT JOIN organisation o ON o.id = m.carrier WHERE m.federation = $1"
            " AND m.ended_at IS NULL AND (m.accepted_at IS NOT NULL OR m.expires_at > $2)"
            " ORDER BY m.accepted_at IS NULL, lower(COALESCE(o.name, m.siret, m.email)), m.id",
            _acting(who, "federation"), now,
        )  # fmt: skip
    return [Membership(**row) for row in rows]


async def list_federations(who: Who, now: datetime) -> Sequence[Membership]:
    """The federations of a carrier and those that ask it, by its SIRET or its head’s address; raises Refused."""
    carrier = _acting(who, "owner")
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT m.id, f.name, m.invited_at, m.expires_at, m.accepted_at FROM membership m"
            " JOIN organisation f ON f.id = m.federation AND f.closed_at IS NULL WHERE (m.carrier = $1 OR (m.carrier"
            " IS NULL AND (m.siret = (SELECT siret FROM organisation WHERE id = $1) OR m.email = $3)))"
            " AND m.ended_at IS NULL AND (m.accepted_at IS NOT NULL OR m.expires_at > $2)"
            " ORDER BY m.accepted_at IS NOT NULL, lower(f.name), m.id",
            carrier, now, who.email.lower(),
        )  # fmt: skip
    return [Membership(**row) for row in rows]


async def join(who: Who, membership: UUID, now: datetime) -> None:
    """Accept for one’s carrier, whose address is then forgotten; raises Refused, NotFound, Conflict."""
    carrier = _acting(who, "owner")
    if membership not in {each.id for each in await list_federations(who, now) if each.accepted_at is None}:
        raise _unknown()
    try:
        async with scoped(_door(who, "federation joined")) as connection:
            await keep_still(connection, who, carrier)
            done = await connection.execute(
                "UPDATE membership SET carrier = $2, accepted_by = $3, accepted_at = $4, email = NULL"
                " WHERE id = $1 AND accepted_at IS NULL AND ended_at IS NULL",
                membership, carrier, who.person, now,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Conflict("federation-joined", "Vous êtes déjà dans cette fédération.") from None
    if done == "UPDATE 0":
        raise _unknown()


async def leave_federation(who: Who, membership: UUID, now: datetime) -> None:
    """Leave, or say no: from this instant nothing of the carrier is counted. Raises Refused, NotFound."""
    carrier = _acting(who, "owner")
    if membership not in {each.id for each in await list_federations(who, now)}:
        raise _unknown()
    await _end(who, carrier, membership, now)


async def end_membership(who: Who, membership: UUID, now: datetime) -> None:
    """Part with a carrier, or take an offer back; raises Refused, NotFound."""
    federation = _acting(who, "federation")
    if membership not in {each.id for each in await list_members(who, now)}:
        raise _unknown()
    await _end(who, federation, membership, now)


async def read_counts(who: Who) -> Sequence[Count]:
    """What may be said of the members’ vehicles, the most numerous first; raises Refused."""
    _acting(who, "federation")
    async with scoped(who.scope()) as connection:
        rows = await connection.fetch("SELECT dimension, value, vehicles FROM federation_counts()")
    order = ("total", *BREAKDOWNS)
    counts = [Count(**row) for row in rows]
    return sorted(
        counts, key=lambda each: (order.index(each.dimension), each.value is None, -each.vehicles, each.label)
    )


async def _end(who: Who, organisation: UUID, membership: UUID, now: datetime) -> None:
    async with scoped(_door(who, "federation left")) as connection:
        await keep_still(connection, who, organisation)
        await connection.execute(
            "UPDATE membership SET ended_at = $2, email = NULL WHERE id = $1 AND ended_at IS NULL", membership, now
        )


async def _make_room(connection: Connection, federation: UUID, named: Named, now: datetime) -> None:
    """End a former offer to the same carrier; raises Conflict when too many wait."""
    await connection.execute(
        "UPDATE membership SET ended_at = $4, email = NULL WHERE federation = $1 AND accepted_at IS NULL"
        " AND ended_at IS NULL AND (siret = $2 OR email = $3)",
        federation, named.siret, named.email, now,
    )  # fmt: skip
    waiting = await connection.fetchval(
        "SELECT count(*) FROM membership WHERE federation = $1 AND accepted_at IS NULL AND ended_at IS NULL"
        " AND expires_at > $2",
        federation, now,
    )  # fmt: skip
    if waiting >= MOST_PENDING:
        raise Conflict("offers-many", f"{MOST_PENDING} invitations attendent déjà.", "Retirez celles sans réponse.")


def _acting(who: Who, role: str) -> UUID:
    organisation, acting = in_organisation(who)
    if acting.name != role:
        raise Refused(
            "federation-role",
            "Cette page est celle d’une fédération." if role == "federation" else
            "Seul le responsable d’un transporteur répond à une fédération.",
            "Changez de rôle, ou demandez à un responsable.",
        )  # fmt: skip
    return organisation


def _door(who: Who, why: str) -> Scope:
    return Scope(door=f"{who.person}: {why}")


def _unknown() -> NotFound:
    return NotFound("membership-unknown", "Cette invitation n’existe pas, ou plus.")
