"""The application and the database are killed while phones set discs: nothing is lost, nothing counted twice."""

import asyncio
import random
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from killing import Child, kill_database, open_way
from ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("killed.py")
ENVIRONMENT = {"PYTHONPATH": f"{ROOT}:{ROOT}/platform:{ROOT}/tests/kit"}
SLUG, BAYS = "quai", tuple(UUID(int=n) for n in range(1, 4))
_OVERLAPS = """
    SELECT count(*) FROM stay one JOIN stay other ON one.bay = other.bay AND one.place = other.place
        AND one.id < other.id
    WHERE one.starts_at < other.ends_at AND other.starts_at < one.ends_at
"""


class House:
    """A database and an application that are killed and started again."""

    def __init__(self, folder: Path) -> None:
        open_way(folder)
        self.port, log = free_port(), folder / "log"
        self.database = Child(
            str(SCRIPT), "database", str(folder / "base"), log=log, environment=ENVIRONMENT, speaks=True
        )
        assert self.database.process.stdout is not None
        cluster, self.url = self.database.process.stdout.readline().split()
        self.cluster = Path(cluster)
        self.api = Child(str(SCRIPT), "api", self.url, str(self.port), str(folder), log=log, environment=ENVIRONMENT)

    def kill(self, turn: int) -> None:
        """One of the two, by turns."""
        if turn % 2:
            kill_database(self.cluster)
        else:
            self.api.kill_and_start()

    def stop(self) -> None:
        """The end of everything."""
        self.api.kill()
        self.database.kill()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    house = House(tmp_path)
    yield house
    house.stop()


async def until_kept(
    http: httpx.AsyncClient, path: str, body: dict[str, object], phone: dict[str, str]
) -> httpx.Response:
    """Sent again, as it was, until it is answered: what a phone does."""
    while True:
        try:
            answer = await http.post(path, json=body, headers=phone)
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
            continue
        if answer.status_code < 500:
            return answer
        await asyncio.sleep(0.05)


async def deliver(house: House, rounds: int, done: list[str]) -> None:
    """One phone that sets a disc and takes it back, again and again."""
    phone = {"authorization": "Disc " + urlsafe_b64encode(token_bytes(32)).decode()}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.port}", timeout=10) as http:
        for _ in range(rounds):
            number, at = str(uuid4()), datetime.now(UTC).isoformat()  # noqa: TID251  # a phone of its own
            bay, ending = str(random.choice(BAYS)), dict[str, object](at=at)
            setting: dict[str, object] = {"id": number, "territory": SLUG, "bay": bay, "at": at, "means": "sign"}
            answer = await until_kept(http, "/api/v1/stays", setting, phone)
            assert answer.status_code in (200, 201), answer.text
            ended = await until_kept(http, f"/api/v1/stays/{number}/end", ending, phone)
            assert ended.json()["phase"] == "ended", ended.text
            done.append(number)


async def survive(house: House, phones: int, rounds: int, kills: int) -> None:
    """Everything acknowledged is there once, with its two facts; nothing else is."""
    done: list[str] = []
    work = asyncio.gather(*(deliver(house, rounds, done) for _ in range(phones)))
    for turn in range(kills):
        await asyncio.sleep(random.uniform(0.3, 0.9))
        if work.done():
            break
        await asyncio.to_thread(house.kill, turn)
    await work
    connection = await asyncpg.connect(house.url)
    await connection.execute("SELECT set_config('app.territory', $1, false)", SLUG)
    kept = {str(row["id"]) for row in await connection.fetch("SELECT id FROM stay WHERE ended_at IS NOT NULL")}
    said = Counter(
        (row["topic"], row["stay"])
        for row in await connection.fetch("SELECT topic, body::json->>'stay' AS stay FROM fact")
    )
    overlaps = await connection.fetchval(_OVERLAPS)
    await connection.close()
    assert len(done) == len(set(done)) == phones * rounds
    assert kept == set(done)
    assert said == Counter({(topic, stay): 1 for stay in done for topic in ("stay.started", "stay.ended")})
    assert overlaps == 0


async def test_killed_in_the_middle(house: House) -> None:
    """The application and the database, once each."""
    await survive(house, phones=4, rounds=3, kills=2)


@pytest.mark.prove
async def test_killed_again_and_again(house: House) -> None:
    """Forty times."""
    await survive(house, phones=8, rounds=60, kills=40)
