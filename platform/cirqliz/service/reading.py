"""News as somebody of a carrier reads them: by page, the last first, until when they were read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.news import News
from cirqliz.service.acting import KEEPERS, for_carrier
from cirqliz.service.telling import TOLD, news_of
from tenants.database import Scope, scoped
from tenants.who import Who

PAGE = 25
# What the desk of a territory is told is not for a carrier, even where one person is of both.
_MINE = TOLD.format(where="n.person = $1 AND n.carrier = $2 AND n.topic NOT IN ('due', 'term')", most="ALL")
_UNREAD = (
    f"SELECT count(*) FROM ({_MINE}) AS told WHERE at > coalesce("  # noqa: S608  # ours
    "(SELECT read_until FROM derogation_reading WHERE carrier = $2 AND person = $1), '-infinity')"
)


@dataclass(frozen=True, slots=True)
class Told:
    """Something told, of which territory; about a request, a hearing, a right where neither is named."""

    at: datetime
    territory: str
    news: News
    request: UUID | None
    hearing: UUID | None
    unread: bool


@dataclass(frozen=True, slots=True)
class Newsfeed:
    """A page of news, how many there are in all, how many of them are unread."""

    rows: tuple[Told, ...]
    count: int
    unread: int


async def page_news(who: Who, page: int) -> Newsfeed:
    """What somebody was told of for the carrier they act for; raises Refused."""
    carrier, scope = _keeping(who)
    async with scoped(scope) as connection:
        until = await connection.fetchval(
            "SELECT read_until FROM derogation_reading WHERE carrier = $1 AND person = $2", carrier, who.person
        )
        count = await connection.fetchval(f"SELECT count(*) FROM ({_MINE}) AS told", who.person, carrier)  # noqa: S608
        rows = await connection.fetch(
            f"SELECT * FROM ({_MINE}) AS told ORDER BY at DESC, id LIMIT $3 OFFSET $4",  # noqa: S608  # ours
            who.person, carrier, PAGE, (page - 1) * PAGE,
        )  # fmt: skip
        unread = await _count_unread(connection, who, carrier)
    return Newsfeed(tuple(_told(row, until) for row in rows), count, unread)


def _told(row: Record, until: datetime | None) -> Told:
    fresh = until is None or row["at"] > until
    return Told(row["at"], row["territory"], news_of(row), row["request"], row["hearing"], fresh)


async def count_unread(who: Who) -> int:
    """How many news nobody has read yet for this person; raises Refused."""
    carrier, scope = _keeping(who)
    async with scoped(scope) as connection:
        return await _count_unread(connection, who, carrier)


async def mark_read(who: Who, until: datetime) -> None:
    """All that was told until then is read; what came since is not; raises Refused."""
    carrier, scope = _keeping(who)
    async with scoped(scope) as connection:
        await connection.execute(
            "INSERT INTO derogation_reading (carrier, person, read_until) VALUES ($1, $2, $3)"
            " ON CONFLICT (carrier, person) DO UPDATE SET read_until = greatest(derogation_reading.read_until, $3)",
            carrier, who.person, until,
        )  # fmt: skip


async def _count_unread(connection: Connection, who: Who, carrier: UUID) -> int:
    found: int = await connection.fetchval(_UNREAD, who.person, carrier)
    return found


def _keeping(who: Who) -> tuple[UUID, Scope]:
    carrier, role = for_carrier(who, KEEPERS)
    return carrier, Scope(carrier=str(carrier), role=role)
