"""The relay: nothing lost, nothing overtaken, nothing stuck behind what cannot be heard."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from joptimiz.owners import OWNERS
from joptimiz.relay import Relay
from tenants import relay
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound
from tenants.facts import Fact, Listener, say
from tenants.migrate import RUNTIME, Addresses, migrate
from tenants.relay import BATCH, PAUSES, Left, hear, list_set_aside, retry_set_aside

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LATE = NOW + timedelta(hours=1)
_names = itertools.count()


class Ear:
    """A listener that remembers, and refuses some bodies."""

    def __init__(self, *topics: str) -> None:
        self.heard: list[object] = []
        self.refused: set[object] = set()
        self.rang = asyncio.Event()
        self.listener = Listener(f"ear-{next(_names)}", frozenset(topics or {"thing.done"}), self.hear)

    async def hear(self, connection: asyncpg.Connection, fact: Fact) -> None:
        """Remember it here and in the database."""
        await say(connection, "thing.heard", fact.body)
        if fact.body["n"] in self.refused:
            raise ValueError(f"secret {fact.body}")
        self.heard.append(fact.body["n"])
        self.rang.set()


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory nothing was said of yet."""
    name = f"relais-{next(_names)}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def done(slug: str, *numbers: int, topic: str = "thing.done") -> None:
    """One transaction that says so."""
    async with scoped(Scope(territory=slug)) as connection:
        for number in numbers:
            await say(connection, topic, {"n": number})


@asynccontextmanager
async def open_transaction(database: Addresses, slug: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction of a territory that commits at the end of the block, on a connection of its own."""
    connection = await asyncpg.connect(database.runtime)
    async with connection.transaction():
        await connection.execute("SELECT set_config('app.territory', $1, true)", slug)
        yield connection
    await connection.close()


async def written(slug: str) -> int:
    """How many effects listeners left."""
    async with scoped(Scope(territory=slug)) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM fact WHERE topic = 'thing.heard'"))


async def test_everything_is_heard_once_in_order(slug: str) -> None:
    """More than a batch, in the order of the transactions, and nothing again."""
    ear = Ear()
    await done(slug, *range(BATCH + 5))
    assert await hear(slug, ear.listener, NOW) is Left.DUE
    while await hear(slug, ear.listener, NOW) is Left.DUE:
        pass
    assert ear.heard == list(range(BATCH + 5))
    assert await hear(slug, ear.listener, NOW) is Left.NOTHING
    assert await written(slug) == BATCH + 5


async def test_an_older_transaction_is_not_overtaken(slug: str, database: Addresses) -> None:
    """What a running transaction said first is heard first, though it commits last."""
    ear = Ear()
    async with open_transaction(database, slug) as slow:
        await say(slow, "thing.done", {"n": 1})
        await done(slug, 2)
        assert await hear(slug, ear.listener, NOW) is Left.LATER
        assert ear.heard == []
    await hear(slug, ear.listener, NOW)
    assert ear.heard == [1, 2]


async def test_nobody_hears_for_another(slug: str) -> None:
    """A territory's facts stay in it; topics not listened for are passed over."""
    ear, deaf = Ear(), Ear("other.done")
    await done(slug, 1)
    async with scoped(Scope(territory=f"{slug}-bis", door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", f"{slug}-bis"
        )
    assert await hear(f"{slug}-bis", ear.listener, NOW) is Left.NOTHING
    assert await hear(slug, deaf.listener, NOW) is Left.NOTHING
    assert ear.heard == deaf.heard == []


async def test_a_failure_waits_then_is_set_aside(slug: str) -> None:
    """Five attempts with growing pauses, nothing overtakes it meanwhile, then the rest is heard."""
    ear = Ear()
    ear.refused = {2}
    await done(slug, 1, 2, 3)
    now = NOW
    for pause in PAUSES:
        assert await hear(slug, ear.listener, now) is Left.LATER
        assert await hear(slug, ear.listener, now + pause / 2) is Left.LATER
        assert ear.heard == [1]
        assert await list_set_aside(slug) == ()
        now += pause
    await hear(slug, ear.listener, now)
    assert ear.heard == [1, 3]
    [aside] = await list_set_aside(slug)
    assert (aside.listener, aside.fact.body, aside.set_aside_at) == (ear.listener.name, {"n": 2}, now)
    assert aside.error.startswith("ValueError (tests/tenants/test_relay.py:")
    assert "secret" not in aside.error
    assert await written(slug) == 2


async def test_what_was_set_aside_is_heard_again(slug: str) -> None:
    """It stays aside until it is heard, and is heard once."""
    ear = Ear()
    ear.refused = {1}
    await done(slug, 1)
    for hours in range(len(PAUSES) + 1):
        await hear(slug, ear.listener, NOW + timedelta(hours=hours))
    [aside] = await list_set_aside(slug)
    with pytest.raises(ValueError, match="secret"):
        await retry_set_aside(slug, ear.listener, aside.fact.number)
    assert len(await list_set_aside(slug)) == 1
    ear.refused.clear()
    await retry_set_aside(slug, ear.listener, aside.fact.number)
    assert ear.heard == [1]
    assert await list_set_aside(slug) == ()
    with pytest.raises(NotFound):
        await retry_set_aside(slug, ear.listener, aside.fact.number)


async def test_a_success_forgets_former_failures(slug: str) -> None:
    """The next one that fails has all its attempts."""
    ear = Ear()
    ear.refused = {1}
    await done(slug, 1, 2)
    await hear(slug, ear.listener, NOW)
    ear.refused = {2}
    for hours in range(1, len(PAUSES) + 1):
        await hear(slug, ear.listener, NOW + timedelta(hours=hours))
    assert ear.heard == [1]
    assert await list_set_aside(slug) == ()
    ear.refused = set()
    await hear(slug, ear.listener, NOW + timedelta(hours=9))
    assert ear.heard == [1, 2]


async def test_one_node_at_a_time(slug: str) -> None:
    """Eight passes side by side hear each fact once."""
    ear = Ear()
    await done(slug, *range(80))
    left = await asyncio.gather(*(hear(slug, ear.listener, NOW) for _ in range(8)))
    assert set(left) <= {Left.NOTHING, Left.LATER}
    assert ear.heard == list(range(80))
    assert await written(slug) == 80


async def test_a_lost_connection_blames_nobody(slug: str) -> None:
    """The database going away while a listener hears is no failure of the listener."""

    async def cut(connection: asyncpg.Connection, fact: Fact) -> None:
        await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    await done(slug, 1)
    listener = Listener("cut", frozenset({"thing.done"}), cut)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await hear(slug, listener, NOW)
    async with scoped(Scope(territory=slug)) as connection:
        assert await connection.fetch("SELECT 1 FROM fact_cursor WHERE attempts > 0") == []


async def test_a_slow_listener_is_cut_off(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has failed, and the connection still serves."""

    async def sleep(connection: asyncpg.Connection, fact: Fact) -> None:
        await connection.execute("SELECT pg_sleep(30)")

    monkeypatch.setattr(relay, "PATIENCE_S", 0.1)
    await done(slug, 1)
    listener = Listener("sleepy", frozenset({"thing.done"}), sleep)
    async with asyncio.timeout(10):
        assert await hear(slug, listener, NOW) is Left.LATER
    async with scoped(Scope(territory=slug)) as connection:
        assert await connection.fetchval("SELECT attempts FROM fact_cursor") == 1


async def test_a_listener_interrupted_hears_again(slug: str) -> None:
    """A stop in the middle undoes what it wrote and counts for nothing."""
    ear, began = Ear(), asyncio.Event()

    async def stay(connection: asyncpg.Connection, fact: Fact) -> None:
        await say(connection, "thing.heard", fact.body)
        began.set()
        await asyncio.Event().wait()

    await done(slug, 1)
    task = asyncio.create_task(hear(slug, Listener(ear.listener.name, ear.listener.topics, stay), NOW))
    await began.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await written(slug) == 0
    await hear(slug, ear.listener, NOW)
    assert (ear.heard, await written(slug)) == ([1], 1)


async def test_the_relay_wakes_at_the_commit(slug: str) -> None:
    """Well before the poll; again after its connection was cut; and it hears what was said meanwhile."""
    ear = Ear("bell.rung")
    task = asyncio.create_task(Relay((ear.listener,), lambda: LATE).run())
    async with asyncio.timeout(20):
        await asyncio.sleep(0.5)
        clock = asyncio.get_running_loop().time
        start = clock()
        await done(slug, 1, topic="bell.rung")
        await ear.rang.wait()
        assert clock() - start < 0.7
        ear.rang.clear()
        async with scoped(NOBODY) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user"
                " AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
            )
        await done(slug, 2, topic="bell.rung")
        await ear.rang.wait()
    assert ear.heard == [1, 2]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_order_outlasts_a_restore(slug: str, database: Addresses) -> None:
    """On a server whose transactions count from less, what was said before is heard, and before what is said after."""
    ear = Ear()
    await done(slug, 1)
    await hear(slug, ear.listener, NOW)
    owner = await asyncpg.connect(database.owner)
    await owner.execute("SELECT set_config('app.territory', $1, false)", slug)
    restored = "INSERT INTO fact (territory, xid, topic, body) VALUES ($1, '5000000000', 'thing.done', '{\"n\": 2}')"
    await owner.execute(restored, slug)
    await owner.close()
    await migrate(database.owner, RUNTIME, OWNERS)
    await done(slug, 3)
    assert await hear(slug, ear.listener, NOW) is Left.NOTHING
    assert ear.heard == [1, 2, 3]
    await migrate(database.owner, RUNTIME, OWNERS)
    await done(slug, 4)
    await hear(slug, ear.listener, NOW)
    assert ear.heard == [1, 2, 3, 4]
