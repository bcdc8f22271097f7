"""What a draft changes, for whom and when: worked out by a job, told as it goes, given up when asked."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection

from rules.bundle import Bundle
from rules.canonical import Tree
from rules.compare import Changes, Span, compare, grid
from tenants.database import Scope, scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.model import Draft
from tenants.drafts.rights import READERS, scope_of
from tenants.drafts.store import get_content, get_draft
from tenants.errors import NotFound
from tenants.overlays import in_force, list_overlays
from tenants.registry import find_rulebook
from tenants.who import Who

BEAT_S = 0.3
DAYS = 7
MOST_TOLD = 500
PATIENCE_S = 1.0
"""How long who asks waits for an answer before being told how far it has come."""
LOST_AFTER_S = 120
"""A search that has not moved for so long is begun again."""

type Later = Callable[[Connection, Scope, UUID], Awaitable[None]]
"""Has `work_out` done elsewhere, once the open transaction is committed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the comparison has come, and what it found: `groups` say each change in words."""

    state: str
    against: int
    done: int
    total: int
    result: Mapping[str, Tree] | None


async def ask_difference(
    who: Who, draft: UUID, now: datetime, later: Later, patience_s: float = PATIENCE_S
) -> Difference:
    """The difference with the version in force, or how far the search has come; begun when nobody asked yet."""
    scope = scope_of(who, READERS)
    async with scoped(scope) as connection:
        found = await get_draft(connection, draft)
        begun = await connection.fetchval(_BEGIN, scope.territory, draft, found.digest, now, LOST_AFTER_S)
        if begun:
            await later(connection, scope, draft)
    loop = asyncio.get_running_loop()
    end = loop.time() + patience_s
    while True:
        known = await _known(scope, draft)
        if known.state != "waiting" or loop.time() >= end:
            return known
        await asyncio.sleep(0.05)


# One row a draft: begun anew when what it compares changed, or when who worked it out fell silent.
_BEGIN = """
    INSERT INTO draft_difference (territory, draft, digest, against, at)
    SELECT slug, $2, $3, rulebook, $4 FROM territory WHERE slug = $1
    ON CONFLICT (territory, draft) DO UPDATE
    SET digest = excluded.digest, against = excluded.against, at = excluded.at,
        state = 'waiting', total = 0, done = 0, result = NULL
    WHERE (draft_difference.digest, draft_difference.against) IS DISTINCT FROM (excluded.digest, excluded.against)
        OR draft_difference.state = 'cancelled'
        OR (draft_difference.state = 'waiting'
            AND draft_difference.at < excluded.at - make_interval(secs => $5))
    RETURNING 1
"""


async def _known(scope: Scope, draft: UUID) -> Difference:
    async with scoped(scope) as connection:
        row = await connection.fetchrow(
            "SELECT state, against, done, total, result FROM draft_difference WHERE draft = $1", draft
        )
    if row is None:
        raise NotFound("difference-unknown", "Personne n’a demandé ce que ce projet change.")
    result = json.loads(row["result"]) if row["result"] else None
    return Difference(row["state"], row["against"], row["done"], row["total"], result)


async def cancel_difference(who: Who, draft: UUID) -> Difference:
    """Give the search up; raises `NotFound` when there is none."""
    scope = scope_of(who, READERS)
    async with scoped(scope) as connection:
        await connection.execute(
            "UPDATE draft_difference SET state = 'cancelled' WHERE draft = $1 AND state = 'waiting'", draft
        )
    return await _known(scope, draft)


@dataclass(slots=True)
class _Progress:
    """Shared with the thread that compares."""

    total: int = 0
    done: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


async def work_out(scope: Scope, draft: UUID, now: Callable[[], datetime]) -> None:
    """Compare a draft with the version in force, and keep what was found; a job, which bears being done twice."""
    found, content = await get_content(scope, draft)
    checked = await check_draft(found, content)
    async with scoped(scope) as connection:
        against = await connection.fetchval("SELECT against FROM draft_difference WHERE draft = $1", draft)
    old = await find_rulebook(scope.territory, against) if against else None
    if checked.bundle is None:
        await _end(scope, found, {"problems": len(checked.problems)})
        return
    if old is None:
        await _end(scope, found, {"first": True})
        return
    laid = in_force(await list_overlays(scope.territory))
    bundles = old.under(laid).bundle, checked.bundle.with_overlays(laid)
    progress = _Progress()
    beating = asyncio.create_task(_beat(scope, found, progress, now))
    try:
        changes = await asyncio.to_thread(_compared, *bundles, now().date(), progress)
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
    if changes is not None:
        await _end(scope, found, told(changes))


def _compared(old: Bundle, new: Bundle, start: date, progress: _Progress) -> Changes | None:
    """The changes; None once stopped."""
    cases = grid(old, new, start, DAYS)
    progress.total = len(cases)
    try:
        return compare(old, new, _counted(cases, progress))
    except InterruptedError:
        return None


def _counted(cases: Sequence[Span], progress: _Progress) -> Iterator[Span]:
    for progress.done, case in enumerate(cases, 1):
        if progress.stopped.is_set():
            raise InterruptedError
        yield case


async def _beat(scope: Scope, draft: Draft, progress: _Progress, now: Callable[[], datetime]) -> None:
    """Say how far it has come; stop once nobody wants it, or wants it of something else."""
    while True:
        await asyncio.sleep(BEAT_S)
        async with scoped(scope) as connection:
            wanted = await connection.fetchval(
                "UPDATE draft_difference SET done = $3, total = $4, at = $5"
                " WHERE draft = $1 AND digest = $2 AND state = 'waiting' RETURNING 1",
                draft.id, draft.digest, progress.done, progress.total, now(),
            )  # fmt: skip
        if not wanted:
            progress.stopped.set()
            return


async def _end(scope: Scope, draft: Draft, result: Mapping[str, Tree]) -> None:
    async with scoped(scope) as connection:
        await connection.execute(
            "UPDATE draft_difference SET state = 'done', result = $3, done = total"
            " WHERE draft = $1 AND digest = $2 AND state = 'waiting'",
            draft.id, draft.digest, json.dumps(result, ensure_ascii=False),
        )  # fmt: skip


def told(changes: Changes) -> Mapping[str, Tree]:
    """A difference as interfaces spell it."""
    groups: list[Tree] = [
        {
            "zone": group.zone, "before": group.before.word, "after": group.after.word, "who": group.who,
            "when": group.when, "rules": list(group.rules), "message": group.message,
        }
        for group in changes.groups[:MOST_TOLD]
    ]  # fmt: skip
    return {
        "asked": changes.asked, "changed": len(changes.changed), "count": len(changes.groups), "groups": groups,
    }  # fmt: skip
