"""Killed without a word in the middle of an export, or of a purge: nothing is half done, and it is done again."""

import asyncio
import hashlib
import os
import random
import sys
from datetime import datetime
from pathlib import Path

from drafting import some_town
from killing import Child

from joptimiz.owners import OWNERS
from tenants.database import Scope, scoped
from tenants.facts import say
from tenants.migrate import Addresses
from tenants.opening.archive import read_manifest
from tenants.opening.closing import export_territory, find_proof, purge_exported
from tenants.opening.exporting import count_rows
from tenants.opening.opening import get_standing

SCRIPT = Path(__file__).parent / "closer.py"
ROWS, KILLS = 4_000, 4


async def filled() -> str:
    """A territory with enough to be cut off in."""
    slug = (await some_town()).slug
    async with scoped(Scope(territory=slug)) as connection:
        for number in range(ROWS):
            await say(connection, "test.happened", {"n": number, "words": "mot " * 30})
    return slug


async def run_and_kill(database: Addresses, step: str, slug: str, archive: Path, after_s: float) -> None:
    """A process that does it, killed so long after it began."""
    log = archive.with_name("log")
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    child = Child(
        str(SCRIPT), step, database.runtime, slug, str(archive), log=log, environment=environment, speaks=True
    )
    assert child.process.stdout is not None
    assert await asyncio.to_thread(child.process.stdout.readline) == "begun\n"
    await asyncio.sleep(after_s)
    child.kill()


async def test_an_export_cut_off_leaves_a_whole_archive_or_none(
    database: Addresses, tmp_path: Path, now: datetime
) -> None:
    """At any instant what stands under its name reads whole; every row is still there."""
    slug, archive = await filled(), tmp_path / "a.zip"
    before = await count_rows(slug, OWNERS)
    chance = random.Random(7)
    for _ in range(KILLS):
        await run_and_kill(database, "export", slug, archive, chance.uniform(0.02, 0.4))
        assert (await get_standing(slug)).state in ("open", "closing")
        # An export gives each trace its place in the chain.
        assert {**before, "audit_link": 0} == {**await count_rows(slug, OWNERS), "audit_link": 0}
        if archive.exists():
            assert read_manifest(archive, slug)
    await export_territory(slug, archive, OWNERS, by="test", at=now)
    assert read_manifest(archive, slug)
    assert not archive.with_name(f".{archive.name}.partial").exists()


async def test_a_purge_cut_off_is_whole_or_undone(database: Addresses, tmp_path: Path, now: datetime) -> None:
    """Either every row and no proof, or the proof and nothing else; asked again, it ends."""
    slug, archive = await filled(), tmp_path / "a.zip"
    await export_territory(slug, archive, OWNERS, by="test", at=now)
    before, sha256 = await count_rows(slug, OWNERS), hashlib.sha256(archive.read_bytes()).hexdigest()
    chance = random.Random(11)
    for _ in range(KILLS):
        await run_and_kill(database, "purge", slug, archive, chance.uniform(0.01, 0.2))
        await _settled(database)
        proof, left = await find_proof(slug), await count_rows(slug, OWNERS)
        if proof is None:
            assert (left, (await get_standing(slug)).state) == (before, "closing")
        else:
            assert (sum(left.values()), proof.sha256, (await get_standing(slug)).state) == (1, sha256, "closed")
    proof = await purge_exported(slug, archive, OWNERS, by="test")
    assert proof.rows["fact"] > ROWS
    assert {table: count for table, count in (await count_rows(slug, OWNERS)).items() if count} == {"fact": 1}


async def _settled(database: Addresses) -> None:
    """Until the server has noticed that its client died."""
    while True:
        async with scoped(Scope()) as connection:
            if not await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = current_user AND state <> 'idle'"
                " AND pid <> pg_backend_pid()"
            ):
                return
        await asyncio.sleep(0.02)
