"""Letters written together, as a job: asked for with the work, told as they come, stopped, taken away, gone in a week.

A letter is said in full when it is asked for; the worker only draws it, one at a time, and begins again after the last
one drawn wherever it was cut off.
"""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from cirqliz.core.letters import Letter
from cirqliz.service.acting import OFFICERS, for_territory
from cirqliz.service.derogations import Derogations
from cirqliz.service.letters import Fonts, write_letter
from rules.canonical import Tree
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unavailable, Unreadable
from tenants.face.keeping import get_face
from tenants.who import Who

LASTS = timedelta(days=7)
"""How long they may be taken away; the purge of `letters.asked` removes them."""
LOST_AFTER = timedelta(minutes=2)
"""Letters that have not moved for so long may be asked of a worker again."""
_SPEED = timedelta(seconds=1)
_READ = (
    "SELECT b.id, b.state, b.asked_by, b.asked_at, b.at, count(l.number) AS total, count(l.pdf) AS done"
    " FROM letter_batch b LEFT JOIN letter l ON l.territory = b.territory AND l.batch = b.id"
)

type Later = Callable[[Connection, Scope, UUID], Awaitable[None]]
"""Has `work_out` done elsewhere, once the open transaction is committed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters written together, and how far that has come."""

    id: UUID
    state: str
    asked_by: UUID
    asked_at: datetime
    at: datetime
    total: int
    done: int

    @property
    def until(self) -> datetime:
        """When they go."""
        return self.asked_at + LASTS

    def is_lost(self, now: datetime) -> bool:
        """Whether it waits and no worker draws it any more."""
        return self.state == "waiting" and now - self.at > LOST_AFTER

    @property
    def left(self) -> timedelta:
        """About how long the rest takes."""
        return (self.total - self.done) * _SPEED


async def ask_letters(on: Derogations, who: Who, batch: UUID, letters: Sequence[Letter], later: Later) -> None:
    """Have these letters written, once however often it is asked; raises Refused, Unreadable where there is none."""
    scope, now = for_territory(who, OFFICERS), on.now()
    if not letters:
        raise Unreadable("letters-none", "Aucune lettre à préparer.", "Choisissez des demandes, ou d’autres jours.")
    async with scoped(scope) as connection:
        made = await connection.fetchval(
            "INSERT INTO letter_batch (territory, id, asked_by, asked_at, at) VALUES ($1, $2, $3, $4, $4)"
            " ON CONFLICT DO NOTHING RETURNING true",
            scope.territory, batch, who.person, now,
        )  # fmt: skip
        if made is None:
            return
        await connection.executemany(
            "INSERT INTO letter (territory, batch, number, name, record) VALUES ($1, $2, $3, $4, $5)",
            [
                (scope.territory, batch, n, f"{n:03}-{letter.kind}-{letter.reference}.pdf", _said(letter))
                for n, letter in enumerate(letters, 1)
            ],
        )
        after: dict[str, Tree] = {"batch": str(batch), "letters": len(letters)}
        await record(connection, str(who.person), "letters.asked", at=now, after=after)
        await later(connection, scope, batch)


def _said(letter: Letter) -> str:
    """A letter as it is kept until it is drawn; its logo is that of the territory."""
    return msgspec.json.encode(replace(letter, sender=replace(letter.sender, logo=None))).decode()


async def list_batches(on: Derogations, who: Who) -> tuple[Batch, ...]:
    """Those that have not gone yet, newest first; raises Refused."""
    async with scoped(for_territory(who, OFFICERS)) as connection:
        rows = await connection.fetch(
            f"{_READ} WHERE b.asked_at > $1 GROUP BY b.territory, b.id ORDER BY b.asked_at DESC, b.id LIMIT 50",
            on.now() - LASTS,
        )
    return tuple(Batch(**row) for row in rows)


async def get_batch(on: Derogations, who: Who, batch: UUID) -> Batch:
    """One of them; raises Refused, NotFound for one that has gone."""
    async with scoped(for_territory(who, OFFICERS)) as connection:
        row = await connection.fetchrow(
            f"{_READ} WHERE b.id = $1 AND b.asked_at > $2 GROUP BY b.territory, b.id", batch, on.now() - LASTS
        )
    if row is None:
        raise NotFound("letters-unknown", "Ces lettres n’existent pas, ou plus.", "Elles sont gardées sept jours.")
    return Batch(**row)


async def cancel_letters(on: Derogations, who: Who, batch: UUID) -> None:
    """Write no more of them, and keep none; raises Refused, NotFound, Conflict when they are all written."""
    await get_batch(on, who, batch)
    async with scoped(for_territory(who, OFFICERS)) as connection:
        stopped = await connection.fetchval(
            "UPDATE letter_batch SET state = 'cancelled', at = $2 WHERE id = $1 AND state IN ('waiting', 'failed')"
            " RETURNING true",
            batch, on.now(),
        )  # fmt: skip
        if stopped is None:
            raise Conflict("letters-over", "Ces lettres n’attendent plus.", "Rechargez la page.")
        await connection.execute("UPDATE letter SET pdf = NULL, record = '{}' WHERE batch = $1", batch)
        await record(connection, str(who.person), "letters.cancelled", at=on.now(), after={"batch": str(batch)})


async def resume_letters(on: Derogations, who: Who, batch: UUID, later: Later) -> None:
    """Ask a worker again for those that failed or that nobody draws; raises Refused, NotFound, Conflict."""
    found, scope = await get_batch(on, who, batch), for_territory(who, OFFICERS)
    if found.state != "failed" and not found.is_lost(on.now()):
        raise Conflict("letters-over", "Ces lettres n’ont pas besoin d’être relancées.", "Rechargez la page.")
    async with scoped(scope) as connection:
        again = await connection.fetchval(
            "UPDATE letter_batch SET state = 'waiting', at = $2 WHERE id = $1 AND state = $3 AND at = $4"
            " RETURNING true",
            batch, on.now(), found.state, found.at,
        )  # fmt: skip
        if again:
            await later(connection, scope, batch)


async def take_letters(on: Derogations, who: Who, batch: UUID) -> bytes:
    """All of them in one archive; who takes it leaves a trace. Raises Refused, NotFound, Conflict before the last."""
    found = await get_batch(on, who, batch)
    if found.state != "done":
        raise Conflict("letters-waiting", "Ces lettres ne sont pas toutes écrites.", "Revenez quand elles le seront.")
    async with scoped(for_territory(who, OFFICERS)) as connection:
        rows = await connection.fetch("SELECT name, pdf FROM letter WHERE batch = $1 ORDER BY number", batch)
        await record(connection, str(who.person), "letters.taken", at=on.now(), after={"batch": str(batch)})
    return await asyncio.to_thread(_packed, rows, found.asked_at)


def _packed(rows: Sequence[Record], at: datetime) -> bytes:
    """The same bytes each time; PDF is packed already."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            archive.writestr(zipfile.ZipInfo(row["name"], at.timetuple()[:6]), row["pdf"])
    return kept.getvalue()


async def work_out(scope: Scope, batch: UUID, fonts: Callable[[], Fonts], now: Callable[[], datetime]) -> None:
    """Draw what is not drawn yet, until nobody wants it; bears being done twice, and being cut off at any line."""
    logo = (await get_face(scope.territory)).logo
    while (row := await _next(scope, batch, now())) is not None:
        letter = msgspec.json.decode(row["record"], type=Letter)
        whole = replace(letter, sender=replace(letter.sender, logo=logo))
        try:
            pdf = await asyncio.to_thread(_drawn, whole, fonts)
        except Unavailable:
            await _end(scope, batch, "failed", now())
            return
        await _keep(scope, batch, row["number"], pdf, now())
    await _end(scope, batch, "done", now())


def _drawn(letter: Letter, fonts: Callable[[], Fonts]) -> bytes:
    return write_letter(letter, fonts())


async def _next(scope: Scope, batch: UUID, now: datetime) -> Record | None:
    """The first letter that is not drawn, None when all are or nobody wants them."""
    async with scoped(scope) as connection:
        if not await _beat(connection, batch, now):
            return None
        return await connection.fetchrow(
            "SELECT number, record FROM letter WHERE batch = $1 AND pdf IS NULL ORDER BY number LIMIT 1", batch
        )


async def _keep(scope: Scope, batch: UUID, number: int, pdf: bytes, now: datetime) -> None:
    async with scoped(scope) as connection:
        if await _beat(connection, batch, now):
            await connection.execute("UPDATE letter SET pdf = $3 WHERE batch = $1 AND number = $2", batch, number, pdf)


async def _beat(connection: Connection, batch: UUID, now: datetime) -> bool:
    """Say that it moves, and hold it against who would stop it; False when nobody wants it."""
    return bool(
        await connection.fetchval(
            "UPDATE letter_batch SET at = $2 WHERE id = $1 AND state = 'waiting' RETURNING true", batch, now
        )
    )


async def _end(scope: Scope, batch: UUID, state: str, now: datetime) -> None:
    """Say how it ended; what was said of each letter goes, since it is drawn."""
    async with scoped(scope) as connection:
        ended = await connection.fetchval(
            "UPDATE letter_batch SET state = $2, at = $3 WHERE id = $1 AND state = 'waiting' RETURNING true",
            batch, state, now,
        )  # fmt: skip
        if ended and state == "done":
            await connection.execute("UPDATE letter SET record = '{}' WHERE batch = $1", batch)
