"""Invitations: for one address, once, during seven days; the token is kept by its hash only."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import structlog
from asyncpg import Connection

from accounts.core.letters import Offer, invitation, read_address
from accounts.core.roles import may_hold, may_offer
from accounts.needs import SendMail
from accounts.service.members import grant, keep_still
from accounts.service.organisations import unreadable
from accounts.service.refusals import Refused
from rules.model import Problem
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

LASTS = timedelta(days=7)
MOST_PENDING = 100
_SHOWN = (
    "SELECT i.id, i.email, i.role, i.territory, i.organisation, COALESCE(o.name, t.name) AS place, p.name AS by,"
    " i.expires_at, i.accepted_at, i.withdrawn_at FROM invitation i JOIN person p ON p.id = i.invited_by"
    " LEFT JOIN organisation o ON o.id = i.organisation AND o.closed_at IS NULL"
    " LEFT JOIN territory t ON t.slug = i.territory"
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A role offered to an address, in an organisation or a territory."""

    id: UUID
    email: str
    role: str
    territory: str | None
    organisation: UUID | None
    place: str
    by: str
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation made; `mailed` is whether a letter left, else the link is to be handed over."""

    email: str
    link: str
    mailed: bool


async def invite(who: Who, email: str, role: str, *, base: str, now: datetime, mail: SendMail | None) -> Sent:
    """Offer a role where one acts, in place of a former offer to the same address.

    Raises Refused, Unreadable, Conflict. `base` is where the product answers, without a final slash.
    """
    acting = who.acting
    if acting is None or not may_offer(acting.name, role):
        raise Refused("invite-role", "Vous ne pouvez pas offrir ce rôle.", "Demandez à un responsable.")
    address = read_address(email)
    if isinstance(address, Problem):
        raise unreadable([address])
    token = secrets.token_urlsafe(32)
    organisation = UUID(acting.carrier) if acting.carrier else None
    async with scoped(NOBODY) as connection:
        if organisation is not None and not may_hold(await keep_still(connection, who, organisation), role):
            raise Refused("invite-role", "Ce rôle n’existe pas dans cette organisation.")
        if organisation is None:
            await _administer(connection, who, acting.territory)
        await _make_room(connection, address, organisation, acting.territory or None, now)
        made = await connection.fetchval(
            "INSERT INTO invitation"
            " (token_sha256, email, role, territory, organisation, invited_by, invited_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            _hash(token), address, role, acting.territory or None, organisation, who.person, now, now + LASTS,
        )  # fmt: skip
        row = await connection.fetchrow(f"{_SHOWN} WHERE i.id = $1", made)
    link = f"{base}/invitation/{token}"
    offer = Offer(role, row["place"], row["by"], row["expires_at"])
    return Sent(address, link, await _mailed(mail, address, offer, link))


async def pending(organisation: UUID, now: datetime) -> tuple[Invitation, ...]:
    """The invitations into an organisation that may still be accepted, the last first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            f"{_SHOWN} WHERE i.organisation = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL"
            " AND i.expires_at > $2 ORDER BY i.invited_at DESC, i.id",
            organisation, now,
        )  # fmt: skip
    return tuple(Invitation(**row) for row in rows)


async def withdraw(who: Who, organisation: UUID, invitation_id: UUID, now: datetime) -> None:
    """Take an invitation back; raises Refused, NotFound."""
    async with scoped(NOBODY) as connection:
        await keep_still(connection, who, organisation)
        done = await connection.execute(
            "UPDATE invitation SET withdrawn_at = $3 WHERE id = $1 AND organisation = $2"
            " AND accepted_at IS NULL AND withdrawn_at IS NULL",
            invitation_id, organisation, now,
        )  # fmt: skip
    if done == "UPDATE 0":
        raise _unknown()


async def find_invitation(token: str, now: datetime) -> Invitation:
    """An invitation that may be accepted; raises NotFound, Conflict."""
    async with scoped(NOBODY) as connection:
        return await _open(connection, token, now)


async def accept(who: Who, token: str, now: datetime) -> Invitation:
    """Take the role offered, with the address it was offered to; raises NotFound, Conflict."""
    async with scoped(Scope(door=f"{who.person}: invitation accepted")) as connection:
        found = await _open(connection, token, now, lock=True)
        if found.email != who.email.lower():
            raise Conflict(
                "invitation-other",
                "Cette invitation est pour une autre adresse que la vôtre.",
                "Identifiez-vous avec l’adresse qui l’a reçue, ou demandez-en une autre.",
            )
        await connection.execute("UPDATE invitation SET accepted_at = $2 WHERE id = $1", found.id, now)
        by = f"invitation {found.id}"
        await grant(
            connection,
            who.person,
            found.role,
            organisation=found.organisation,
            territory=found.territory,
            by=by,
            now=now,
        )
    return found


async def _open(connection: Connection, token: str, now: datetime, *, lock: bool = False) -> Invitation:
    held = " FOR UPDATE OF i" if lock else ""
    row = await connection.fetchrow(f"{_SHOWN} WHERE i.token_sha256 = $1{held}", _hash(token))
    if row is None or row["place"] is None or row["withdrawn_at"] is not None:
        raise _unknown()
    if row["accepted_at"] is not None:
        raise Conflict("invitation-used", "Cette invitation a déjà servi.", "Si c’était vous, elle n’est plus utile.")
    if row["expires_at"] <= now:
        raise Conflict(
            "invitation-expired", "Cette invitation a expiré.", "Demandez-en une autre à qui vous l’a envoyée."
        )
    return Invitation(**row)


async def _administer(connection: Connection, who: Who, territory: str) -> None:
    held = await connection.fetchval(
        "SELECT 1 FROM role_held WHERE person = $1 AND territory = $2 AND name = 'admin' AND ended_at IS NULL",
        who.person, territory,
    )  # fmt: skip
    if held is None:
        raise Refused("invite-role", "Seul un administrateur du territoire peut le faire.")


async def _make_room(
    connection: Connection, email: str, organisation: UUID | None, territory: str | None, now: datetime
) -> None:
    """Withdraw a former offer to this address; raises Conflict when too many wait."""
    await connection.execute(
        "UPDATE invitation SET withdrawn_at = $3 WHERE organisation IS NOT DISTINCT FROM $1"
        " AND territory IS NOT DISTINCT FROM $2 AND email = $4 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        organisation, territory, now, email,
    )  # fmt: skip
    waiting = await connection.fetchval(
        "SELECT count(*) FROM invitation WHERE organisation IS NOT DISTINCT FROM $1"
        " AND territory IS NOT DISTINCT FROM $2 AND expires_at > $3 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        organisation, territory, now,
    )  # fmt: skip
    if waiting >= MOST_PENDING:
        said = f"{MOST_PENDING} invitations attendent déjà une réponse."
        raise Conflict("invitations-many", said, "Retirez celles qui ne servent plus.")


async def _mailed(mail: SendMail | None, address: str, offer: Offer, link: str) -> bool:
    if mail is None:
        return False
    try:
        await mail.send(invitation(address, offer, link))
    except OSError as error:
        log.warning("invitation.not_mailed", error=type(error).__name__)
        return False
    return True


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _unknown() -> NotFound:
    return NotFound("invitation-unknown", "Cette invitation n’existe pas, ou plus.", "Demandez-en une autre.")
