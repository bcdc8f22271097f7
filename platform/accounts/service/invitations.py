"""Invitations: for one address, once, during seven days; the token is kept by its hash only.

They lead into an organisation or a territory.
"""

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
from accounts.service.members import Held, grant, note
from accounts.service.organisations import unreadable
from accounts.service.places import Place, column_of, door_to, has_keeper, keep_still, lock_place, names_of
from accounts.service.privacy.operating import operating
from accounts.service.refusals import Refused
from rules.model import Problem
from tenants.audit import record
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

LASTS = timedelta(days=7)
MOST_PENDING = 100
_SHOWN = (
    "SELECT i.id, i.email, i.role, i.authority, i.territory, i.organisation, COALESCE(o.name, t.name) AS place,"
    " p.name AS by, i.expires_at, i.accepted_at, i.withdrawn_at FROM invitation i JOIN person p ON p.id = i.invited_by"
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
    authority: str
    territory: str | None
    organisation: UUID | None
    place: str
    by: str
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def where(self) -> Place:
        """The place it leads into."""
        where = self.organisation or self.territory
        assert where is not None
        return where


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation made; `mailed` is whether a letter left, else the link is to be handed over."""

    email: str
    link: str
    mailed: bool


async def invite(
    who: Who, email: str, role: str, *, base: str, now: datetime, mail: SendMail | None, authority: str = ""
) -> Sent:
    """Offer a role where one acts, in place of a former offer to the same address.

    Raises Refused, Unreadable, Conflict. `base` is where the product answers, without a final slash.
    """
    acting = who.acting
    if acting is None or not may_offer(acting.name, role):
        raise Refused("invite-role", "Vous ne pouvez pas offrir ce rôle.", "Demandez à un responsable.")
    address = read_address(email)
    if isinstance(address, Problem):
        raise unreadable([address])
    where: Place = UUID(acting.carrier) if acting.carrier else acting.territory
    async with scoped(door_to(where, "")) as connection:
        if not may_hold(await keep_still(connection, who, where), role):
            raise Refused("invite-role", "Ce rôle n’existe pas dans cette organisation.")
        made = await _write(connection, who, where, _Wanted(address, role, authority if role == "editor" else ""), now)
    return await _send(made, base, mail)


async def invite_keeper(
    who: Who, territory: str, email: str, *, base: str, now: datetime, mail: SendMail | None
) -> Sent:
    """Offer to keep a territory that nobody keeps yet: for the national team, acting as such.

    Raises Refused, NotFound, Unreadable, Conflict.
    """
    operating(who)
    address = read_address(email)
    if isinstance(address, Problem):
        raise unreadable([address])
    async with scoped(door_to(territory, f"{who.person}: first administrator invited")) as connection:
        await lock_place(connection, territory)
        if await has_keeper(connection, territory):
            raise Conflict(
                "territory-kept",
                "Ce territoire a déjà un administrateur.",
                "C’est à lui d’inviter\u00a0: l’équipe nationale ne nomme que le premier.",
            )
        made = await _write(connection, who, territory, _Wanted(address, "admin", ""), now)
    return await _send(made, base, mail)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which role is offered to whom."""

    email: str
    role: str
    authority: str


async def _write(
    connection: Connection, who: Who, where: Place, wanted: _Wanted, now: datetime
) -> tuple[str, str, Offer]:
    """The row of an offer in place of a former one; the address, the token and what the letter says."""
    place, token = names_of(where), secrets.token_urlsafe(32)
    await _make_room(connection, wanted.email, where, now)
    made = await connection.fetchval(
        "INSERT INTO invitation"
        " (token_sha256, email, role, authority, territory, organisation, invited_by, invited_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        _hash(token), wanted.email, wanted.role, wanted.authority, place.territory, place.organisation, who.person,
        now, now + LASTS,
    )  # fmt: skip
    await _note(connection, who, where, now, {"people.invited": made})
    row = await connection.fetchrow(f"{_SHOWN} WHERE i.id = $1", made)
    return wanted.email, token, Offer(wanted.role, row["place"], row["by"], row["expires_at"])


async def _send(made: tuple[str, str, Offer], base: str, mail: SendMail | None) -> Sent:
    address, token, offer = made
    link = f"{base}/invitation/{token}"
    return Sent(address, link, await _mailed(mail, address, offer, link))


async def send_again(
    who: Who, place: Place, invitation_id: UUID, *, base: str, now: datetime, mail: SendMail | None
) -> Sent:
    """Offer the same again under another link, valid as long again; raises Refused, NotFound, Conflict."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            f"SELECT email, role, authority FROM invitation WHERE id = $1 AND {column_of(place)} = $2"  # noqa: S608
            " AND accepted_at IS NULL AND withdrawn_at IS NULL",
            invitation_id, place,
        )  # fmt: skip
    if row is None:
        raise _unknown()
    return await invite(who, row["email"], row["role"], base=base, now=now, mail=mail, authority=row["authority"])


async def pending(place: Place, now: datetime) -> tuple[Invitation, ...]:
    """The invitations into a place that may still be accepted, the last first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            f"{_SHOWN} WHERE i.{column_of(place)} = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL"
            " AND i.expires_at > $2 ORDER BY i.invited_at DESC, i.id",
            place, now,
        )  # fmt: skip
    return tuple(Invitation(**row) for row in rows)


async def withdraw(who: Who, place: Place, invitation_id: UUID, now: datetime) -> None:
    """Take an invitation back; raises Refused, NotFound."""
    async with scoped(door_to(place, "")) as connection:
        await keep_still(connection, who, place)
        done = await connection.execute(
            f"UPDATE invitation SET withdrawn_at = $3 WHERE id = $1 AND {column_of(place)} = $2"  # noqa: S608
            " AND accepted_at IS NULL AND withdrawn_at IS NULL",
            invitation_id, place, now,
        )  # fmt: skip
        if done == "UPDATE 0":
            raise _unknown()
        await _note(connection, who, place, now, {"people.invitation_withdrawn": invitation_id})


async def find_invitation(who: Who, token: str, now: datetime) -> Invitation:
    """An invitation that this person may accept; raises NotFound, Conflict."""
    async with scoped(NOBODY) as connection:
        return _meant_for(who, await _open(connection, token, now))


async def accept(who: Who, token: str, now: datetime) -> Invitation:
    """Take the role offered, with the address it was offered to; raises NotFound, Conflict."""
    where = (await find_invitation(who, token, now)).where
    async with scoped(door_to(where, f"{who.person}: invitation accepted")) as connection:
        found = _meant_for(who, await _open(connection, token, now, lock=True))
        await _take(connection, who.person, found, now)
    return found


async def take_pending(connection: Connection, person: UUID, email: str, place: Place, now: datetime) -> bool:
    """Take what a place offers to an address that a source vouches for, in the open transaction; whether it did."""
    rows = await connection.fetch(
        f"{_SHOWN} WHERE i.{column_of(place)} = $1 AND i.email = $2 AND i.accepted_at IS NULL"
        " AND i.withdrawn_at IS NULL AND i.expires_at > $3 FOR UPDATE OF i",
        place, email.lower(), now,
    )  # fmt: skip
    for row in rows:
        await _take(connection, person, Invitation(**row), now)
    return bool(rows)


async def _take(connection: Connection, person: UUID, found: Invitation, now: datetime) -> None:
    await connection.execute("UPDATE invitation SET accepted_at = $2 WHERE id = $1", found.id, now)
    by, held = f"invitation {found.id}", Held(person, found.role, found.authority)
    await grant(connection, person, found.where, found.role, by=by, now=now, authority=found.authority)
    await note(connection, person, found.where, "people.joined", now, after=held)


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


def _meant_for(who: Who, found: Invitation) -> Invitation:
    """The same, to nobody but whom it was sent to: a link that was passed on tells nothing. Raises Conflict."""
    if found.email != who.email.lower():
        raise Conflict(
            "invitation-other",
            "Cette invitation est pour une autre adresse que la vôtre.",
            "Identifiez-vous avec l’adresse qui l’a reçue, ou demandez-en une autre.",
        )
    return found


async def _make_room(connection: Connection, email: str, place: Place, now: datetime) -> None:
    """Withdraw a former offer to this address; raises Conflict when too many wait."""
    where = column_of(place)
    await connection.execute(
        f"UPDATE invitation SET withdrawn_at = $2 WHERE {where} = $1 AND email = $3"  # noqa: S608
        " AND accepted_at IS NULL AND withdrawn_at IS NULL",
        place, now, email,
    )  # fmt: skip
    waiting = await connection.fetchval(
        f"SELECT count(*) FROM invitation WHERE {where} = $1 AND expires_at > $2"  # noqa: S608
        " AND accepted_at IS NULL AND withdrawn_at IS NULL",
        place, now,
    )  # fmt: skip
    if waiting >= MOST_PENDING:
        said = f"{MOST_PENDING} invitations attendent déjà une réponse."
        raise Conflict("invitations-many", said, "Retirez celles qui ne servent plus.")


async def _note(connection: Connection, who: Who, place: Place, now: datetime, done: dict[str, UUID]) -> None:
    """Record in a territory’s audit what was done of invitations: not their address, which goes with them."""
    if isinstance(place, str):
        for what, made in done.items():
            await record(connection, str(who.person), what, at=now, after={"invitation": str(made)})


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
