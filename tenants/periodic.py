"""Periodic work: each slot of a cron expression is taken once, whatever the number of nodes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asyncpg import Connection
from cronsim import CronSim

from tenants.database import NOBODY, scoped

KEPT = timedelta(days=40)
"""How long slots are remembered; the last one of each name always is."""


@dataclass(frozen=True, slots=True)
class Periodic[S]:
    """A job and when it is due: a cron expression in UTC (CronSimError when it is none).

    A node that stops in the middle leaves its slot undone: do all there is to do each time, not a share.
    """

    name: str
    cron: str
    run: Callable[[S], Awaitable[None]]

    def __post_init__(self) -> None:
        CronSim(self.cron, datetime(2000, 1, 1, tzinfo=UTC))

    def last_slot(self, now: datetime) -> datetime:
        """The slot that is due: the last one up to now."""
        return next(CronSim(self.cron, now + timedelta(microseconds=1), reverse=True))

    def next_slot(self, now: datetime) -> datetime:
        """The one after."""
        return next(CronSim(self.cron, now))


async def claim(connection: Connection, name: str, slot: datetime) -> bool:
    """Take a slot in the open transaction; False when somebody already has it."""
    taken = "INSERT INTO periodic (name, slot) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true"
    return bool(await connection.fetchval(taken, name, slot))


async def forget_slots(now: datetime) -> None:
    """Remove slots of long ago, but for the last of each name: what is rare must not seem to be due again."""
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "DELETE FROM periodic AS former WHERE slot < $1"
            " AND EXISTS (SELECT FROM periodic WHERE name = former.name AND slot > former.slot)",
            now - KEPT,
        )
