"""Every process dies while versions are published: each acknowledged is served everywhere, none is there by half."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from drafting import rules
from killing import Child, kill_database, open_way
from ports import free_port
from published import EDITOR, SLUG, VALIDATOR
from signing import COOKIE

from tenants.chained import verify

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tests/tenants/kit/published.py"
PATHS = (ROOT, ROOT / "platform", ROOT / "tests/kit", ROOT / "tests/accounts/kit", ROOT / "tests/tenants/kit")
ENVIRONMENT = {"PYTHONPATH": ":".join(map(str, PATHS))}
DOOR = f"/api/v1/territories/{SLUG}"
PATIENCE_S = 60.0
AT = "2026-12-01T10:00:00+01:00"


def _child(*arguments: str, log: Path) -> Child:
    speaks = arguments[0] == "database"
    return Child(str(SCRIPT), *arguments, log=log, environment=ENVIRONMENT, speaks=speaks)


class House:
    """A database, two nodes that answer and a worker."""

    def __init__(self, folder: Path) -> None:
        open_way(folder)
        log = folder / "log"
        self.database = _child("database", str(folder / "data"), log=log)
        assert self.database.process.stdout is not None
        said = self.database.process.stdout.readline().split()
        assert said, log.read_text(encoding="utf-8")[-2000:]
        self.cluster, self.url = Path(said[0]), said[1]
        self.ports = [free_port(), free_port()]
        self.nodes = [
            _child("node", self.url, str(port), f"node-{port}", str(folder / str(port)), log=log) for port in self.ports
        ]
        self.worker = _child("worker", self.url, log=log)

    def stop(self) -> None:
        """The end of everything."""
        for child in (*self.nodes, self.worker, self.database):
            child.kill()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    house = House(tmp_path)
    yield house
    house.stop()


async def ask(
    house: House, method: str, path: str, person: UUID = EDITOR, *, node: int | None = None, key: str = "", **more: Any
) -> httpx.Response:
    """An answer of a node, or of any; asked again while it is being killed."""
    headers = {"cookie": f"{COOKIE}={person}"} | ({"idempotency-key": key} if key else {})
    turn, said = 0, ""
    end = time.monotonic() + PATIENCE_S
    async with httpx.AsyncClient(timeout=20) as http:
        while time.monotonic() < end:
            port = house.ports[(turn if node is None else node) % 2]
            turn += 1
            try:
                answer = await http.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, **more)
            except httpx.HTTPError as error:
                said = repr(error)
            else:
                if answer.status_code < 500:
                    return answer
                said = answer.text
            await asyncio.sleep(0.1)
    raise AssertionError(f"{method} {path}: {said}; {[each.process.poll() for each in house.nodes]}")


def text_of(number: int) -> str:
    """The rules of a version: one rule more, in a zone of its own."""
    zone = f"  zone-{number}: {{kind: ztl, name: Zone {number}, geometry: zones/centre.geojson}}\n"
    return rules("1", str(number)).replace("rules:\n", f"{zone}rules:\n", 1)


async def approved(house: House, number: int) -> str:
    """The door of a draft that would be this version, approved."""
    made = (await ask(house, "POST", f"{DOOR}/drafts", json={"title": f"Version {number}"})).json()
    door = f"{DOOR}/drafts/{made['id']}"
    revision = 0
    while True:
        written = await ask(house, "PUT", f"{door}/files/r.yaml", json={"revision": revision, "text": text_of(number)})
        assert written.status_code == 200, written.text
        if written.json()["text"] == text_of(number):
            break
        revision = written.json()["revision"]
    await ask(house, "POST", f"{door}/submit")
    digest = (await ask(house, "GET", door)).json()["draft"]["digest"]
    await ask(house, "POST", f"{door}/approve", VALIDATOR, json={"digest": digest})
    assert (await ask(house, "GET", door)).json()["draft"]["state"] == "approved"
    return door


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask again until it holds; a test fails that waits too long."""
    end = time.monotonic() + PATIENCE_S
    while not await holds():
        assert time.monotonic() < end, holds
        await asyncio.sleep(0.02)


async def all_chained(house: House) -> bool:
    """Whether each trace has its place in the chain."""
    return not await read(house, "SELECT 1 FROM audit WHERE id NOT IN (SELECT audit FROM audit_link)")


def exported(house: House) -> bytes:
    """The audit as a process of its own gives it."""
    command = [sys.executable, str(SCRIPT), "export", house.url]
    return subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, check=True).stdout


async def serves(house: House, node: int, number: int) -> bool:
    """Whether a node answers questions with this version."""
    case = {"at": AT, "vehicle": {}, "territory": SLUG, "zone": "centre"}
    answer = await ask(house, "POST", "/api/v1/decisions", node=node, json=case)
    assert answer.status_code == 200, answer.text
    said: list[str] = answer.json()["rulebooks"]
    return said == [f"{SLUG}@{number}"]


async def publish_under_fire(house: House, number: int, chance: random.Random) -> int:
    """Publish a version while a process of the house is killed; the number that was acknowledged."""
    door = await approved(house, number)
    asked = asyncio.create_task(ask(house, "POST", f"{door}/publish", key=f"publication-{number}"))
    if chance.random() < 0.4:
        await asyncio.sleep(chance.random() * 0.8)
        kills: list[Callable[[], None]] = [each.kill_and_start for each in (*house.nodes, house.worker)]
        kills.append(partial(kill_database, house.cluster))
        await asyncio.to_thread(chance.choice(kills))
    answer = await asked
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


ALL_OR_NOTHING = """
    SELECT rulebook.number,
        (SELECT count(*) FROM zone_number WHERE zone = 'zone-' || rulebook.number),
        (SELECT count(*) FROM audit WHERE what = 'rulebook.published' AND (after ->> 'number')::int = rulebook.number),
        (SELECT count(*) FROM audit WHERE what = 'draft.published' AND (after ->> 'number')::int = rulebook.number),
        (SELECT count(*) FROM fact
            WHERE topic = 'rulebook.published' AND (body ->> 'number')::int = rulebook.number),
        (SELECT count(*) FROM draft WHERE published = rulebook.number)
    FROM rulebook WHERE number > 1 ORDER BY number
"""


async def read(house: House, query: str) -> list[tuple[int, ...]]:
    """What the database keeps of the territory."""
    connection = await asyncpg.connect(house.url)
    try:
        await connection.execute("SELECT set_config('app.territory', $1, false)", SLUG)
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


@pytest.mark.parametrize("count", [12, pytest.param(200, marks=pytest.mark.prove)])
async def test_every_acknowledged_version_is_served_everywhere(house: House, count: int) -> None:
    """Each at its number, by both nodes, once they live; none is there by half."""
    chance = random.Random(count)
    last = count + 1
    for number in range(2, last + 1):
        assert await publish_under_fire(house, number, chance) == number
        for node in range(2):
            await until(partial(serves, house, node, number))
    assert await read(house, ALL_OR_NOTHING) == [(number, 1, 1, 1, 1, 1) for number in range(2, last + 1)]
    assert await read(house, "SELECT rulebook FROM territory WHERE slug = 'valmont'") == [(last,)]
    await until(partial(all_chained, house))
    assert verify((await asyncio.to_thread(exported, house)).splitlines(keepends=True))[1] == ()
