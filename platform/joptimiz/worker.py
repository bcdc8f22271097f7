"""A worker: does jobs in threads whose coroutines run on this process's own event loop, beside its database pool."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from dramatiq import Broker, Message, Worker
from dramatiq.asyncio import EventLoopThread, set_event_loop_thread
from dramatiq_postgres import PostgresBroker

from joptimiz.jobs import QUEUE, SCOPE, Actor, make_broker
from tenants.database import NOBODY, scoped
from tenants.faults import fault

THREADS = 2
FORWARD_S = 1.0
RECALL_S = 60.0
BATCH = 100
STOP_MS = 5_000
"""How long jobs may go on after the order to stop; those cut off are done again elsewhere."""
log = structlog.get_logger()


class _OurLoop(EventLoopThread):
    """The loop that already runs, for the coroutines of jobs: a pool belongs to one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(logging.getLogger("dramatiq"))
        self.loop.close()
        self.loop = loop


@asynccontextmanager
async def working(url: str | None, actors: tuple[Actor, ...]) -> AsyncIterator[None]:
    """Do jobs as long as the block lasts; raises `BrokerRefused`."""
    broker = make_broker(url, actors)
    set_event_loop_thread(_OurLoop(asyncio.get_running_loop()))
    worker = Worker(broker, worker_threads=THREADS, worker_timeout=200)
    worker.start()
    chore = _forward(broker) if url else _recall(actors)
    tending = asyncio.create_task(chore)
    try:
        yield
    finally:
        tending.cancel()
        await asyncio.gather(tending, return_exceptions=True)
        # In a thread: what still runs needs the loop to end.
        await asyncio.to_thread(worker.stop, STOP_MS)
        await asyncio.to_thread(broker.close)
        if isinstance(broker, PostgresBroker):
            # It leaves open a pool that was given to it: collected in one of its own threads, that pool cannot end.
            await asyncio.to_thread(broker.pool.close)
        set_event_loop_thread(None)


async def _forward(broker: Broker) -> None:
    """Bring a broker elsewhere what was asked for, until cancelled."""
    while True:
        try:
            while await forward_some(broker):
                pass
        except Exception as error:  # either may be away for a while: what was asked for waits
            log.warning("jobs_not_forwarded", error=fault(error))
        await asyncio.sleep(FORWARD_S)


async def _recall(actors: tuple[Actor, ...]) -> None:
    """Take up again, until cancelled, the jobs that a node of another version put away without knowing them."""
    while True:
        try:
            async with scoped(NOBODY) as connection:
                await connection.execute(
                    "UPDATE dramatiq.queue SET state = 'queued', mtime = now() WHERE state = 'rejected'"
                    " AND message ->> 'actor_name' = ANY($1) AND NOT message -> 'options' ? 'retries'"
                    " AND message -> 'options' ? $2",
                    [actor.name for actor in actors],
                    SCOPE,
                )
        except Exception as error:  # the database may be away for a while
            log.warning("jobs_not_recalled", error=fault(error))
        await asyncio.sleep(RECALL_S)


async def forward_some(broker: Broker) -> int:
    """Give a broker some of the jobs that were asked for, at least once each; how many."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT message_id, message FROM dramatiq.queue WHERE queue_name = $1 AND state = 'queued'"
            " ORDER BY available_at, position LIMIT $2 FOR UPDATE SKIP LOCKED",
            QUEUE,
            BATCH,
        )
        for row in rows:
            await asyncio.to_thread(broker.enqueue, Message.decode(row["message"].encode()))
        done = [row["message_id"] for row in rows]
        await connection.execute("DELETE FROM dramatiq.queue WHERE message_id = ANY($1)", done)
    return len(rows)


async def count_given_up() -> int:
    """How many jobs failed for good in the last 30 days."""
    async with scoped(NOBODY) as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM dramatiq.queue WHERE state = 'rejected'")
    return count
