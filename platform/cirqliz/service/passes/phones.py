"""Telephones of a fleet: added by a carrier to a right of its own, as many as the rulebook lets, renamed, removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.passes.phones import LONGEST_LABEL, hash_of, label_of, new_secret
from cirqliz.service.acting import by_order, for_carrier
from cirqliz.service.derogations import Act, Derogations
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

LINK = timedelta(hours=24)
"""How long a link may wait for its telephone."""
type Standing = Literal["waiting", "late", "enrolled", "suspended", "ended"]
_READ = """
    SELECT f.id, f.label, f.state, f.link_until, f.added_at, f.enrolled_at, f.renewed_at, f.ended_at,
        p.state AS shown
    FROM pass_phone f LEFT JOIN pass p ON p.territory = f.territory AND p.phone = f.id
    WHERE f.territory = $1 AND f.derogation = $2 AND f.carrier = $3 ORDER BY f.added_at, f.id
"""
_RIGHT = "SELECT kind, holder, state FROM derogation WHERE territory = $1 AND id = $2 AND carrier = $3 FOR UPDATE"
_ONE = (
    "SELECT id, label, state, derogation FROM pass_phone WHERE territory = $1 AND id = $2 AND carrier = $3 FOR UPDATE"
)
_ADD = (
    "INSERT INTO pass_phone (territory, carrier, derogation, label, link, link_until, added_at, added_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone, and what became of it."""

    id: UUID
    label: str
    standing: Standing
    link_until: datetime
    added_at: datetime
    enrolled_at: datetime | None
    renewed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pool:
    """The telephones of a right, and how many there may be at once."""

    most: int
    phones: tuple[Phone, ...]

    @property
    def standing(self) -> tuple[Phone, ...]:
        """Those that count."""
        return tuple(phone for phone in self.phones if phone.standing != "ended")

    @property
    def left(self) -> int:
        """How many may still be added."""
        return max(0, self.most - len(self.standing))


def most_of(on: Derogations, territory: str, kind: str) -> int:
    """How many telephones show a right of this kind at once, as the rulebook in force says."""
    known = on.find_kind(territory, kind)
    return (known[0].pool or 0) if known and known[0].holder == "carrier" else 0


async def get_pool(on: Derogations, who: Who, territory: str, derogation: UUID) -> Pool:
    """The telephones of a right of the carrier acted for, oldest first; raises Refused, NotFound."""
    carrier, role = for_carrier(who)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        kind = await connection.fetchval(
            "SELECT kind FROM derogation WHERE territory = $1 AND id = $2 AND carrier = $3",
            territory, derogation, carrier,
        )  # fmt: skip
        if kind is None:
            raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
        rows = await connection.fetch(_READ, territory, derogation, carrier)
    return Pool(most_of(on, territory, kind), tuple(_phone(row, on.now()) for row in rows))


async def add_phone(on: Derogations, who: Who, territory: str, derogation: UUID, label: str) -> tuple[str, str]:
    """How it is called, and the secret of its link, told this once; raises Refused, NotFound, Unreadable, Conflict."""
    carrier, _ = for_carrier(who)
    now, secret = on.now(), new_secret()
    # Its carrier writes no pass: the order lets who holds a right show it.
    async with scoped(by_order(territory)) as connection:
        right = await connection.fetchrow(_RIGHT, territory, derogation, carrier)
        if right is None:
            raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
        if right["state"] != "active":
            raise Conflict("right-off", "Cette dérogation n’est plus en cours.", "Voyez son état.")
        rows = await connection.fetch(_READ, territory, derogation, carrier)
        pool = Pool(most_of(on, territory, right["kind"]), tuple(_phone(row, now) for row in rows))
        _check_room(pool)
        called = _called(label, len(pool.phones) + 1)
        made = await connection.fetchval(
            _ADD, territory, carrier, derogation, called, hash_of(secret), now + LINK, now, who.person
        )
        await _note(Act(on, connection, who), "phone.added", made, carrier)
    return called, secret


async def give_link(on: Derogations, who: Who, territory: str, phone: UUID) -> tuple[str, str]:
    """Another link for a telephone that did not come: the one before opens nothing more. Raises as above."""
    carrier, _ = for_carrier(who)
    now, secret = on.now(), new_secret()
    async with scoped(by_order(territory)) as connection:
        row = await _get(connection, territory, phone, carrier)
        if row["state"] != "waiting":
            raise Conflict("phone-here", "Un téléphone a déjà pris ce lien.", "Retirez-le, puis ajoutez-en un autre.")
        await connection.execute(
            "UPDATE pass_phone SET link = $2, link_until = $3 WHERE id = $1", phone, hash_of(secret), now + LINK
        )
        await _note(Act(on, connection, who), "phone.linked", phone, carrier)
    return row["label"], secret


async def rename_phone(on: Derogations, who: Who, territory: str, phone: UUID, label: str) -> None:
    """Call it otherwise; raises Refused, NotFound, Unreadable, Conflict."""
    carrier, _ = for_carrier(who)
    async with scoped(by_order(territory)) as connection:
        row = await _get(connection, territory, phone, carrier)
        if not label.strip():
            raise Unreadable("phone-label", "Ce téléphone n’a pas de nom.", "Écrivez par exemple « Téléphone 3 ».")
        await connection.execute("UPDATE pass_phone SET label = $2 WHERE id = $1", phone, _called(label, 0))
        await _note(Act(on, connection, who), "phone.renamed", row["id"], carrier)


async def end_phone(on: Derogations, who: Who, territory: str, phone: UUID) -> None:
    """Take its pass back: the next scan is told so, and who is without a network, with the next list."""
    carrier, _ = for_carrier(who)
    now = on.now()
    async with scoped(by_order(territory)) as connection:
        await _get(connection, territory, phone, carrier)
        await connection.execute(
            "UPDATE pass SET state = 'revoked', state_reason = $2, state_at = $3, state_by = $4"
            " WHERE phone = $1 AND state <> 'revoked'",
            phone, "Téléphone retiré, dit le transporteur.", now, who.person,
        )  # fmt: skip
        await connection.execute("UPDATE pass_phone SET state = 'ended', ended_at = $2 WHERE id = $1", phone, now)
        await _note(Act(on, connection, who), "phone.ended", phone, carrier)


async def _get(connection: Connection, territory: str, phone: UUID, carrier: UUID) -> Record:
    row = await connection.fetchrow(_ONE, territory, phone, carrier)
    if row is None:
        raise NotFound("phone-unknown", "Ce téléphone n’existe pas.", "Voyez la liste.")
    if row["state"] == "ended":
        raise Conflict("phone-ended", "Ce téléphone est déjà retiré.", "Rechargez la page.")
    return row


async def _note(act: Act, topic: str, phone: UUID, carrier: UUID) -> None:
    await act.note(topic, {"phone": str(phone), "carrier": str(carrier)})


def _check_room(pool: Pool) -> None:
    if not pool.most:
        raise Conflict(
            "pool-none",
            "Cette dérogation ne se montre pas sur des téléphones.",
            "Faites un laissez-passer par véhicule.",
        )
    if not pool.left:
        raise Conflict(
            "pool-full", f"L’arrêté permet {pool.most}\u00a0téléphones à la fois, et ils y sont.",
            "Retirez-en un pour en ajouter un autre.",
        )  # fmt: skip


def _called(label: str, rank: int) -> str:
    called = label_of(label.replace("\0", ""), rank)
    if len(called) > LONGEST_LABEL:
        raise Unreadable("phone-label", "Ce nom est trop long.", f"Écrivez {LONGEST_LABEL}\u00a0signes au plus.")
    return called


def _phone(row: Record, now: datetime) -> Phone:
    standing: Standing = row["state"]
    if row["shown"] == "revoked":
        standing = "ended"
    elif standing == "waiting" and row["link_until"] <= now:
        standing = "late"
    elif standing == "enrolled" and row["shown"] == "suspended":
        standing = "suspended"
    return Phone(
        row["id"], row["label"], standing, row["link_until"], row["added_at"], row["enrolled_at"], row["renewed_at"],
        row["ended_at"],
    )  # fmt: skip
