"""Closing: everything exported with its hashes, then purged with a proof; nothing else can purge."""

import hashlib
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from accounts.core.oidc import Client
from accounts.service.provider.clients import add_client
from joptimiz.owners import OWNERS
from joptimiz.wiring import LISTENERS
from tenants.audit import record
from tenants.chained import verify
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.files import Folder
from tenants.migrate import Addresses
from tenants.opening.archive import MANIFEST
from tenants.opening.closing import (
    Purged,
    cancel_closing,
    export_territory,
    find_proof,
    purge_exported,
)
from tenants.opening.drafting import Choices, draft
from tenants.opening.opening import find_draft, get_standing, open_territory, propose_for
from tenants.opening.proposal import get_authority
from tenants.opening.reference import Reference
from tenants.registry import publish
from tenants.relay import Left, hear
from tenants.shelf import Shelf

OWNED = [table._meta.tablename for owner in OWNERS for table in owner.territory]


async def opened(reference: Reference, number: str, now: datetime, *, sandbox: bool = False) -> str:
    """A territory with one published version."""
    proposal = await propose_for(reference, get_authority(reference.table, number), now)
    made, _ = await open_territory(
        reference, proposal, Choices(templates={"zfe": {}}), by="test", at=now, sandbox=sandbox
    )
    await publish(made.slug, *made.folder, base=0, by="test", at=now)
    return made.slug


async def close(slug: str, archive: Path, now: datetime) -> Purged:
    """Both steps."""
    await export_territory(slug, archive, OWNERS, by="test", at=now)
    return await purge_exported(slug, archive, OWNERS, by="test")


async def counted(slug: str) -> dict[str, int]:
    """Rows owned, by table."""
    async with scoped(Scope(territory=slug)) as connection:
        return {table: await connection.fetchval(f'SELECT count(*) FROM "{table}"') for table in OWNED}


def check_archive(path: Path, slug: str, before: dict[str, int]) -> None:
    """Every row, every source, a journal that verifies, and the print of each."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        assert set(manifest["sha256"]) == set(archive.namelist()) - {MANIFEST}
        for name, sha256 in manifest["sha256"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256, name
        rows = {table: archive.read(f"tables/{table}.jsonl").splitlines() for table in OWNED}
        assert {table: len(lines) for table, lines in rows.items() if table != "audit_link"} == {
            table: count for table, count in before.items() if table != "audit_link"
        }
        assert all(json.loads(line)["territory"] == slug for lines in rows.values() for line in lines)
        assert b"slug: " + slug.encode() in archive.read("sources/1/territory.yaml")
        [written] = [name for name in archive.namelist() if name.endswith("rules/zfe.yaml") and "projet-" in name]
        assert b"critair" in archive.read(written)
        seal, problems = verify(archive.read("journal.jsonl").splitlines(keepends=True))
        assert (problems, seal is not None and seal.count) == ((), before["audit"])


async def test_all_is_exported_then_purged_with_a_proof(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """The archive holds every row, every source and a journal that verifies; here only the proof stays."""
    slug, other = await opened(reference, "200007177", now), await opened(reference, "200010650", now)
    shelf = Shelf()
    await shelf.refresh()
    before, others = await counted(slug), await counted(other)
    assert before["rulebook"] == 1
    assert before["zone_number"] == 1
    assert (before["draft"], before["draft_file"]) == (1, 2)
    closed = await close(slug, tmp_path / "adieu.zip", now)
    assert hashlib.sha256((tmp_path / "adieu.zip").read_bytes()).hexdigest() == closed.sha256
    check_archive(tmp_path / "adieu.zip", slug, before)
    # What is left says that it is closed, to whoever keeps something for it.
    assert {table: count for table, count in (await counted(slug)).items() if count} == {"fact": 1}
    assert await counted(other) == others
    assert await find_draft(slug) is None
    standing = await get_standing(slug)
    assert (standing.state, standing.rulebook) == ("closed", 0)
    async with scoped(NOBODY) as connection:
        proof = await connection.fetchrow(
            "SELECT door, after FROM national_audit WHERE table_name = 'purge_territory'"
            " AND after ->> 'territory' = $1",
            slug,
        )
    assert closed.sha256 in proof["door"]
    assert json.loads(proof["after"])["purged"]["rulebook"] == 1
    await shelf.refresh()
    assert slug not in shelf.current().rulebooks
    assert other in shelf.current().rulebooks
    with pytest.raises(Conflict, match="déjà fermé"):
        await close(slug, tmp_path / "encore.zip", now)
    with pytest.raises(Conflict, match="est fermé"):
        await publish(slug, *(await _folder(reference, now)), base=0, by="test", at=now)
    assert names_in(tmp_path) == ["adieu.zip"]


def names_in(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


async def _folder(reference: Reference, now: datetime) -> Folder:
    proposal = await propose_for(reference, get_authority(reference.table, "200007177"), now)
    return draft(proposal, Choices(slug="faux"), now.date(), reference.outlines).folder


async def test_what_people_and_programs_had_there_ends_too(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """Roles, invitations, sources, programs: ended by who hears of it; another territory keeps its own."""
    slug, other = await opened(reference, "200023299", now), await opened(reference, "200023307", now)
    async with scoped(Scope(door="test")) as connection:
        person = await connection.fetchval(
            "INSERT INTO person (email, name) VALUES ('fin@example.org', 'Fin') RETURNING id"
        )
        for each in (slug, other):
            await connection.execute(
                "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'admin', $2, 'test')",
                person,
                each,
            )
            await connection.execute(
                "INSERT INTO invitation (token_sha256, email, role, authority, territory, invited_by, invited_at,"
                " expires_at) VALUES ($2, 'a@example.org', 'reader', '', $1, $3, $4, $5)",
                each, hashlib.sha256(each.encode()).hexdigest(), person, now, now + timedelta(days=7),
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO outside_source (territory, name, issuer, client_id, secret, authentication, added_by,"
                " added_at) VALUES ($1, 'Mairie', 'https://qui.example', 'c', 's', 'client_secret_post', $2, $3)",
                each, person, now,
            )  # fmt: skip
    for each in (slug, other):
        await add_client(Client("", "Affichage", "machine", scopes=("rules:read",), territory=each), now)
    await close(slug, tmp_path / "adieu.zip", now)
    for listener in LISTENERS:
        while await hear(slug, listener, now) is Left.DUE:
            pass
    async with scoped(NOBODY) as connection:
        left = {each: [await connection.fetchval(query, each) for query in _LEFT] for each in (slug, other)}
    assert left == {slug: [0, 0, 0, 0], other: [1, 1, 1, 1]}


_LEFT = (
    "SELECT count(*) FROM role_held WHERE territory = $1 AND ended_at IS NULL",
    "SELECT count(*) FROM invitation WHERE territory = $1 AND withdrawn_at IS NULL",
    "SELECT count(*) FROM outside_source WHERE territory = $1 AND removed_at IS NULL",
    "SELECT count(*) FROM oidc_client WHERE territory = $1",
)


async def test_nothing_else_can_purge(database: Addresses, reference: Reference, now: datetime) -> None:
    """Not an open territory, not without a door, not from another's transaction, not even the owner of the tables."""
    slug, other = await opened(reference, "200011773", now), await opened(reference, "200011781", now)
    scopes = [
        Scope(territory=slug, door="test"),
        Scope(territory=slug),
        Scope(territory=other, door="test"),
        Scope(door="test"),
        NOBODY,
    ]
    for scope in scopes:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="being closed"):
            async with scoped(scope) as connection:
                await connection.fetchval("SELECT purge_territory($1)", slug)
    async with scoped(Scope(territory=slug, door="test")) as connection:
        await connection.execute("UPDATE territory SET state = 'closing' WHERE slug = $1", slug)
    # It is being closed now: still only from its own transaction, through a door, and by no other way.
    for scope in scopes[1:]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.fetchval("SELECT purge_territory($1)", slug)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(scopes[0]) as connection:
            await connection.execute("DELETE FROM rulebook")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(scopes[0]) as connection:
            await connection.execute("UPDATE rulebook SET bundle = ''")
    owner = await asyncpg.connect(database.owner)
    await owner.execute("SELECT set_config('app.territory', $1, false)", other)
    for statement in ("DELETE FROM rulebook", "DELETE FROM audit", "UPDATE rulebook SET bundle = ''"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await owner.execute(statement)
    await owner.execute("CREATE TEMP TABLE territory AS SELECT $1::text AS slug, 'closing' AS state", other)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
        await owner.execute("DELETE FROM rulebook")
    await owner.close()
    assert (await counted(slug))["rulebook"] == (await counted(other))["rulebook"] == 1


async def test_a_closing_cut_short_is_done_again(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """A disk that refuses leaves every row, no half archive, and a territory that can be closed the next time."""
    slug = await opened(reference, "200010700", now)
    with pytest.raises(OSError, match="No such file"):
        await close(slug, tmp_path / "absent" / "adieu.zip", now)
    assert (await counted(slug))["rulebook"] == 1
    assert (await get_standing(slug)).state == "closing"
    closed = await close(slug, tmp_path / "adieu.zip", now)
    assert closed.rows["rulebook"] == 1


async def test_an_unknown_one_or_one_with_its_sandbox_is_refused(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """The sandbox goes first; what does not exist is not found; nothing is written."""
    with pytest.raises(NotFound):
        await close("nulle-part", tmp_path / "x.zip", now)
    slug = await opened(reference, "200013050", now, sandbox=True)
    with pytest.raises(Conflict, match=f"{slug}-essai, est encore ouvert"):
        await close(slug, tmp_path / "x.zip", now)
    assert names_in(tmp_path) == []
    for one in (f"{slug}-essai", slug):
        await close(one, tmp_path / f"{one}.zip", now)


async def test_nothing_goes_but_what_the_archive_holds(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """Not before an export, nor by a damaged archive, another’s, or one that is late: each is told, every row stays."""
    slug, other = await opened(reference, "200070340", now), await opened(reference, "200070571", now)
    kept, damaged, foreign = (tmp_path / f"{name}.zip" for name in ("kept", "damaged", "foreign"))
    await export_territory(other, foreign, OWNERS, by="test", at=now)
    with pytest.raises(Unreadable, match="n’est pas une archive de"):
        await purge_exported(slug, foreign, OWNERS, by="test")
    await export_territory(slug, kept, OWNERS, by="test", at=now)
    await cancel_closing(slug, by="test")
    assert (await get_standing(slug)).state == "open"
    with pytest.raises(Conflict, match="n’est pas en fermeture"):
        await purge_exported(slug, kept, OWNERS, by="test")
    with pytest.raises(Conflict, match="n’est pas en fermeture"):
        await cancel_closing(slug, by="test")
    await export_territory(slug, kept, OWNERS, by="test", at=now)
    data = kept.read_bytes()
    for bad in (data[: len(data) // 2], b"", data.replace(b"PK", b"KP")):
        damaged.write_bytes(bad)
        with pytest.raises(Unreadable, match="archive"):
            await purge_exported(slug, damaged, OWNERS, by="test")
    # Taken back, then begun again: what happened in between is not in the first archive.
    await cancel_closing(slug, by="test")
    async with scoped(Scope(territory=slug)) as connection:
        await record(connection, "test", "late.act", at=now)
    await export_territory(slug, tmp_path / "newer.zip", OWNERS, by="test", at=now)
    before = await counted(slug)
    with pytest.raises(Conflict, match="ont changé depuis cet export") as late:
        await purge_exported(slug, kept, OWNERS, by="test")
    assert late.value.detail.endswith("Tables : audit.")
    assert await counted(slug) == before
    assert await find_proof(slug) is None


async def test_asked_again_once_done_it_gives_the_same_proof(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """To whoever was cut off before reading it; nothing is written twice, and another archive is refused."""
    slug = await opened(reference, "200071546", now)
    first = await close(slug, tmp_path / "adieu.zip", now)
    assert await purge_exported(slug, tmp_path / "adieu.zip", OWNERS, by="test") == first == await find_proof(slug)
    assert (await counted(slug))["fact"] == 1
    with pytest.raises(Conflict, match="déjà fermé"):
        await cancel_closing(slug, by="test")
    with pytest.raises(NotFound):
        await cancel_closing("nulle-part", by="test")
