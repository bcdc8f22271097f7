"""Periodic work: each slot once, failures told, the next slot whatever happens."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSimError

from joptimiz.periodic import Scheduler
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses
from tenants.periodic import KEPT, Periodic, claim, forget_slots

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
_names = itertools.count()


class Clock:
    """Services reduced to a clock, and what jobs did."""

    def __init__(self) -> None:
        self.at = NOON + SECOND
        self.ran: list[datetime] = []
        self.fails = False

    def now(self) -> datetime:
        """The time it is set to."""
        return self.at


async def work(services: Clock) -> None:
    """Note when it ran, or fail."""
    await asyncio.sleep(0)
    if services.fails:
        raise ValueError("secret")
    services.ran.append(services.at)


def hourly() -> Periodic[Clock]:
    """A job of a new name."""
    return Periodic(f"essai.{next(_names)}", "0 * * * *", work)


@pytest.mark.parametrize(
    ("cron", "now", "last", "following"),
    [
        ("0 * * * *", NOON, NOON, NOON + HOUR),
        ("0 * * * *", NOON - timedelta(microseconds=2), NOON - HOUR, NOON),
        ("17 3 * * *", NOON, datetime(2026, 11, 30, 3, 17, tzinfo=UTC), datetime(2026, 12, 1, 3, 17, tzinfo=UTC)),
        ("0 0 29 2 *", NOON, datetime(2024, 2, 29, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_slots(cron: str, now: datetime, last: datetime, following: datetime) -> None:
    """The slot that is due and the one after."""
    job = Periodic("x", cron, work)
    assert (job.last_slot(now), job.next_slot(now)) == (last, following)


@pytest.mark.parametrize("cron", ["", "x", "0 0 30 2 *", "61 * * * *"])
def test_an_expression_that_is_none(cron: str) -> None:
    """It is refused when the job is declared."""
    with pytest.raises(CronSimError):
        Periodic("x", cron, work)


async def test_each_slot_runs_once_over_many_nodes(database: Addresses) -> None:
    """Ten nodes, three slots: three runs."""
    clock, job = Clock(), hourly()
    nodes = [Scheduler((job,), clock.now) for _ in range(10)]
    for _ in range(3):
        for _ in range(2):
            await asyncio.gather(*(node.once(job, clock) for node in nodes))
        clock.at += HOUR
    assert clock.ran == [NOON + SECOND, NOON + HOUR + SECOND, NOON + 2 * HOUR + SECOND]


async def test_a_missed_slot_is_made_up_for_once(database: Addresses) -> None:
    """However many were missed, one run; a node that starts again does not run it again."""
    clock, job = Clock(), hourly()
    await Scheduler((job,), clock.now).once(job, clock)
    clock.at += 10 * HOUR
    for _ in range(2):
        await Scheduler((job,), clock.now).once(job, clock)
    assert len(clock.ran) == 2


async def test_a_failure_is_told_and_the_next_slot_comes(database: Addresses) -> None:
    """By kind and line, until it goes well."""
    clock, job = Clock(), hourly()
    scheduler = Scheduler((job,), clock.now)
    clock.fails = True
    assert not await scheduler.once(job, clock)
    trouble = scheduler.trouble or ""
    assert trouble.startswith(f"{job.name}\u00a0: ValueError (tests/tenants/test_periodic.py:")
    assert "secret" not in trouble
    clock.fails = False
    assert not await scheduler.once(job, clock)
    clock.at += HOUR
    assert await scheduler.once(job, clock)
    assert scheduler.trouble is None


async def test_a_slot_is_taken_with_the_work(database: Addresses) -> None:
    """Rolled back, it is free again."""
    name = f"essai.{next(_names)}"
    for _ in range(2):
        async with scoped(NOBODY) as connection:
            transaction = connection.transaction()
            await transaction.start()
            assert await claim(connection, name, NOON)
            assert not await claim(connection, name, NOON)
            await transaction.rollback()


async def test_slots_are_forgotten(database: Addresses) -> None:
    """Those of long ago, but for the last of each name."""
    often, rare = f"essai.{next(_names)}", f"essai.{next(_names)}"
    async with scoped(NOBODY) as connection:
        for days in (100, 50, 39, 1):
            await claim(connection, often, NOON - timedelta(days=days))
        for days in (800, 400):
            await claim(connection, rare, NOON - timedelta(days=days))
    await forget_slots(NOON)
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT name, slot FROM periodic WHERE name = ANY($1) ORDER BY 1, 2", [often, rare]
        )
    assert timedelta(days=40) == KEPT
    assert [(row["name"], (NOON - row["slot"]).days) for row in rows] == [(often, 39), (often, 1), (rare, 400)]


async def test_the_scheduler_runs_by_itself(database: Addresses) -> None:
    """At the start what is due, then each slot, until cancelled."""

    class Running(Clock):
        def now(self) -> datetime:
            return NOON + timedelta(seconds=asyncio.get_running_loop().time() - start)

    start, clock = asyncio.get_running_loop().time(), Running()
    job = Periodic(f"essai.{next(_names)}", "* * * * * *", work)
    task = asyncio.create_task(Scheduler((job,), clock.now).run(clock))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(clock.ran) == 3
