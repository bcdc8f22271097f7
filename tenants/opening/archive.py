"""The archive of a territory that is closing: all its rows, sources and journal, each with its print.

Deflating and hashing run in threads: a node that makes or reads one goes on answering.
"""

import asyncio
import hashlib
import json
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from asyncpg import Connection

from tenants.audit import export_audit
from tenants.database import Scope, scoped
from tenants.errors import Unreadable

MANIFEST = "manifeste.json"
_BATCH = 200
_BLOCK = 1 << 18

type Tell = Callable[[int], None]
"""Hears how many rows more are written; what it raises ends the export."""


def untold(_: int) -> None:
    """To nobody."""


async def write_archive(slug: str, path: Path, tables: Sequence[str], at: datetime, tell: Tell = untold) -> None:
    """The archive: a file of JSON lines a table, the YAML of each version, the sealed journal, and their hashes."""
    prints: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            prints[f"tables/{table}.jsonl"] = await _write(archive, f"tables/{table}.jsonl", _rows(slug, table, tell))
        async for name, text in _sources(slug):
            prints[name] = await _write(archive, name, _once(text))
        prints["journal.jsonl"] = await _write(archive, "journal.jsonl", export_audit(slug))
        manifest = {"territory": slug, "exported_at": at.isoformat(), "sha256": prints}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))


async def _write(archive: zipfile.ZipFile, name: str, parts: AsyncIterator[bytes]) -> str:
    """One member, part by part; gives its SHA-256."""
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:

        def write(block: bytes) -> None:
            digest.update(block)
            member.write(block)

        async for block in _blocks(parts):
            await asyncio.to_thread(write, block)
    return digest.hexdigest()


async def _blocks(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, in pieces worth a thread."""
    held = bytearray()
    async for part in parts:
        held += part
        if len(held) >= _BLOCK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


async def _once(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


async def _rows(slug: str, table: str, tell: Tell) -> AsyncIterator[bytes]:
    async with scoped(Scope(territory=slug)) as connection:
        async for row in _cursor(connection, table):
            tell(1)
            yield row


async def _cursor(connection: Connection, table: str) -> AsyncIterator[bytes]:
    # The row policy leaves those of this territory only.
    async for row in connection.cursor(f'SELECT to_jsonb(t)::text AS row FROM "{table}" t ORDER BY 1', prefetch=_BATCH):  # noqa: S608
        yield row["row"].encode() + b"\n"


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


def print_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _print_of_member(members: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with members.open(name) as member:
        while part := member.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


async def digest_of(connection: Connection, table: str) -> str:
    """The print of a table as it is now, in the open transaction."""
    digest = hashlib.sha256()
    async for block in _blocks(_cursor(connection, table)):
        await asyncio.to_thread(digest.update, block)
    return digest.hexdigest()
