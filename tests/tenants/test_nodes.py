"""Nodes say what they serve, keep what they can read, and are forgotten once silent."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from drafting import NOW, SHAPE, Town, rules, some_town, territory

from joptimiz.following import Follower
from rules.model import Source
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.nodes import Status, await_served, be_seen, forget_nodes, leave, list_serving, report
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.shelf import Shelf

PATIENCE_S = 20.0
_names = itertools.count()


@pytest.fixture
async def town(database: Addresses) -> AsyncIterator[Town]:
    """A territory at its first version; no node is known before or after."""
    yield await some_town()
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM node")


async def publish_next(town: Town, base: int) -> None:
    """One more version."""
    sources = [territory(town.slug), Source("rules/r.yaml", rules(str(base + 1)))]
    shapes = {"zones/centre.geojson": SHAPE}
    await publish(town.slug, sources, shapes, base=base, by="test", at=NOW, second=lambda _b, _d: Opinion(0))


@asynccontextmanager
async def running(name: str) -> AsyncIterator[Shelf]:
    """A node that follows what is published."""
    shelf = Shelf()
    follower = Follower(name, shelf)
    await follower.once()
    task = asyncio.create_task(follower.run())
    yield shelf
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await follower.stop()


async def statuses(town: Town) -> dict[str, tuple[int, bool, bool]]:
    """By node: the version, whether something is wrong, whether it is silent."""
    return {one.node: (one.version, one.error is not None, one.silent) for one in await list_serving(town.slug)}


async def test_every_node_answers_with_the_new_version(town: Town) -> None:
    """Three nodes are woken by the commit, swap their rulebooks and say so; one that stops is not waited for."""
    async with running("a"), running("b"):
        async with running("c"):
            await publish_next(town, 1)
            await await_served(town.slug, 2, PATIENCE_S)
            assert await statuses(town) == dict.fromkeys("abc", (2, False, False))
        await publish_next(town, 2)
        await await_served(town.slug, 3, PATIENCE_S)
        assert await statuses(town) == dict.fromkeys("ab", (3, False, False))
    assert await statuses(town) == {}


async def test_a_version_that_cannot_be_read(town: Town) -> None:
    """The node keeps the former one, says why, and nobody waits for it; once mended it says that too."""
    async with running("a") as shelf:
        async with scoped(Scope(territory=town.slug, door="test")) as connection:
            await connection.execute(
                "INSERT INTO rulebook"
                " (territory, id, number, sources, geometries, bundle, sha256, published_at, published_by)"
                " VALUES ($1, gen_random_uuid(), 2, '[]', '{}', '{\"ir\": 99}', '', now(), 'test')", town.slug,
            )  # fmt: skip
            await connection.execute("UPDATE territory SET rulebook = 2 WHERE slug = $1", town.slug)
        await await_served(town.slug, 2, PATIENCE_S)
        assert await statuses(town) == {"a": (1, True, False)}
        assert shelf.current().rulebooks[town.slug].number == 1
        await publish_next(town, 2)
        # An error is an answer: it is waited for until the node says something else.
        for _ in range(200):
            if await statuses(town) == {"a": (3, False, False)}:
                break
            await asyncio.sleep(0.1)
        assert await statuses(town) == {"a": (3, False, False)}


async def test_silence(town: Town) -> None:
    """A node not heard of for 30 s is silent and not waited for; after a day it is forgotten, unless it comes back."""
    for name in ("up", "down", "gone"):
        assert await be_seen(name)
        await report(name, {town.slug: Status(1)})
    async with scoped(NOBODY) as connection:
        await connection.execute("UPDATE node SET seen_at = now() - interval '31 seconds' WHERE id = 'down'")
        await connection.execute("UPDATE node SET seen_at = now() - interval '25 hours' WHERE id = 'gone'")
    assert await statuses(town) == {"up": (1, False, False), "down": (1, False, True), "gone": (1, False, True)}
    await report("up", {town.slug: Status(2)})
    assert [one.version for one in await await_served(town.slug, 2, 0)] == [1, 1, 2]
    await forget_nodes()
    assert set(await statuses(town)) == {"up", "down"}
    assert not await be_seen("down")
    assert (await statuses(town))["down"] == (1, False, False)
    await leave("up")
    assert set(await statuses(town)) == {"down"}


async def test_a_node_that_starts_again(town: Town) -> None:
    """It says everything it serves, whatever is still known of its former life."""
    first = Follower("a", Shelf())
    await first.once()
    await leave("a")
    again = Follower("a", Shelf())
    await again.once()
    assert await statuses(town) == {"a": (1, False, False)}
