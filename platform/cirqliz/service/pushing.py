"""Lists sent to an address that a territory gives, hourly or daily, tried again, its last results shown."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from asyncpg import Connection, Record

from cirqliz.needs import Sealing
from cirqliz.service.acting import by_order, for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.exporting import list_for_push, made_at
from connectors.derogations import write
from connectors.pushes import send, trouble_of
from rules.model import Problem
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

type Every = Literal["hour", "day"]
EVERY: Mapping[Every, str] = {"hour": "Chaque heure", "day": "Chaque nuit"}
MOST = 5
SHOWN = 5
KEPT = 20
"""Results that are remembered of each."""
NIGHT = 3
"""The hour, in UTC, of what is sent once a day."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
"""Between two attempts; after the last one, the next slot is waited for."""
LEASE = timedelta(minutes=5)
"""How long a node that sends is waited for before another does."""
ADMIN = ("admin",)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of sending it once."""

    at: datetime
    status: int | None
    note: str
    rows: int

    @property
    def taken(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Push:
    """An address, how often, and the last results."""

    id: UUID
    url: str
    every: Every
    added_at: datetime
    waiting: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending stands on: derogations, what seals secrets, the address of this site."""

    on: Derogations
    sealing: Sealing
    here: str


async def add_push(with_: Sender, who: Who, url: str, every: str) -> tuple[UUID, str]:
    """Keep an address; its id and its secret, which is told here and never again. Raises Refused, Unreadable."""
    scope, said = for_territory(who, ADMIN), url.strip()
    problems = []
    if (wrong := trouble_of(said, here=with_.here)) is not None:
        problems.append(Problem("url", wrong, "Elle est celle d’un serveur à vous.", pointer="/url"))
    if every not in EVERY:
        problems.append(Problem("every", "Dites à quel rythme.", pointer="/every"))
    if problems:
        raise Unreadable("push-invalid", "Cet envoi est à corriger.", problems=tuple(problems))
    made, secret = uuid4(), secrets.token_urlsafe(32)
    async with scoped(scope) as connection:
        if len(await connection.fetch("SELECT FROM derogation_push WHERE stopped_at IS NULL FOR SHARE")) >= MOST:
            raise Conflict("pushes-many", f"{MOST} envois sont déjà en place.", "Arrêtez-en un d’abord.")
        await connection.execute(
            "INSERT INTO derogation_push (territory, id, url, secret, every, added_by, added_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            scope.territory, made, said, with_.sealing.close(secret.encode(), _about(made)), every, who.person,
            with_.on.now(),
        )  # fmt: skip
        await Act(with_.on, connection, who).note("derogation.push_added", {"push": str(made)})
    return made, secret


async def stop_push(on: Derogations, who: Who, push: UUID) -> None:
    """Send nothing there any more, and forget its secret; raises Refused, NotFound."""
    async with scoped(for_territory(who, ADMIN)) as connection:
        done = await connection.execute(
            "UPDATE derogation_push SET stopped_by = $2, stopped_at = $3, secret = '', done = true"
            " WHERE id = $1 AND stopped_at IS NULL",
            push, who.person, on.now(),
        )  # fmt: skip
        _found(done)
        await Act(on, connection, who).note("derogation.push_stopped", {"push": str(push)})


async def push_now(on: Derogations, who: Who, push: UUID) -> None:
    """Have it sent within the minute, beside its slots; raises Refused, NotFound."""
    async with scoped(for_territory(who, ADMIN)) as connection:
        done = await connection.execute(
            "UPDATE derogation_push SET done = false, attempts = 0, again_at = NULL, slot = COALESCE(slot, $2)"
            " WHERE id = $1 AND stopped_at IS NULL",
            push, on.now(),
        )  # fmt: skip
        _found(done)


async def list_pushes(who: Who) -> tuple[Push, ...]:
    """The addresses in use, the first added first; raises Refused."""
    async with scoped(for_territory(who, ADMIN)) as connection:
        rows = await connection.fetch("SELECT * FROM derogation_push WHERE stopped_at IS NULL ORDER BY added_at, id")
        runs = {row["id"]: await _runs(connection, row["id"]) for row in rows}
    return tuple(
        Push(row["id"], row["url"], row["every"], row["added_at"], not row["done"], runs[row["id"]]) for row in rows
    )


async def push_due(with_: Sender, territory: str) -> int:
    """Send all that is due in a territory; how many were tried. Each is taken by one node at a time."""
    due = await _take(with_.on, territory)
    for row in due:
        run = await _send(with_, territory, row)
        await _note(with_.on, territory, row, run)
    return len(due)


async def _take(on: Derogations, territory: str) -> Sequence[Record]:
    """What is due, leased to this node: nothing stays open while it is sent."""
    now = on.now()
    async with scoped(by_order(territory)) as connection:
        for every in EVERY:
            await connection.execute(
                "UPDATE derogation_push SET slot = $2, done = false, attempts = 0, again_at = NULL"
                " WHERE every = $1 AND stopped_at IS NULL AND (slot IS NULL OR slot < $2)",
                every, _slot(every, now),
            )  # fmt: skip
        rows: Sequence[Record] = await connection.fetch(
            "UPDATE derogation_push SET attempts = attempts + 1, again_at = $1 WHERE id IN (SELECT id"
            " FROM derogation_push WHERE NOT done AND stopped_at IS NULL AND (again_at IS NULL OR again_at <= $2)"
            " FOR UPDATE SKIP LOCKED) RETURNING *",
            now + LEASE, now,
        )  # fmt: skip
    return rows


async def _send(with_: Sender, territory: str, row: Record) -> Run:
    now = with_.on.now()
    try:
        secret = with_.sealing.open(row["secret"], _about(row["id"]))
    except ValueError:
        return Run(now, None, "Son secret n’est plus lisible\u00a0: arrêtez cet envoi, puis refaites-le.", 0)
    records = await list_for_push(with_.on, territory)
    body, losses = write(records, "control", "json", made_at(records, now))
    lost = {loss.id for loss in losses if loss.column is None}
    sent = await send(row["url"], body, secret, int(now.timestamp()), here=with_.here)
    return Run(now, sent.status, sent.note, len(records) - len(lost))


async def _note(on: Derogations, territory: str, row: Record, run: Run) -> None:
    over = run.taken or row["attempts"] > len(PAUSES)
    again = None if over else run.at + PAUSES[row["attempts"] - 1]
    async with scoped(by_order(territory)) as connection:
        # Asked for again meanwhile, or stopped: what is said then holds.
        await connection.execute(
            "UPDATE derogation_push SET done = $2, again_at = $3 WHERE id = $1 AND attempts = $4 AND NOT done",
            row["id"], over, again, row["attempts"],
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO derogation_push_run (territory, push, at, status, note, rows) VALUES ($1, $2, $3, $4, $5, $6)",
            territory, row["id"], on.now(), run.status, run.note[:200], run.rows,
        )  # fmt: skip
        await connection.execute(
            "DELETE FROM derogation_push_run WHERE push = $1 AND id NOT IN (SELECT id FROM derogation_push_run"
            " WHERE push = $1 ORDER BY at DESC LIMIT $2)",
            row["id"], KEPT,
        )  # fmt: skip


async def _runs(connection: Connection, push: UUID) -> tuple[Run, ...]:
    rows = await connection.fetch(
        "SELECT at, status, note, rows FROM derogation_push_run WHERE push = $1 ORDER BY at DESC LIMIT $2", push, SHOWN
    )
    return tuple(Run(**row) for row in rows)


def _slot(every: Every, now: datetime) -> datetime:
    """The last time it was due, up to now."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if every == "hour":
        return hour
    night = hour.replace(hour=NIGHT)
    return night if night <= now else night - timedelta(days=1)


def _found(done: str) -> None:
    if done == "UPDATE 0":
        raise NotFound("push-unknown", "Cet envoi n’existe plus.", "Il a sans doute été arrêté.")


def _about(push: UUID) -> bytes:
    return b"derogation push " + push.bytes
