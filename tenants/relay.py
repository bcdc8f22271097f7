"""Facts brought to their listeners: at least once, in order within a territory, a failing one set aside in the end.

A fact is heard once every transaction that began before its own is over: none can come back and be overtaken.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import structlog
from asyncpg import Connection

from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import Fact, Listener
from tenants.faults import fault

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 25, 125))
"""Between two attempts; after the last one the fact is set aside."""
BATCH = 100
"""Facts passed in one transaction at most."""
PATIENCE_S = 20
"""How long a listener may take for one fact."""
log = structlog.get_logger()

_NEXT = """
    SELECT territory, number, xid, topic, CASE WHEN topic = ANY($4) THEN body END AS body, said_at,
        COALESCE(carrier, '') AS carrier, xid < lasting_xid(pg_snapshot_xmin(pg_current_snapshot())) AS settled
    FROM fact WHERE territory = $1 AND (xid, number) > ($2, $3) ORDER BY xid, number LIMIT $5
"""
_MOVE = """
    INSERT INTO fact_cursor (territory, listener, xid, number, attempts, again_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (territory, listener) DO UPDATE SET xid = EXCLUDED.xid, number = EXCLUDED.number,
        attempts = EXCLUDED.attempts, again_at = EXCLUDED.again_at
"""


class Left(Enum):
    """What is left to do in a territory after a pass: nothing, something at once, something that must wait."""

    NOTHING = "nothing"
    DUE = "due"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that a listener could not hear."""

    listener: str
    fact: Fact
    error: str
    """Its kind and its line."""
    set_aside_at: datetime


@dataclass(slots=True)
class _Cursor:
    """The last fact a listener heard, and how often it failed to hear the next."""

    xid: int = 0
    number: int = 0
    attempts: int = 0
    again_at: datetime | None = None


async def hear(territory: str, listener: Listener, now: datetime) -> Left:
    """Bring a listener the next facts of a territory that are due."""
    async with scoped(Scope(territory=territory)) as connection:
        if not await lock(connection, f"hear {listener.name}", territory):
            return Left.LATER
        cursor = await _cursor(connection, territory, listener)
        if cursor.again_at is not None and now < cursor.again_at:
            return Left.LATER
        start = (cursor.xid, cursor.number)
        rows = await connection.fetch(_NEXT, territory, *start, list(listener.topics), BATCH)
        for row in rows:
            if not row["settled"] or not await _pass(connection, cursor, listener, row, now):
                break
        if start != (cursor.xid, cursor.number) or cursor.again_at is not None:
            await connection.execute(
                _MOVE, territory, listener.name, cursor.xid, cursor.number, cursor.attempts, cursor.again_at
            )
        if rows and rows[-1]["number"] != cursor.number:
            return Left.LATER
        return Left.DUE if len(rows) == BATCH else Left.NOTHING


async def lock(connection: Connection, what: str, territory: str) -> bool:
    """Take something of a territory for this transaction; False when another node has it."""
    key = f"{what}\n{territory}"
    return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", key))


async def _cursor(connection: Connection, territory: str, listener: Listener) -> _Cursor:
    row = await connection.fetchrow(
        "SELECT xid, number, attempts, again_at FROM fact_cursor WHERE territory = $1 AND listener = $2",
        territory,
        listener.name,
    )
    return _Cursor(**row) if row is not None else _Cursor()


async def _pass(
    connection: Connection, cursor: _Cursor, listener: Listener, row: Mapping[str, object], now: datetime
) -> bool:
    """Move the cursor past a fact, heard, set aside or of no concern; False when it must be tried again."""
    if row["body"] is not None:
        error = await _try(connection, listener, _fact(row))
        if error is not None and cursor.attempts < len(PAUSES):
            cursor.again_at = now + PAUSES[cursor.attempts]
            cursor.attempts += 1
            log.warning("fact_not_heard", listener=listener.name, fact=row["number"], error=error)
            return False
        if error is not None:
            await connection.execute(
                "INSERT INTO fact_set_aside (territory, listener, number, error, set_aside_at)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                row["territory"], listener.name, row["number"], error, now,
            )  # fmt: skip
            log.error("fact_set_aside", listener=listener.name, fact=row["number"], error=error)
    cursor.xid, cursor.number = int(str(row["xid"])), int(str(row["number"]))
    cursor.attempts, cursor.again_at = 0, None
    return True


async def _try(connection: Connection, listener: Listener, fact: Fact) -> str | None:
    """Let a listener hear; what went wrong, all it wrote being undone."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await listener.hear(connection, fact)
    except Exception as error:  # whatever it is, the facts behind must be heard in the end
        # When the database itself went away this raises: the listener is not to blame.
        await attempt.rollback()
        return fault(error)
    await attempt.commit()
    return None


def _fact(row: Mapping[str, object]) -> Fact:
    said_at = row["said_at"]
    assert isinstance(said_at, datetime)
    body = json.loads(str(row["body"]))
    return Fact(str(row["territory"]), int(str(row["number"])), str(row["topic"]), body, said_at, str(row["carrier"]))


_SET_ASIDE = """
    SELECT listener, error, set_aside_at, territory, number, topic, body, said_at, COALESCE(carrier, '') AS carrier
    FROM fact_set_aside JOIN fact USING (territory, number) WHERE territory = $1 ORDER BY set_aside_at, listener, number
"""


async def list_set_aside(territory: str) -> tuple[SetAside, ...]:
    """Every fact set aside in a territory, oldest first."""
    async with scoped(Scope(territory=territory)) as connection:
        return await read_set_aside(connection, territory)


async def read_set_aside(connection: Connection, territory: str) -> tuple[SetAside, ...]:
    """The same in the open transaction of the territory."""
    rows = await connection.fetch(_SET_ASIDE, territory)
    return tuple(SetAside(row["listener"], _fact(row), row["error"], row["set_aside_at"]) for row in rows)


async def retry_set_aside(territory: str, listener: Listener, number: int) -> None:
    """Have a listener hear again a fact that was set aside for it.

    Raises `NotFound`, `Conflict` while it hears elsewhere, or what the listener raises: the fact then stays aside.
    """
    async with scoped(Scope(territory=territory)) as connection:
        if not await lock(connection, f"hear {listener.name}", territory):
            raise Conflict("listener-busy", "Cette suite est en cours.", "Redemandez-la dans un instant.")
        rows = await connection.fetch(_SET_ASIDE, territory)
        row = next((row for row in rows if (row["listener"], row["number"]) == (listener.name, number)), None)
        if row is None:
            raise NotFound("fact-unknown", "Ce fait n’a pas été mis de côté.", f"Aucun ne porte le numéro {number}.")
        await listener.hear(connection, _fact(row))
        await connection.execute(
            "DELETE FROM fact_set_aside WHERE territory = $1 AND listener = $2 AND number = $3",
            territory, listener.name, number,
        )  # fmt: skip
