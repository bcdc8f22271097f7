"""What a territory reads of its bays: sessions, and figures by hour; no plate, no phone, no vehicle."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from numeriz.core.figures import Activity, Visit, activity_of, floor_of
from numeriz.service.standing import for_territory
from tenants.database import scoped
from tenants.errors import Unreadable
from tenants.who import Caller

READERS = ("admin", "editor", "validator", "police", "partner", "reader")
LONGEST = timedelta(days=31)
MOST = 5_000
_SESSIONS = """
    SELECT stay.id, stay.bay, stay.starts_at, stay.ended_at, stay.ended_by, stay.category, stay.energy, stay.reason,
        stay.received_at, stay.excess, bay.lon, bay.lat
    FROM stay LEFT JOIN bay ON bay.territory = stay.territory AND bay.id = stay.bay
    WHERE stay.territory = $1 AND stay.kind = 'stay' AND stay.starts_at >= $2 AND stay.starts_at < $3
        AND ($4::uuid IS NULL OR stay.bay = $4) AND (stay.starts_at, stay.id) > ($5, $6)
    ORDER BY stay.starts_at, stay.id LIMIT $7
"""
_VISITS = """
    SELECT bay, starts_at, LEAST(ends_at, $4) AS ends_at FROM stay
    WHERE territory = $1 AND kind = 'stay' AND bay IS NOT NULL AND ends_at > $2 AND starts_at < $3
        AND ($5::uuid IS NULL OR bay = $5)
"""
_PLACES = """
    SELECT id, name, places FROM bay
    WHERE territory = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR id = $2) ORDER BY name, id
"""
_BEATS = "SELECT hour, beats FROM stay_beat WHERE territory = $1 AND hour >= $2 AND hour < $3"
_REFUSALS = """
    SELECT bay, hour, sum(times)::int AS times FROM stay_refusal
    WHERE territory = $1 AND hour >= $2 AND hour < $3 AND why IN ('bay-full', 'bay-closed') GROUP BY bay, hour
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A stay without anybody."""

    id: UUID
    bay: UUID | None
    starts_at: datetime
    ended_at: datetime | None
    category: str
    energy: str
    reason: str
    received_at: datetime
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in each bay, and the names of bays."""

    names: dict[UUID, str]
    activity: Activity


def span_of(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The instants asked about, the last day where nothing is said; raises Unreadable."""
    last = min(end or now, now + timedelta(hours=1))
    first = start or last - timedelta(days=1)
    if first >= last:
        raise Unreadable("span-empty", "La fin vient avant le début.")
    if last - first > LONGEST:
        raise Unreadable("span-long", "Demandez 31 jours au plus.")
    return first, last


async def list_sessions(
    caller: Caller, span: tuple[datetime, datetime], bay: UUID | None = None, after: tuple[datetime, UUID] | None = None
) -> tuple[Session, ...]:
    """The stays that began then, the first first, so many at once; raises Refused."""
    scope, (at, last) = for_territory(caller, READERS), after or (span[0], UUID(int=0))
    async with scoped(scope) as connection:
        rows = await connection.fetch(_SESSIONS, scope.territory, *span, bay, at, last, MOST)
    return tuple(
        Session(
            row["id"], row["bay"], row["starts_at"], row["ended_at"], row["category"], row["energy"], row["reason"],
            row["received_at"], row["lon"], row["lat"],
        )
        for row in rows
    )  # fmt: skip


async def get_figures(
    caller: Caller, span: tuple[datetime, datetime], now: datetime, bay: UUID | None = None
) -> Figures:
    """The figures of each bay, or of one, by hour; raises Refused."""
    scope, hours = for_territory(caller, READERS), (floor_of(span[0]), span[1])
    async with scoped(scope) as connection:
        bays = await connection.fetch(_PLACES, scope.territory, bay)
        rows = await connection.fetch(_VISITS, scope.territory, *hours, now, bay)
        watched = await connection.fetch(_BEATS, scope.territory, *hours)
        refused = await connection.fetch(_REFUSALS, scope.territory, *hours)
    visits = [Visit(row["bay"], row["starts_at"], max(row["starts_at"], row["ends_at"])) for row in rows]
    beats = {row["hour"]: row["beats"] for row in watched}
    refusals = [(row["bay"], row["hour"], row["times"]) for row in refused]
    # A month of a large town is a second’s work: nobody else waits for it.
    places = {row["id"]: row["places"] for row in bays}
    activity = await asyncio.to_thread(activity_of, places, visits, hours, beats, refusals)
    return Figures({row["id"]: row["name"] for row in bays}, activity)
