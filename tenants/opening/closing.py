"""Closing: everything of a territory in one archive, then nothing of it here but the proof."""

import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asyncpg import Connection

from tenants.audit import export_audit
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import say
from tenants.owned import Owned

MANIFEST = "manifeste.json"
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Closed:
    """What was exported and purged."""

    archive: Path
    sha256: str
    rows: Mapping[str, int]
    """Purged, by table."""


async def close_territory(slug: str, archive: Path, owners: Iterable[Owned], *, by: str, at: datetime) -> Closed:
    """Export all that a territory owns, then purge it; it may be asked again when it was cut short.

    Raises NotFound, Conflict when it is closed already or its sandbox still stands, OSError for what the disk refuses.
    """
    await _begin(slug, by)
    tables = sorted(table._meta.tablename for owner in owners for table in (*owner.territory, *owner.shared))  # noqa: SLF001
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        await _export(slug, partial, tables, at)
        with partial.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        partial.replace(archive)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    door = f"{by}: closing of {slug}, exported with SHA-256 {sha256}"
    async with scoped(Scope(territory=slug, door=door)) as connection:
        rows: dict[str, int] = json.loads(await connection.fetchval("SELECT purge_territory($1)", slug))
        # The one row that is left of it: whoever keeps something for this territory ends it.
        await say(connection, "territory.closed", {"slug": slug})
    return Closed(archive, sha256, rows)


async def _begin(slug: str, by: str) -> None:
    """From here on nothing is published there any more."""
    async with scoped(Scope(territory=slug, door=f"{by}: closing of {slug} begins")) as connection:
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR UPDATE", slug)
        if state is None:
            raise NotFound("territory-unknown", f"Aucun territoire ne se nomme « {slug} ».")
        if state == "closed":
            raise Conflict("territory-closed", f"Le territoire {slug} est déjà fermé.", "Il n’en reste que la preuve.")
        beside = await connection.fetchval(
            "SELECT slug FROM territory WHERE sandbox_of = $1 AND state <> 'closed'", slug
        )
        if beside is not None:
            raise Conflict("sandbox-open", f"Son essai, {beside}, est encore ouvert.", "Fermez l’essai d’abord.")
        await connection.execute("UPDATE territory SET state = 'closing' WHERE slug = $1", slug)


async def _export(slug: str, path: Path, tables: list[str], at: datetime) -> None:
    """The archive: a file of JSON lines a table, the YAML of each version, the sealed journal, and their hashes."""
    prints: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            prints[f"tables/{table}.jsonl"] = await _write(archive, f"tables/{table}.jsonl", _rows(slug, table))
        async for name, text in _sources(slug):
            prints[name] = await _write(archive, name, _once(text))
        prints["journal.jsonl"] = await _write(archive, "journal.jsonl", export_audit(slug))
        manifest = {"territory": slug, "exported_at": at.isoformat(), "sha256": prints}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))


async def _write(archive: zipfile.ZipFile, name: str, parts: AsyncIterator[bytes]) -> str:
    """One member, part by part; gives its SHA-256."""
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        async for part in parts:
            digest.update(part)
            member.write(part)
    return digest.hexdigest()


async def _once(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


async def _rows(slug: str, table: str) -> AsyncIterator[bytes]:
    async with scoped(Scope(territory=slug)) as connection:
        async for row in _cursor(connection, table):
            yield row.encode() + b"\n"


async def _cursor(connection: Connection, table: str) -> AsyncIterator[str]:
    # The row policy leaves those of this territory only.
    async for row in connection.cursor(f'SELECT to_jsonb(t)::text AS row FROM "{table}" t', prefetch=_BATCH):  # noqa: S608
        yield row["row"]


async def _sources(slug: str) -> AsyncIterator[tuple[str, str]]:
    """Each YAML file of each version and of each draft, by its path in the archive."""
    async with scoped(Scope(territory=slug)) as connection:
        rows = await connection.fetch("SELECT number, sources, geometries FROM rulebook ORDER BY number")
        files = await connection.fetch("SELECT draft, name, text FROM draft_file WHERE text IS NOT NULL ORDER BY 1, 2")
        zones = await connection.fetch(
            "SELECT draft, path, shape FROM draft_zone WHERE shape IS NOT NULL ORDER BY 1, 2"
        )
    for row in rows:
        for name, text in json.loads(row["sources"]):
            yield f"sources/{row['number']}/{name}", text
        yield f"sources/{row['number']}/contours.json", row["geometries"]
    for draft, name, text in (*files, *zones):
        yield f"sources/projet-{draft}/{name}", text
