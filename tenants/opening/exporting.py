"""The export of a territory that is closing, as a job: asked for, told as it goes, kept until the purge or given up."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from asyncpg import Connection

from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.national import ROLE, trace_read
from tenants.opening.closing import (
    Purged,
    begin_closing,
    cancel_closing,
    find_proof,
    keep_archive,
    purge_exported,
    tables_of,
)
from tenants.owned import Owned

BEAT_S = 0.3
LOST_AFTER = timedelta(minutes=2)
"""An export that has not moved for so long may be asked for again."""

type Later = Callable[[Connection, Scope, UUID], Awaitable[None]]
"""Has `work_out` done elsewhere, once the open transaction is committed."""


@dataclass(frozen=True, slots=True)
class Export:
    """How far it has come; `taken_at` once its archive was downloaded."""

    id: UUID
    state: str
    total: int
    done: int
    bytes: int
    sha256: str
    asked_by: UUID
    asked_at: datetime
    at: datetime
    taken_at: datetime | None

    def is_lost(self, now: datetime) -> bool:
        """Whether it waits and nobody works on it any more."""
        return self.state == "waiting" and now - self.at > LOST_AFTER


@dataclass(slots=True)
class _Progress:
    """What is written, told by the job and read by its beat; `stopped` once nobody wants it."""

    done: int = 0
    stopped: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, rows: int) -> None:
        """Raises InterruptedError once nobody wants it."""
        self.done += rows
        if self.stopped:
            raise InterruptedError


def _scope(slug: str) -> Scope:
    return Scope(territory=slug, role=ROLE)


def _archive_of(folder: Path, slug: str, export: UUID) -> Path:
    """Where the archive of an export is kept until the purge."""
    return folder / slug / f"{export}.zip"


async def count_rows(slug: str, owners: Iterable[Owned]) -> Mapping[str, int]:
    """How many rows of a territory would go, by table."""
    async with scoped(_scope(slug)) as connection:
        return {
            table: await connection.fetchval(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # our own names
            for table in tables_of(owners)
        }


async def find_export(slug: str) -> Export | None:
    """The export that was asked for from a page, None without one."""
    async with scoped(_scope(slug)) as connection:
        row = await connection.fetchrow(
            "SELECT id, state, total, done, bytes, sha256, asked_by, asked_at, at, taken_at FROM territory_export"
        )
    return Export(**row) if row else None


async def ask_export(slug: str, *, by: UUID, at: datetime, later: Later) -> None:
    """Begin to close a territory and have all of it exported; nothing is done twice while an export moves.

    Raises NotFound, Conflict when it is closed already or its sandbox still stands.
    """
    await begin_closing(slug, by=str(by))
    scope = _scope(slug)
    async with scoped(scope) as connection:
        # Two who ask at once wait for each other.
        await connection.execute("SELECT FROM territory WHERE slug = $1 FOR NO KEY UPDATE", slug)
        moving = await connection.fetchval(
            "SELECT 1 FROM territory_export WHERE state = 'waiting' AND at >= $1", at - LOST_AFTER
        )
        if moving is None:
            asked = uuid4()
            await connection.execute("DELETE FROM territory_export")
            await connection.execute(
                "INSERT INTO territory_export (territory, id, asked_by, asked_at, at) VALUES ($1, $2, $3, $4, $4)",
                slug, asked, by, at,
            )  # fmt: skip
            await later(connection, scope, asked)


async def work_out(
    scope: Scope, export: UUID, owners: Iterable[Owned], folder: Path, now: Callable[[], datetime]
) -> None:
    """Do it, unless nobody wants it any more; bears being done twice, and being cut off at any line."""
    slug, owners = scope.territory, tuple(owners)
    found = await find_export(slug)
    if found is None or found.id != export or found.state != "waiting":
        return
    total = sum((await count_rows(slug, owners)).values())
    progress = _Progress()
    beating = asyncio.create_task(_beat(scope, export, total, progress, now))
    archive = _archive_of(folder, slug, export)
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        made = await keep_archive(slug, archive, owners, now(), progress.tell)
        if not await _end(scope, export, "done", now(), sha256=made.sha256, size=archive.stat().st_size):
            archive.unlink(missing_ok=True)
    except InterruptedError:
        return
    except OSError:
        await _end(scope, export, "failed", now())
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def _beat(scope: Scope, export: UUID, total: int, progress: _Progress, now: Callable[[], datetime]) -> None:
    """Say how far it has come; stop it once nobody wants it."""
    while not progress.stopped:
        async with scoped(scope) as connection:
            wanted = await connection.fetchval(
                "UPDATE territory_export SET done = $2, total = $3, at = $4 WHERE id = $1 AND state = 'waiting'"
                " RETURNING true",
                export, progress.done, total, now(),
            )  # fmt: skip
        progress.stopped = not wanted
        await asyncio.sleep(BEAT_S)


async def _end(scope: Scope, export: UUID, state: str, at: datetime, *, sha256: str = "", size: int = 0) -> bool:
    """Say how it ended; False when nobody waits for it any more."""
    async with scoped(scope) as connection:
        kept = await connection.fetchval(
            "UPDATE territory_export SET state = $2, sha256 = $3, bytes = $4, at = $5, done = total"
            " WHERE id = $1 AND state = 'waiting' RETURNING true",
            export, state, sha256, size, at,
        )  # fmt: skip
    return bool(kept)


async def take_archive(slug: str, folder: Path, *, by: UUID, at: datetime) -> Path:
    """The archive, to be downloaded: whoever takes it leaves a trace, for it holds personal data. Raises NotFound."""
    found, archive = await _kept(slug, folder)
    if found is None or archive is None:
        raise NotFound("archive-absent", "Il n’y a pas d’archive à télécharger.", "Exportez d’abord le territoire.")
    await trace_read(str(by), f"closing of {slug}", "territory_export", slug)
    async with scoped(_scope(slug)) as connection:
        await connection.execute("UPDATE territory_export SET taken_at = $2 WHERE id = $1", found.id, at)
    return archive


async def purge_kept(slug: str, typed: str, folder: Path, owners: Iterable[Owned], *, by: UUID) -> Purged:
    """Erase what the kept archive holds, then the archive; asked again once done, it gives the same proof.

    Raises NotFound, Unreadable, Conflict when its name is not typed as it is, or when nobody has taken the archive.
    """
    if (done := await find_proof(slug)) is not None:
        drop_archives(slug, folder)
        return done
    if typed.strip() != slug:
        said = f"Tapez exactement « {slug} »\u00a0: ce qui est effacé ne revient pas."
        raise Conflict("closing-unconfirmed", "Le nom court ne correspond pas.", said)
    found, archive = await _kept(slug, folder)
    if found is None or archive is None:
        raise Conflict("archive-absent", "Rien n’est effacé sans archive.", "Exportez d’abord le territoire.")
    if found.taken_at is None:
        said = "Elle ne sera plus ici ensuite\u00a0: téléchargez-la, vérifiez son empreinte, gardez-la en lieu sûr."
        raise Conflict("archive-untaken", "Personne n’a encore téléchargé l’archive.", said)
    proof = await purge_exported(slug, archive, owners, by=str(by))
    drop_archives(slug, folder)
    return proof


async def resume(slug: str, folder: Path, *, by: UUID) -> None:
    """Let a territory stand again: its export stops, its archive goes. Raises NotFound, Conflict."""
    await cancel_closing(slug, by=str(by))
    async with scoped(_scope(slug)) as connection:
        await connection.execute("DELETE FROM territory_export")
    drop_archives(slug, folder)


async def _kept(slug: str, folder: Path) -> tuple[Export | None, Path | None]:
    """The export and its archive, None for what is not there."""
    found = await find_export(slug)
    if found is None or found.state != "done":
        return found, None
    archive = _archive_of(folder, slug, found.id)
    return found, archive if archive.exists() else None


def drop_archives(slug: str, folder: Path) -> None:
    """Let go of archives that serve no more: they hold personal data."""
    shutil.rmtree(folder / slug, ignore_errors=True)
