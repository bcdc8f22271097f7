"""API, workers and database are killed while they write: nothing acknowledged is lost, nothing heard out of order."""

import asyncio
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest
from killing import Child, kill_database, open_way
from ports import free_port

from tenants.chained import verify

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("crashed.py")
ENVIRONMENT = {"PYTHONPATH": f"{ROOT}:{ROOT}/platform:{ROOT}/tests/kit"}
CLIENTS = ("est", "est", "ouest")
WRITES_PER_KILL = 10


def _child(*arguments: str, log: Path) -> Child:
    speaks = arguments[0] == "database"
    return Child(str(SCRIPT), *arguments, log=log, environment=ENVIRONMENT, speaks=speaks)


class House:
    """A database, an API and two workers."""

    def __init__(self, folder: Path) -> None:
        open_way(folder)
        log, self.heard, self.done = folder / "log", folder / "heard", folder / "done"
        self.port = free_port()
        self.database = _child("database", str(folder / "data"), log=log)
        assert self.database.process.stdout is not None
        cluster, self.url = self.database.process.stdout.readline().split()
        self.cluster = Path(cluster)
        self.api = _child("api", self.url, str(self.port), str(self.done), log=log)
        self.workers = [_child("worker", self.url, str(self.heard), log=log) for _ in range(2)]

    def stop(self) -> None:
        """The end of everything."""
        for child in (self.api, *self.workers, self.database):
            child.kill()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    house = House(tmp_path)
    yield house
    house.stop()


async def write(house: House, count: int, kills: Callable[[], None]) -> list[tuple[str, int]]:
    """This many acknowledged writes by several clients, with kills among them."""
    numbers, kept = itertools.count(), list[tuple[str, int]]()

    async def client(slug: str) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.port}", timeout=10) as http:
            while len(kept) < count:
                number = next(numbers)
                try:
                    answer = await http.post(f"/{slug}/{number}")
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code == 201:
                    kept.append((slug, number))
                    if len(kept) % WRITES_PER_KILL == 0:
                        await asyncio.to_thread(kills)
                else:
                    await asyncio.sleep(0.05)

    await asyncio.gather(*(client(slug) for slug in CLIENTS))
    return kept


async def read(house: House, slug: str, query: str) -> list[int]:
    """What the database keeps of a territory."""
    connection = await asyncpg.connect(house.url)
    try:
        await connection.execute("SELECT set_config('app.territory', $1, false)", slug)
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()


SAID = "SELECT (body ->> 'n')::int FROM fact WHERE topic = 'work.done' ORDER BY xid, number"
ECHOED = "SELECT (body ->> 'n')::int FROM fact WHERE topic = 'echo.made' ORDER BY xid, number"
BEHIND = """
    SELECT 1 FROM audit WHERE id NOT IN (SELECT audit FROM audit_link)
    UNION ALL SELECT 1 FROM dramatiq.queue
    UNION ALL SELECT 1 FROM fact, (VALUES ('file'), ('echo')) AS listener(name)
    WHERE topic = 'work.done' AND NOT EXISTS (
        SELECT FROM fact_cursor AS heard WHERE listener = name AND (heard.xid, heard.number) >= (fact.xid, fact.number)
    )
"""


async def settle(house: House) -> None:
    """Until everything said is heard, chained and done."""
    async with asyncio.timeout(90):
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                if not [left for slug in set(CLIENTS) for left in await read(house, slug, BEHIND)]:
                    return
            await asyncio.sleep(0.2)


def lines(path: Path) -> Mapping[str, list[int]]:
    """What was written outside the database, in its order, each number where it first came."""
    found: dict[str, dict[int, None]] = {slug: {} for slug in CLIENTS}
    for line in path.read_text(encoding="utf-8").splitlines():
        slug, number = line.split()
        found[slug].setdefault(int(number))
    return {slug: list(numbers) for slug, numbers in found.items()}


def exported(house: House, slug: str) -> list[bytes]:
    """The audit as a process of its own gives it."""
    command = [sys.executable, str(SCRIPT), "export", house.url, slug]
    return subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, check=True).stdout.splitlines(
        keepends=True
    )


@pytest.mark.parametrize("count", [150, pytest.param(2_000, marks=pytest.mark.prove)])
async def test_nothing_acknowledged_is_lost(house: House, count: int) -> None:
    """Every kind of process dies in turn, at a moment nobody chose."""
    chance = random.Random(count)
    victims: list[Callable[[], None]] = [
        house.api.kill_and_start,
        partial(kill_database, house.cluster),
        *(worker.kill_and_start for worker in house.workers),
    ]
    killed: list[Callable[[], None]] = []

    def kill() -> None:
        if len(killed) % len(victims) == 0:
            chance.shuffle(victims)
        killed.append(victims[len(killed) % len(victims)])
        killed[-1]()

    kept = await write(house, count, kill)
    assert len(killed) >= count // WRITES_PER_KILL
    await settle(house)
    heard, done = lines(house.heard), lines(house.done)
    for slug in sorted(set(CLIENTS)):
        said = await read(house, slug, SAID)
        assert {number for each, number in kept if each == slug} <= set(said), slug
        assert heard[slug] == said, slug
        assert await read(house, slug, ECHOED) == said, slug
        assert sorted(done[slug]) == sorted(said), slug
        assert await read(house, slug, "SELECT number FROM fact_set_aside") == []
        seal, problems = verify(exported(house, slug))
        assert problems == ()
        assert seal is not None
        assert seal.count == len(said)
