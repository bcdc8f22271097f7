"""The states of bays as they change, for who watches; unsaid while the database is away."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest
from discs import some_phone, some_town

from numeriz.core.stay import Told
from numeriz.service import live as module
from numeriz.service.live import Live, Watcher
from tenants.errors import NotFound, Unavailable
from tenants.migrate import Addresses


async def test_a_disc_is_told_to_who_watches(database: Addresses) -> None:
    """All bays first, then the one that changed; of this territory alone."""
    town, other = await some_town(), await some_town()
    bay, quiet = await town.bay(2), await town.bay()
    live, phone = Live(lambda: town.at), some_phone()
    watched = live.watch(town.slug)
    async with asyncio.timeout(20):
        assert {number: state.free for number, state in (await anext(watched)).items()} == {bay: 2, quiet: 1}
        following = asyncio.ensure_future(anext(watched))
        await asyncio.sleep(0.5)
        await other.stays.set(some_phone(), other.asked(await other.bay()))
        kept = await town.stays.set(phone, town.asked(bay))
        assert {number: state.free for number, state in (await following).items()} == {bay: 1}
        await town.stays.end(phone, kept.id, Told(town.at, 0))
        assert {number: state.free for number, state in (await anext(watched)).items()} == {bay: 2}
    await watched.aclose()
    assert not live._watching


async def test_who_asks_meanwhile_takes_nothing_from_who_watches(database: Addresses) -> None:
    """A change that another read has seen first is told all the same."""
    town = await some_town()
    bay = await town.bay(2)
    live = Live(lambda: town.at)
    watched = live.watch(town.slug)
    async with asyncio.timeout(20):
        await anext(watched)
        following = asyncio.ensure_future(anext(watched))
        await asyncio.sleep(0.5)
        await town.stays.set(some_phone(), town.asked(bay))
        assert (await live.read(town.slug))[bay].free == 1
        assert {number: state.free for number, state in (await following).items()} == {bay: 1}
    await watched.aclose()


async def test_who_reads_too_slowly_is_told_all(database: Addresses) -> None:
    """At once, in the place of what was not read."""
    town = await some_town()
    bay, quiet = await town.bay(2), await town.bay()
    states = await Live(lambda: town.at).read(town.slug)
    watcher = Watcher(states)
    while not watcher.queue.full():
        watcher.queue.put_nowait({})
    watcher.tell({**states, bay: replace(states[bay], free=0)})
    assert {number: state.free for number, state in watcher.queue.get_nowait().items()} == {bay: 0, quiet: 1}
    assert watcher.queue.empty()


async def test_minus_one_while_the_source_is_offline(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was known last, unsaid, with its age; nothing known is said to be away."""
    town = await some_town()
    bay = await town.bay(2)
    live = Live(lambda: town.at)
    known = await live.read(town.slug)
    then = town.at
    town.turn(minutes=5)

    async def away(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(module, "read_known", away)
    assert await live.read(town.slug) == {bay: replace(known[bay], free=-1)}
    assert (await live.read(town.slug))[bay].at == then
    with pytest.raises(Unavailable):
        await live.read("ailleurs")


async def test_a_territory_that_does_not_exist(database: Addresses) -> None:
    """Is said."""
    with pytest.raises(NotFound):
        await anext(Live(lambda: None).watch("nulle-part"))  # type: ignore[arg-type,return-value]
