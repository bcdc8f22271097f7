"""Killed without a word in the middle of an export, or of a purge: nothing is half done, and it is done again."""

import hashlib
import random
from datetime import datetime
from pathlib import Path

from drafting import some_town
from killing import kill_amid

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


async def test_an_export_cut_off_leaves_a_whole_archive_or_none(
    database: Addresses, tmp_path: Path, now: datetime
) -> None:
    """At any instant what stands under its name reads whole; every row is still there."""
    slug, archive = await filled(), tmp_path / "a.zip"
    before = await count_rows(slug, OWNERS)
    chance = random.Random(7)
    for _ in range(KILLS):
        asked = ("export", database.runtime, slug, str(archive))
        await kill_amid(SCRIPT, *asked, log=tmp_path / "log", after_s=chance.uniform(0.02, 0.4))
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
        asked = ("purge", database.runtime, slug, str(archive))
        await kill_amid(SCRIPT, *asked, log=tmp_path / "log", after_s=chance.uniform(0.01, 0.2))
        proof, left = await find_proof(slug), await count_rows(slug, OWNERS)
        if proof is None:
            assert (left, (await get_standing(slug)).state) == (before, "closing")
        else:
            assert (sum(left.values()), proof.sha256, (await get_standing(slug)).state) == (1, sha256, "closed")
    proof = await purge_exported(slug, archive, OWNERS, by="test")
    assert proof.rows["fact"] > ROWS
    assert {table: count for table, count in (await count_rows(slug, OWNERS)).items() if count} == {"fact": 1}
