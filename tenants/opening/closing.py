"""Closing, in two steps: everything of a territory in one archive; then, that shown, nothing of it but the proof."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import say
from tenants.opening.archive import Tell, digest_of, print_of, read_manifest, untold, write_archive
from tenants.owned import Owned

_MOVING = frozenset({"audit_link", "fact_cursor", "fact_set_aside", "draft_difference", "territory_export"})
"""What goes on by itself after an export, and says nothing that the rest does not."""

_BESIDE = "SELECT slug FROM territory WHERE sandbox_of = $1 AND state <> 'closed'"


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
    """First step: all that a territory owns, in one archive; nothing is written there any more, nothing is erased.

    Raises NotFound, Conflict when it is closed already or its sandbox still stands, OSError for what the disk refuses.
    """
    await begin_closing(slug, by=by)
    return await keep_archive(slug, archive, owners, at)


async def keep_archive(
    slug: str, archive: Path, owners: Iterable[Owned], at: datetime, tell: Tell = untold
) -> Exported:
    """The archive of a territory that is closing: whole, or not there. Raises OSError, and what `tell` raises."""
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        await write_archive(slug, partial, tables_of(owners), at, tell)
        partial.replace(archive)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Exported(archive, await asyncio.to_thread(print_of, archive))


async def purge_exported(slug: str, archive: Path, owners: Iterable[Owned], *, by: str) -> Purged:
    """Second step: erase what this archive holds, all of it or nothing; asked again once done, it gives the same proof.

    Raises NotFound, Unreadable for an archive that is damaged or another’s, Conflict when it lacks what is there.
    """
    sha256 = await asyncio.to_thread(print_of, archive)
    told = await asyncio.to_thread(read_manifest, archive, slug)
    if (done := await find_proof(slug)) is not None and done.sha256 == sha256:
        return done
    try:
        await _erase(slug, sha256, told, tables_of(owners), by)
    except asyncpg.DeadlockDetectedError as error:
        raise Conflict(
            "closing-busy", "Des données personnelles y sont en cours d’effacement.", "Recommencez."
        ) from error
    proof = await find_proof(slug)
    assert proof is not None, slug
    return proof


async def _erase(slug: str, sha256: str, told: Mapping[str, str], tables: Iterable[str], by: str) -> None:
    """All that these prints told, if nothing of it changed since, in one transaction."""
    async with scoped(
        Scope(territory=slug, door=f"{by}: closing of {slug}, exported with SHA-256 {sha256}")
    ) as connection:
        # Its key stays free: who writes there is refused at once, and none waits for us while holding a row.
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR NO KEY UPDATE", slug)
        _check_state(slug, state)
        if state != "closing":
            raise Conflict(
                "territory-standing", f"Le territoire {slug} n’est pas en fermeture.", "Exportez-le d’abord."
            )
        kept = [table for table in tables if table not in _MOVING]
        changed = [table for table in kept if await digest_of(connection, table) != told.get(f"tables/{table}.jsonl")]
        if changed:
            raise Conflict(
                "export-stale", f"Des données de {slug} ont changé depuis cet export.",
                f"Rien n’est effacé : exportez de nouveau. Tables : {', '.join(changed)}.",
            )  # fmt: skip
        await connection.execute("SELECT purge_territory($1)", slug)
        # The one row that is left of it: whoever keeps something for this territory ends it.
        await say(connection, "territory.closed", {"slug": slug})


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


async def find_beside(slug: str) -> str | None:
    """Its sandbox, which is closed before it; None once that is closed, or without any."""
    async with scoped(NOBODY) as connection:
        beside: str | None = await connection.fetchval(_BESIDE, slug)
    return beside


async def find_proof(slug: str) -> Purged | None:
    """The proof that a territory was purged, None while it was not."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT at, door, after -> 'purged' AS rows FROM national_audit WHERE table_name = 'purge_territory'"
            " AND after ->> 'territory' = $1",
            slug,
        )
    return Purged(row["at"], row["door"].rpartition(" ")[2], json.loads(row["rows"])) if row is not None else None


def tables_of(owners: Iterable[Owned]) -> list[str]:
    """What a territory owns, by table."""
    return sorted(table._meta.tablename for owner in owners for table in (*owner.territory, *owner.shared))  # noqa: SLF001


def _check_state(slug: str, state: str | None) -> None:
    """Raise NotFound, or Conflict for one that is closed."""
    if state is None:
        raise NotFound("territory-unknown", f"Aucun territoire ne se nomme « {slug} ».")
    if state == "closed":
        raise Conflict("territory-closed", f"Le territoire {slug} est déjà fermé.", "Il n’en reste que la preuve.")


async def begin_closing(slug: str, *, by: str) -> None:
    """From here on nothing is written there any more; raises NotFound, Conflict."""
    async with scoped(Scope(territory=slug, door=f"{by}: closing of {slug} begins")) as connection:
        state = await connection.fetchval("SELECT state FROM territory WHERE slug = $1 FOR UPDATE", slug)
        _check_state(slug, state)
        beside = await connection.fetchval(_BESIDE, slug)
        if beside is not None:
            raise Conflict("sandbox-open", f"Son essai, {beside}, est encore ouvert.", "Fermez l’essai d’abord.")
        await connection.execute("UPDATE territory SET state = 'closing' WHERE slug = $1", slug)
