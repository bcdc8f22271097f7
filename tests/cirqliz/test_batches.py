"""Letters written together: drawn once each, wherever the worker was cut off; stopped, failed, gone."""

import asyncio
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection
from pypdf import PdfReader

from cirqliz.core.letters import Letter
from cirqliz.core.senders import Sender
from cirqliz.service.batches import (
    LASTS,
    LOST_AFTER,
    ask_letters,
    cancel_letters,
    get_batch,
    list_batches,
    resume_letters,
    take_letters,
    work_out,
)
from cirqliz.service.derogations import Derogations
from cirqliz.service.letters import Fonts
from joptimiz.holding import Fleets, Persons
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unavailable, Unreadable
from tenants.migrate import Addresses
from tenants.shelf import Shelf
from tenants.who import Who

from .conftest import officer

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LETTER = Letter(
    "grant", Sender("Ville d’Exemple", "Europe/Paris"), ("Transports Exemple",), "0A1B2C3D", NOW, "le passage", "A-1",
    "3", ("AB-123-CD",), (), date(2026, 12, 1), None, asked_on=date(2026, 11, 20),
)  # fmt: skip
WORKER = """
import asyncio, sys
from datetime import UTC, datetime
from uuid import UUID
from cirqliz.service.batches import work_out
from tenants.database import Scope, open_database
async def main():
    url, territory, batch = sys.argv[1:]
    await open_database(url)
    await work_out(Scope(territory, role="admin"), UUID(batch), dict, lambda: datetime(2026, 11, 30, 9, tzinfo=UTC))
asyncio.run(main())
"""


async def later(_connection: Connection, _scope: Scope, _batch: UUID) -> None:
    """The tests work by themselves."""


@dataclass
class Office:
    """A territory that writes letters, at an hour that tests move."""

    slug: str
    who: Who
    now: datetime = NOW

    @property
    def on(self) -> Derogations:
        """As it is at this hour."""
        return Derogations(Shelf().current, Fleets(), Persons(), lambda: self.now)

    async def ask(self, count: int) -> UUID:
        """So many letters, of as many references."""
        batch = uuid4()
        letters = [replace(LETTER, reference=f"{n:08X}") for n in range(count)]
        await ask_letters(self.on, self.who, batch, letters, later)
        return batch

    async def work(self, batch: UUID, fonts: Callable[[], Fonts] = dict) -> None:
        """In this process, as a worker would."""
        await work_out(Scope(self.slug, role="admin"), batch, fonts, lambda: self.now)

    async def drawn(self, batch: UUID) -> list[tuple[int, bytes, int]]:
        """The letters that are written, and the transaction that wrote each."""
        async with scoped(Scope(self.slug)) as connection:
            rows = await connection.fetch(
                "SELECT number, pdf, xmin::text::bigint AS by FROM letter WHERE batch = $1 AND pdf IS NOT NULL"
                " ORDER BY number",
                batch,
            )
        return [(row["number"], row["pdf"], row["by"]) for row in rows]


def start(url: str, slug: str, batch: UUID) -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform"}
    return subprocess.Popen([sys.executable, "-c", WORKER, url, slug, str(batch)], env=environment)


async def some_office() -> Office:
    """One of its own."""
    slug = f"lettres-{uuid4().hex[:8]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'UTC')", slug)
    return Office(slug, await officer(slug, "admin"))


@pytest.fixture
async def office(database: Addresses) -> Office:
    """One of its own."""
    return await some_office()


async def test_a_worker_killed_in_the_midst(office: Office, database: Addresses) -> None:
    """What it had drawn is kept as it was; the next one draws the rest, and the archive holds each letter once."""
    batch = await office.ask(6)
    first = start(database.runtime, office.slug, batch)
    async with asyncio.timeout(60):
        while len(await office.drawn(batch)) < 2:  # noqa: ASYNC110  # another process's state
            await asyncio.sleep(0.02)
    first.kill()
    first.communicate()
    before = await office.drawn(batch)
    assert 2 <= len(before) < 6
    assert (await get_batch(office.on, office.who, batch)).state == "waiting"
    with pytest.raises(Conflict):
        await take_letters(office.on, office.who, batch)
    with pytest.raises(Conflict):
        await resume_letters(office.on, office.who, batch, later)
    office.now = NOW + LOST_AFTER + timedelta(seconds=1)
    assert (await get_batch(office.on, office.who, batch)).is_lost(office.now)
    await resume_letters(office.on, office.who, batch, later)
    # Two workers at once: the job of the dead one, and the one that was asked for again.
    await asyncio.gather(office.work(batch), office.work(batch))
    assert [pdf for _, pdf, _ in (await office.drawn(batch))[: len(before)]] == [pdf for _, pdf, _ in before]
    packed = await take_letters(office.on, office.who, batch)
    assert packed == await take_letters(office.on, office.who, batch)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [f"{n + 1:03}-grant-{n:08X}.pdf" for n in range(6)]
        for n, name in enumerate(archive.namelist()):
            (page,) = PdfReader(io.BytesIO(archive.read(name))).pages
            assert f"{n:08X}" in page.extract_text()
    async with scoped(Scope(office.slug)) as connection:
        assert await connection.fetchval("SELECT count(*) FROM letter WHERE batch = $1 AND record <> '{}'", batch) == 0
        told = await connection.fetch("SELECT what FROM audit WHERE territory = $1 ORDER BY number", office.slug)
    assert [row["what"] for row in told] == ["letters.asked", "letters.taken", "letters.taken"]


async def test_stopped_while_it_is_written(office: Office) -> None:
    """Nothing of it is kept, nor written afterwards; what is stopped is stopped once."""
    batch = await office.ask(4)
    working = asyncio.create_task(office.work(batch))
    async with asyncio.timeout(60):
        while not await office.drawn(batch):  # noqa: ASYNC110  # a thread's state
            await asyncio.sleep(0.01)
    await cancel_letters(office.on, office.who, batch)
    await working
    await office.work(batch)
    assert await office.drawn(batch) == []
    assert (await get_batch(office.on, office.who, batch)).state == "cancelled"
    for act in (cancel_letters(office.on, office.who, batch), resume_letters(office.on, office.who, batch, later)):
        with pytest.raises(Conflict):
            await act


async def test_a_machine_that_cannot_write_says_so(office: Office) -> None:
    """It fails at once, and goes on once it is mended."""

    def none() -> Fonts:
        raise Unavailable("letters-unavailable", "Les lettres ne peuvent pas être écrites.")

    batch = await office.ask(1)
    await office.work(batch, none)
    assert (await get_batch(office.on, office.who, batch)).state == "failed"
    await resume_letters(office.on, office.who, batch, later)
    await office.work(batch)
    assert (await get_batch(office.on, office.who, batch)).state == "done"


async def test_it_is_theirs_asked_once_and_goes(office: Office) -> None:
    """Another territory finds nothing; twice the same is once; none is refused; a week later it is gone."""
    batch = await office.ask(1)
    await ask_letters(office.on, office.who, batch, [LETTER, LETTER], later)
    assert (await get_batch(office.on, office.who, batch)).total == 1
    with pytest.raises(Unreadable):
        await ask_letters(office.on, office.who, uuid4(), [], later)
    other = await some_office()
    for act in (get_batch, take_letters, cancel_letters):
        with pytest.raises(NotFound):
            await act(other.on, other.who, batch)
    assert await list_batches(other.on, other.who) == ()
    office.now = NOW + LASTS
    assert await list_batches(office.on, office.who) == ()
    with pytest.raises(NotFound):
        await get_batch(office.on, office.who, batch)
