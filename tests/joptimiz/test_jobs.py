"""Jobs: asked for with the work, done for their owner, done again after a fault or a kill."""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dramatiq import Message
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import DramatiqError

from joptimiz import jobs, worker
from joptimiz.jobs import Actor, BrokerRefused, Unscoped, enqueue, make_broker
from joptimiz.worker import count_given_up, forward_some, working
from rules.canonical import Tree
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
_names = itertools.count()


class Hand:
    """An actor that remembers what it did, and fails as often as it is told."""

    def __init__(self) -> None:
        self.did: list[tuple[str, str, str, Tree]] = []
        self.faults = 0
        self.rang = asyncio.Event()
        self.actor = Actor(f"hand-{next(_names)}", self.work)

    async def work(self, scope: Scope, *, n: Tree) -> None:
        """Look into the database as whom it works for."""
        async with scoped(scope) as connection:
            seen = await connection.fetchval("SELECT current_setting('app.territory')")
        if self.faults:
            self.faults -= 1
            raise ValueError(f"secret {n}")
        self.did.append((seen, scope.carrier, scope.role, n))
        self.rang.set()

    async def done(self) -> None:
        """Wait for the next."""
        async with asyncio.timeout(15):
            await self.rang.wait()
        self.rang.clear()


@asynccontextmanager
async def hired(*hands: Hand) -> AsyncIterator[None]:
    """A worker for these."""
    async with working(None, tuple(hand.actor for hand in hands)):
        yield


@pytest.fixture(autouse=True)
async def empty(database: Addresses) -> None:
    """A queue without leftovers."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM dramatiq.queue")


async def queued() -> list[tuple[str, dict[str, object]]]:
    """State and message of what is in the queue."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch("SELECT state::text, message FROM dramatiq.queue ORDER BY position")
    return [(row["state"], json.loads(row["message"])) for row in rows]


async def test_a_job_is_done_for_its_owner(database: Addresses) -> None:
    """In the scope it was asked for, soon after the commit, and nothing is left of it."""
    hand = Hand()
    async with hired(hand):
        async with scoped(NOBODY) as connection:
            await enqueue(connection, hand.actor, Scope("lyon", "c-1", role="admin"), n=1)
            await enqueue(connection, hand.actor, Scope(carrier="c-2"), n="é")
        await hand.done()
        if len(hand.did) < 2:
            await hand.done()
    assert sorted(map(str, hand.did)) == ["('', 'c-2', '', 'é')", "('lyon', 'c-1', 'admin', 1)"]
    assert await queued() == []


async def test_what_is_rolled_back_is_not_asked_for(database: Addresses) -> None:
    """The job goes with the work."""
    hand = Hand()
    async with scoped(NOBODY) as connection:
        inner = connection.transaction()
        await inner.start()
        await enqueue(connection, hand.actor, Scope("lyon"), n=1)
        await inner.rollback()
    assert await queued() == []


@pytest.mark.parametrize("scope", [NOBODY, Scope(role="admin"), Scope(door="test")])
async def test_nobody_asks_for_nothing(database: Addresses, scope: Scope) -> None:
    """A job is somebody's."""
    with pytest.raises(Unscoped):
        async with scoped(NOBODY) as connection:
            await enqueue(connection, Hand().actor, scope, n=1)


@pytest.mark.parametrize("options", [{}, {"scope": "lyon"}, {"scope": {"role": "admin"}}])
async def test_a_message_without_owner_opens_nothing(database: Addresses, options: dict[str, object]) -> None:
    """However it came into the queue, it is given up at once; nor does the broker take one."""
    hand = Hand()
    message: Message[None] = Message("default", hand.actor.name, (), {"n": 1}, options)
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "INSERT INTO dramatiq.queue (message_id, state, message) VALUES ($1, 'queued', $2)",
            message.message_id,
            message.encode().decode(),
        )
    before = await count_given_up()
    async with hired(hand), asyncio.timeout(10):
        while await count_given_up() == before:  # noqa: ASYNC110  # another process's state
            await asyncio.sleep(0.05)
    assert hand.did == []
    broker = make_broker(None, (hand.actor,))
    with pytest.raises((Unscoped, DramatiqError)):
        await asyncio.to_thread(broker.enqueue, message)
    await asyncio.to_thread(broker.close)


async def test_a_fault_is_tried_again_and_keeps_quiet(database: Addresses, caplog: pytest.LogCaptureFixture) -> None:
    """The queue holds its kind and its line, never its words."""
    hand = Hand()
    hand.faults = 1
    async with scoped(NOBODY) as connection:
        await enqueue(connection, hand.actor, Scope("lyon"), n=7)
    async with hired(hand):
        async with asyncio.timeout(10):
            while not (rows := [row for row in await queued() if "traceback" in str(row)]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await hand.done()
    assert "ValueError (tests/joptimiz/test_jobs.py:" in str(rows)
    assert "secret" not in str(rows) + caplog.text
    assert [did[3] for did in hand.did] == [7]


async def test_a_job_of_another_version_waits(database: Addresses) -> None:
    """A node that does not know it puts it away; one that does takes it up."""
    stranger, hand = Hand(), Hand()
    async with scoped(NOBODY) as connection:
        await enqueue(connection, stranger.actor, Scope("lyon"), n=1)
        await enqueue(connection, hand.actor, Scope("lyon"), n=2)
    async with hired(hand):
        await hand.done()
        await asyncio.sleep(0.5)
    assert [state for state, _ in await queued()] == ["rejected"]
    async with hired(stranger):
        await stranger.done()
    assert await queued() == []


async def test_a_broker_elsewhere_is_brought_what_was_asked(database: Addresses) -> None:
    """Once committed, in order, and the outbox is then empty."""
    hand = Hand()
    broker = StubBroker(middleware=[])
    broker.declare_queue("default")
    async with scoped(NOBODY) as connection:
        for number in range(3):
            await enqueue(connection, hand.actor, Scope("lyon"), n=number)
    assert await forward_some(broker) == 3
    assert await forward_some(broker) == 0
    got = [Message.decode(broker.queues["default"].get()).kwargs["n"] for _ in range(3)]
    assert got == [0, 1, 2]


@pytest.mark.parametrize(("url", "package"), [("redis://host", "redis"), ("amqp://host", "pika")])
def test_a_broker_that_is_not_installed(url: str, package: str) -> None:
    """One sentence names the package."""
    with pytest.raises(BrokerRefused, match=f"le paquet «\u202f{package}\u202f»"):
        make_broker(url, ())


@pytest.mark.parametrize("text", ["http://user:secret@host", "redis", "x"])
def test_an_address_that_is_no_broker(text: str) -> None:
    """It is refused before anything starts, and not said back: it may hold a password."""
    with pytest.raises(ValueError, match="JOPTIMIZ_BROKER doit commencer par") as refused:
        Settings.of({"JOPTIMIZ_BROKER": text})
    assert "secret" not in str(refused.value)
    assert Settings.of({"JOPTIMIZ_BROKER": "amqps://host"}).broker == "amqps://host"
    assert Settings.of({}).broker is None


def test_a_worker_that_cannot_start() -> None:
    """`joptimiz worker` says in one sentence what is missing."""
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT}/platform", "DATABASE_URL": "postgresql://app@/none?host=/nowhere"}
    command = [sys.executable, "-m", "joptimiz", "worker"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DATABASE_OWNER_URL" in done.stderr


SLOW = """
import asyncio, sys
from joptimiz import jobs
from joptimiz.jobs import Actor
from joptimiz.worker import working
from tenants.database import open_database
jobs.BEAT_S = 0.5
async def work(scope, n):
    print("began", n, flush=True)
    await asyncio.sleep(float(sys.argv[2]))
    print("ended", n, flush=True)
async def main():
    await open_database(sys.argv[1])
    async with working(None, (Actor("slow", work),)):
        await asyncio.sleep(60)
asyncio.run(main())
"""


def start(url: str, seconds: float) -> subprocess.Popen[str]:
    """A worker in a process of its own, whose job lasts this long."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform"}
    command = [sys.executable, "-c", SLOW, url, str(seconds)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


async def test_a_worker_killed_in_mid_job(database: Addresses) -> None:
    """Its job is done again by the next."""
    async with scoped(NOBODY) as connection:
        await enqueue(connection, Actor("slow", Hand().work), Scope("lyon"), n=5)
    first = start(database.runtime, 60)
    assert first.stdout is not None
    assert await asyncio.to_thread(first.stdout.readline) == "began 5\n"
    first.send_signal(signal.SIGKILL)
    first.communicate()
    second = start(database.runtime, 0)
    assert second.stdout is not None
    async with asyncio.timeout(30):
        assert await asyncio.to_thread(second.stdout.readline) == "began 5\n"
        assert await asyncio.to_thread(second.stdout.readline) == "ended 5\n"
        while await queued():  # noqa: ASYNC110  # another process's state
            await asyncio.sleep(0.05)
    second.kill()
    second.communicate()


def test_the_beat_is_that_of_the_module() -> None:
    """Half a minute at most until the jobs of a killed worker are done again."""
    assert jobs.BEAT_S * (4 + 2 * 1.5) <= 35
    assert worker.STOP_MS <= 10_000
