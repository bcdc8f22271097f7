"""Closing, in two steps: everything of a territory in one archive; then, that shown, nothing of it but the proof."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asyncpg import Connection

from tenants.audit import export_audit
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.facts import say
from tenants.owned import Owned

MANIFEST = "manifeste.json"
_BATCH = 200


_MOVING = frozenset({"audit_link", "fact_cursor", "fact_set_aside"})
"""What goes on by itself after an export, and says nothing that the rest does not."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An archive and its print."""

    archive: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Purged:
    """What is left of a territory: the proof that the rest went, in the national audit."""

    at: datetime
    sha256: str
    """Of the archive that was shown."""
    rows: Mapping[str, int]
    """Purged, by table."""


async def export_territory(slug: str, archive: Path, owners: Iterable[Owned], *, by: str, at: datetime) -> Exported:
    """First step: all that a territory owns, in one archive; nothing is published there any more, nothing is erased.

    Raises NotFound, Conflict when it is closed already or its sandbox still stands, OSError for what the disk refuses.
    """
    await _begin(slug, by)
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        await _export(slug, partial, _tables(owners), at)
        partial.replace(archive)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Exported(archive, _print_of(archive))


async def purge_exported(slug: str, archive: Path, owners: Iterable[Owned], *, by: str) -> Purged:
    """Second step: erase what this archive holds, all of it or nothing; asked again once done, it gives the same proof.

    Raises NotFound, Unreadable for an archive that is damaged or another’s, Conflict when it lacks what is there.
    """
    sha256, told = _print_of(archive), read_manifest(archive, slug)
    if (done := await find_proof(slug)) is not None and done.sha256 == sha256:
        return done
    async with scoped(
        Scope(territory=slug, door=f"{by}: closing of {slug}, exported with SHA-256 {sha256}")
    ) as connection:
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR UPDATE", slug)
        _check_state(slug, state)
        if state != "closing":
            raise Conflict(
                "territory-standing", f"Le territoire {slug} n’est pas en fermeture.", "Exportez-le d’abord."
            )
        tables = [table for table in _tables(owners) if table not in _MOVING]
        changed = [table for table in tables if await _digest(connection, table) != told.get(f"tables/{table}.jsonl")]
        if changed:
            raise Conflict(
                "export-stale", f"Des données de {slug} ont changé depuis cet export.",
                f"Rien n’est effacé : exportez de nouveau. Tables : {', '.join(changed)}.",
            )  # fmt: skip
        await connection.execute("SELECT purge_territory($1)", slug)
        # The one row that is left of it: whoever keeps something for this territory ends it.
        await say(connection, "territory.closed", {"slug": slug})
    proof = await find_proof(slug)
    assert proof is not None, slug
    return proof


async def cancel_closing(slug: str, *, by: str) -> None:
    """Let a territory that was only exported stand again; raises NotFound, Conflict when it stands already."""
    async with scoped(Scope(territory=slug, door=f"{by}: closing of {slug} taken back")) as connection:
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR UPDATE", slug)
        _check_state(slug, state)
        if state != "closing":
            raise Conflict(
                "territory-standing", f"Le territoire {slug} n’est pas en fermeture.", "Il n’y a rien à annuler."
            )
        await connection.execute(
            "UPDATE territory SET state = CASE WHEN rulebook > 0 THEN 'open' ELSE 'draft' END WHERE slug = $1", slug
        )


async def find_proof(slug: str) -> Purged | None:
    """The proof that a territory was purged, None while it was not."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT at, door, after -> 'purged' AS rows FROM national_audit WHERE table_name = 'purge_territory'"
            " AND after ->> 'territory' = $1",
            slug,
        )
    return Purged(row["at"], row["door"].rpartition(" ")[2], json.loads(row["rows"])) if row is not None else None


def read_manifest(archive: Path, slug: str) -> Mapping[str, str]:
    """The SHA-256 of each member, each compared with what is there; raises Unreadable, OSError."""
    try:
        with zipfile.ZipFile(archive) as members:
            manifest = json.loads(members.read(MANIFEST))
            told: dict[str, str] = manifest["sha256"]
            right = manifest["territory"] == slug
            whole = all(_print_of_member(members, name) == sha256 for name, sha256 in told.items())
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, zlib.error, EOFError) as error:
        raise Unreadable("archive-damaged", f"{archive.name} n’est pas une archive lisible.", _AGAIN) from error
    if not whole:
        raise Unreadable("archive-damaged", f"{archive.name} est abîmée.", _AGAIN)
    if not right:
        raise Unreadable("archive-foreign", f"{archive.name} n’est pas une archive de {slug}.", _AGAIN)
    return told


_AGAIN = "Rien n’est effacé : exportez de nouveau."


def _tables(owners: Iterable[Owned]) -> list[str]:
    return sorted(table._meta.tablename for owner in owners for table in (*owner.territory, *owner.shared))  # noqa: SLF001


def _print_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _print_of_member(members: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with members.open(name) as member:
        while part := member.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


async def _digest(connection: Connection, table: str) -> str:
    """The print of a table as it is now, in the open transaction."""
    digest = hashlib.sha256()
    async for row in _cursor(connection, table):
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()


def _check_state(slug: str, state: str | None) -> None:
    """Raise NotFound, or Conflict for one that is closed."""
    if state is None:
        raise NotFound("territory-unknown", f"Aucun territoire ne se nomme « {slug} ».")
    if state == "closed":
        raise Conflict("territory-closed", f"Le territoire {slug} est déjà fermé.", "Il n’en reste que la preuve.")


async def _begin(slug: str, by: str) -> None:
    """From here on nothing is published there any more."""
    async with scoped(Scope(territory=slug, door=f"{by}: closing of {slug} begins")) as connection:
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR UPDATE", slug)
        _check_state(slug, state)
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
    async for row in connection.cursor(f'SELECT to_jsonb(t)::text AS row FROM "{table}" t ORDER BY 1', prefetch=_BATCH):  # noqa: S608
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
