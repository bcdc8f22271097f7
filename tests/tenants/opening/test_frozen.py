"""A territory that is closing takes no more writes: none is lost between what was exported and what is erased."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from joptimiz.owners import OWNERS
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.drafts.publishing import publish_due
from tenants.errors import Conflict
from tenants.facts import say
from tenants.migrate import Addresses
from tenants.opening.closing import cancel_closing, export_territory, find_proof, purge_exported
from tenants.opening.drafting import Choices
from tenants.opening.opening import get_standing, open_territory, propose_for
from tenants.opening.proposal import get_authority
from tenants.opening.reference import Reference

WRITE = "UPDATE draft_file SET text = text || '# tard' WHERE territory = $1"
FREE = {"audit_link", "fact_cursor", "fact_set_aside", "draft_difference", "territory_export"}


async def opened(reference: Reference, number: str, now: datetime) -> str:
    """A territory with a draft."""
    proposal = await propose_for(reference, get_authority(reference.table, number), now)
    made, _ = await open_territory(
        reference, proposal, Choices(templates={"zfe": {}}), by="test", at=now, sandbox=False
    )
    return made.slug


async def beside(database: Addresses, slug: str) -> asyncpg.Connection:
    """Another process that writes there, as an editor: its transaction is open."""
    connection = await asyncpg.connect(database.runtime)
    await connection.execute("BEGIN")
    await connection.execute(
        "SELECT set_config('app.territory', $1, true), set_config('app.role', 'editor', true)", slug
    )
    return connection


async def test_each_table_of_a_territory_is_frozen(database: Addresses) -> None:
    """A new table joins by `own` or `share`; those that go on by themselves are named."""
    owned = {table._meta.tablename for owner in OWNERS for table in (*owner.territory, *owner.shared)}
    connection = await asyncpg.connect(database.owner)
    rows = await connection.fetch(
        "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgfoid = 'refuse_while_closing'::regproc"
    )
    await connection.close()
    assert {row["name"].strip('"') for row in rows} == owned - FREE


async def test_an_edit_that_began_before_is_in_the_archive(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """The closing waits for whoever is writing; the export then holds what they wrote."""
    slug = await opened(reference, "200023372", now)
    editor = await beside(database, slug)
    await editor.execute(WRITE, slug)
    closing = asyncio.create_task(export_territory(slug, tmp_path / "a.zip", OWNERS, by="test", at=now))
    await _blocked(database)
    assert not closing.done()
    await editor.execute("COMMIT")
    await editor.close()
    await closing
    proof = await purge_exported(slug, tmp_path / "a.zip", OWNERS, by="test")
    assert proof.rows["draft_file"] == 2


async def test_an_edit_while_it_is_erased_is_told(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """Refused at once, before what was exported is compared as after: nothing that was accepted is erased."""
    slug = await opened(reference, "200030435", now)
    await export_territory(slug, tmp_path / "a.zip", OWNERS, by="test", at=now)
    purge = await asyncpg.connect(database.runtime)
    await purge.execute("BEGIN")
    await purge.execute("SELECT set_config('app.territory', $1, true), set_config('app.door', 'test', true)", slug)
    await purge.fetchval("SELECT state FROM territory WHERE slug = $1 FOR NO KEY UPDATE", slug)
    await _refused(database, slug)
    await purge.fetchval("SELECT purge_territory($1)", slug)
    # The rows are gone for this transaction alone: who updates them waits for it, then finds nothing to change.
    late = await beside(database, slug)
    writing = asyncio.create_task(late.execute(WRITE, slug))
    await _blocked(database)
    await purge.execute("COMMIT")
    assert await writing == "UPDATE 0"
    for connection in (purge, late):
        await connection.close()


async def _refused(database: Addresses, slug: str) -> None:
    editor = await beside(database, slug)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await editor.execute(WRITE, slug)
    await editor.close()
    assert refused.value.sqlstate == "JZ001"


async def _blocked(database: Addresses) -> None:
    """Until somebody waits for a lock."""
    connection = await asyncpg.connect(database.superuser)
    while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await connection.close()


async def test_what_is_written_meanwhile_is_refused_in_words(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """An edit, a trace, a fact; a purge of personal data goes on; taken back, everybody writes again."""
    slug = await opened(reference, "200023414", now)
    await export_territory(slug, tmp_path / "a.zip", OWNERS, by="test", at=now)
    editor = Scope(territory=slug, role="editor")
    with pytest.raises(Conflict, match="plus rien ne s’y écrit"):
        async with scoped(editor) as connection:
            await connection.execute(WRITE, slug)
    with pytest.raises(Conflict, match="plus rien ne s’y écrit"):
        async with scoped(editor) as connection:
            await record(connection, "test", "late.act", at=now)
    with pytest.raises(Conflict, match="plus rien ne s’y écrit"):
        async with scoped(editor) as connection:
            await say(connection, "test.happened", {})
    await purge_exported_is_refused_after(slug, tmp_path / "a.zip", now)
    await cancel_closing(slug, by="test")
    async with scoped(editor) as connection:
        await record(connection, "test", "in.time", at=now)


async def purge_exported_is_refused_after(slug: str, archive: Path, now: datetime) -> None:
    """Somebody’s data go at their request: the archive, which still holds them, is late."""
    async with scoped(Scope(territory=slug, role="purge")) as connection:
        await record(connection, "test", "person.erased", at=now)
    with pytest.raises(Conflict, match="ont changé depuis cet export"):
        await purge_exported(slug, archive, OWNERS, by="test")
    assert await find_proof(slug) is None


async def test_a_publication_that_was_due_waits(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """It neither happens nor is sent back while the territory is closing, and keeps no other from its time."""
    slug = await opened(reference, "200023620", now)
    owner = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    await owner.execute("ALTER TABLE draft DISABLE TRIGGER USER")
    await owner.execute(
        "UPDATE draft SET state = 'scheduled', publish_at = $2 WHERE territory = $1", slug, now - timedelta(hours=1)
    )
    await owner.execute("ALTER TABLE draft ENABLE TRIGGER USER")
    await export_territory(slug, tmp_path / "a.zip", OWNERS, by="test", at=now)
    await publish_due(lambda: now)
    state = await owner.fetchval("SELECT state FROM draft WHERE territory = $1", slug)
    await owner.close()
    assert state == "scheduled"
    assert (await get_standing(slug)).rulebook == 0
