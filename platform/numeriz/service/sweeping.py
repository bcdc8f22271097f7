"""Each minute: what ended by itself is said to have ended, what is over to be over, holds of closed bays are let go."""

from datetime import datetime

from asyncpg import Connection

from numeriz.service.counting import beat
from numeriz.service.grounds import disc
from numeriz.service.telling import tell
from tenants.database import scoped

AT_ONCE = 500
"""Stays ended in one transaction: others wait for none of them for long."""
# What somebody is changing now is left to the next minute.
_PAST = """
    UPDATE stay SET ended_at = ends_at, ended_by = CASE kind WHEN 'hold' THEN 'lapsed' ELSE 'automatic' END
    WHERE territory = $1 AND id IN (
        SELECT id FROM stay WHERE territory = $1 AND ended_at IS NULL AND ends_at <= $2
        ORDER BY ends_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, bay, kind, ended_at, ended_by
"""
_CLOSED = """
    UPDATE stay SET ended_at = GREATEST(starts_at, $2), ends_at = GREATEST(starts_at, $2), ended_by = 'closed'
    WHERE territory = $1 AND id IN (
        SELECT stay.id FROM stay JOIN bay ON bay.territory = stay.territory AND bay.id = stay.bay
        WHERE stay.territory = $1 AND stay.kind = 'hold' AND stay.ended_at IS NULL AND stay.ends_at > $2
            AND (NOT bay.active OR bay.removed_at IS NOT NULL OR bay.closed_until > $2)
        ORDER BY stay.id LIMIT $3 FOR UPDATE OF stay SKIP LOCKED
    )
    RETURNING id, bay, kind, ended_at, ended_by
"""
_OVER = """
    UPDATE stay SET overrun_at = $2
    WHERE territory = $1 AND id IN (
        SELECT id FROM stay WHERE territory = $1 AND kind = 'stay' AND ended_at IS NULL AND overrun_at IS NULL
            AND due_at <= $2 AND ends_at > $2
        ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, bay, due_at
"""


async def sweep(territory: str, now: datetime) -> int:
    """End all there is to end; how many stays and holds that was."""
    ended = 0
    while True:
        async with scoped(disc(territory)) as connection:
            done = await _sweep(connection, territory, now)
        ended += done
        if done < AT_ONCE:
            await beat(territory, now)
            return ended


async def _sweep(connection: Connection, territory: str, now: datetime) -> int:
    for row in await connection.fetch(_OVER, territory, now, AT_ONCE):
        due = row["due_at"].isoformat()
        await tell(connection, "stay.overrun", (territory, row["id"], row["bay"]), now, due_at=due)
    rows = await connection.fetch(_PAST, territory, now, AT_ONCE)
    rows += await connection.fetch(_CLOSED, territory, now, AT_ONCE)
    for row in rows:
        topic = "hold.lapsed" if row["kind"] == "hold" else "stay.ended"
        await tell(connection, topic, (territory, row["id"], row["bay"]), row["ended_at"], by=row["ended_by"])
    return len(rows)
