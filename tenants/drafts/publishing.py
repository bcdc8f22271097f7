"""An approved draft becomes the next version: now, or at its time; all of it in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from asyncpg import Connection

from rules.clock import readings
from rules.model import Invalid, Problem
from tenants.database import Scope, scoped
from tenants.drafts.checking import complete
from tenants.drafts.model import Draft
from tenants.drafts.rights import DECIDERS, scope_of
from tenants.drafts.steps import Act, act, move
from tenants.drafts.store import get_content, lock_draft
from tenants.errors import Conflict, Unreadable
from tenants.nodes import Serving, await_served
from tenants.registry import list_territories, publish
from tenants.who import Who

PATIENCE_S = 2.0
"""How long a publication waits for the nodes that live: they are woken as it commits."""
FURTHEST = timedelta(days=366)
AT_ITS_TIME = "joptimiz"
"""Who publishes at a set time; who set it is in the trace of that."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Published:
    """The version a draft became, and what each node answers with."""

    number: int
    nodes: tuple[Serving, ...]


async def publish_draft(who: Who, draft: UUID, at: datetime, key: str | None = None) -> Published:
    """Publish an approved draft, once; with the same key again the same answer.

    Raises `Conflict` when it is not approved or its base moved, `Invalid` when the second opinion differs.
    """
    scope = scope_of(who, DECIDERS)
    found, _ = await get_content(scope, draft)
    if found.state == "published" and key is not None and found.request_key == key:
        assert found.published is not None
        return Published(found.published, await await_served(scope.territory, found.published, PATIENCE_S))
    if found.state not in ("approved", "scheduled"):
        raise _not_approved(found)
    number = await _publish(scope, found, str(who.person), at, key)
    return Published(number, await await_served(scope.territory, number, PATIENCE_S))


def _not_approved(draft: Draft) -> Conflict:
    if draft.state == "published":
        return Conflict("draft-published", f"Ce projet est déjà publié\u00a0: c’est la version {draft.published}.")
    return Conflict("draft-not-approved", "Ce projet n’est pas approuvé.", "Une autre personne doit l’approuver avant.")


async def _publish(scope: Scope, draft: Draft, who: str, at: datetime, key: str | None) -> int:
    """The version, its traces and the end of the draft, all or nothing."""
    seen, content = await get_content(scope, draft.id)
    sources, geometries = await complete(seen, content)

    async def end(connection: Connection) -> None:
        locked = await lock_draft(connection, draft.id, "approved", "scheduled")
        if locked.digest != seen.digest:
            raise Conflict("draft-moved", "Ce projet vient d’être modifié.", "Relisez-le avant de le publier.")
        await move(
            connection, Act(who, "draft.published", at), locked, "published", published=locked.base + 1, request_key=key
        )

    book = await publish(
        scope.territory, sources, geometries, base=seen.base, by=who, at=at, role=scope.role, along=end
    )
    return book.number


async def schedule_draft(who: Who, draft: UUID, wall: str, now: datetime) -> datetime:
    """Have an approved draft published at a local date and time of its territory; raises `Unreadable`."""
    scope = scope_of(who, DECIDERS)
    async with scoped(scope) as connection:
        zone = await connection.fetchval("SELECT timezone FROM territory WHERE slug = $1", scope.territory)
        found = await lock_draft(connection, draft, "approved", "scheduled")
        at = read_wall(wall, ZoneInfo(zone), now)
        await move(connection, act(who, "draft.scheduled", now), found, "scheduled", publish_at=at)
    return at


def read_wall(wall: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant of a local date and time, such as 2026-12-01T06:00; raises `Unreadable`."""
    try:
        local = datetime.fromisoformat(wall)
    except ValueError:
        raise _unfit("Donnez une date et une heure, par exemple 2026-12-01T06:00.") from None
    if local.tzinfo is not None:
        raise _unfit("Donnez l’heure du territoire, sans décalage.")
    if abs(local.year - now.year) > 1:
        raise _unfit("Cette date doit être à venir, dans l’année.")
    found = readings(local.replace(second=0, microsecond=0), zone)
    if not found:
        raise _unfit("Cette heure n’existe pas\u00a0: c’est celle du passage à l’heure d’été.")
    # Of an hour that comes twice, the first.
    instant = found[0]
    if not now < instant <= now + FURTHEST:
        raise _unfit("Cette date doit être à venir, dans l’année.")
    return instant


def _unfit(said: str) -> Unreadable:
    problem = Problem("publish-at", said, pointer="/publish_at")
    return Unreadable("draft-invalid", "Cette date n’est pas recevable.", problems=(problem,))


async def unschedule_draft(who: Who, draft: UUID, at: datetime) -> None:
    """Leave a draft approved, without a date."""
    async with scoped(scope_of(who, DECIDERS)) as connection:
        found = await lock_draft(connection, draft, "scheduled")
        await move(connection, act(who, "draft.unscheduled", at), found, "approved")


async def publish_due(now: Callable[[], datetime]) -> None:
    """Publish every draft whose time has come; one that cannot be goes back to who writes it, with the reason."""
    for entry in await list_territories():
        scope = Scope(territory=entry.slug, role="validator")
        async with scoped(scope) as connection:
            rows = await connection.fetch(
                # One that is closing waits: it may stand again.
                "SELECT id FROM draft WHERE state = 'scheduled' AND publish_at <= $1 AND NOT is_closing(territory)"
                " ORDER BY publish_at, id",
                now(),
            )
        for row in rows:
            await _one_due(scope, row["id"], now())


async def _one_due(scope: Scope, draft: UUID, at: datetime) -> None:
    found, _ = await get_content(scope, draft)
    try:
        await _publish(scope, found, AT_ITS_TIME, at, None)
    except Conflict as conflict:
        await _halt(scope, draft, conflict.title, at)
    except Invalid as invalid:
        await _halt(scope, draft, invalid.problems[0].message, at)


async def _halt(scope: Scope, draft: UUID, why: str, at: datetime) -> None:
    try:
        async with scoped(scope) as connection:
            found = await lock_draft(connection, draft, "scheduled")
            await move(connection, Act(AT_ITS_TIME, "draft.halted", at), found, "open", halted=why)
    except Conflict:
        # Published, or taken back, by somebody else meanwhile; or its territory has begun to close.
        return
    log.warning("draft_halted", territory=scope.territory, draft=str(draft))
