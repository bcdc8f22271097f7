"""The rules in force, told as soon as they change to who waits."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from publishing import NOW, RULES, SHAPES, TERRITORY, agreed

from rules.model import Source
from tenants.registry import list_territories, publish

DOOR = "/api/v1/territories/vallon/rules"


async def test_who_waits_is_told_of_a_new_version(client: httpx.AsyncClient, places: Litestar) -> None:
    """At once when what is known is old; else with the version that comes, and never before."""
    first = (await client.get(DOOR)).json()
    assert first["rulebook"].startswith("vallon@")
    assert (await client.get(DOOR, params={"known": "vallon@0", "wait_s": 25})).json() == first
    waiting = asyncio.create_task(client.get(DOOR, params={"known": first["state"], "wait_s": 25}))
    other = asyncio.create_task(client.get("/api/v1/territories/lyon/rules", params={"known": "lyon@1", "wait_s": 1}))
    await asyncio.sleep(0.1)
    base = next(entry.rulebook for entry in await list_territories() if entry.slug == "vallon")
    sources = [Source("territory.yaml", TERRITORY), Source("rules/r.yaml", RULES.format(limit=19_000 + base))]
    await publish("vallon", sources, SHAPES, base=base, by="test", at=NOW + timedelta(base), second=agreed)
    assert not waiting.done()
    await places.state.shelf.refresh()
    assert (await waiting).json() == {"rulebook": f"vallon@{base + 1}", "state": f"vallon@{base + 1}"}
    assert (await other).json()["rulebook"] == "lyon@1"


@pytest.mark.parametrize("wait", ["26", "-1", "x"])
async def test_what_cannot_be_waited_for(client: httpx.AsyncClient, wait: str) -> None:
    """A sentence in French, which names the parameter."""
    answer = await client.get(DOOR, params={"wait_s": wait})
    assert answer.status_code in (400, 422)
    assert "wait_s" in answer.text


async def test_an_unknown_territory(client: httpx.AsyncClient) -> None:
    """Is not found, waited for or not."""
    for query in ({}, {"known": "x", "wait_s": "25"}):
        assert (await client.get("/api/v1/territories/nulle-part/rules", params=query)).status_code == 404
