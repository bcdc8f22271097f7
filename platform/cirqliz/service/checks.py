"""Checks made outdoors: kept once each, whenever they are sent; read by their officer, counted for the territory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.checks import (
    LATEST,
    OLDEST,
    TOGETHER,
    VERIFIED,
    CheckAnswer,
    Position,
    Sight,
    is_doubled,
    is_replayed,
    rounded,
)
from cirqliz.core.passes.lists import SIZE
from cirqliz.service.acting import for_territory
from cirqliz.service.passes.statuses import name_of
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Who

POLICE = ("police",)
type Means = Literal["code", "plate"]
type Outcome = Literal["stored", "known", "refused"]
_KEEP = """
    INSERT INTO pass_check
        (territory, id, officer, at, received_at, answer, means, code, zone, lon, lat, plate, data_at,
        stamped_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (territory, id) DO NOTHING RETURNING id
"""
_ELSEWHERE = """
    SELECT id, at, lon, lat FROM pass_check
    WHERE territory = $1 AND code = $2 AND id <> $3 AND lon IS NOT NULL AND at BETWEEN $4::timestamptz - $5::interval
        AND $4::timestamptz + $5::interval
"""
_SAME = """
    SELECT id, at, lon, lat FROM pass_check WHERE territory = $1 AND code = $2 AND id <> $3 AND stamped_at = $4
        AND officer IS DISTINCT FROM $5
"""
_FIGURES = """
    SELECT (at AT TIME ZONE $2)::date AS day, answer, count(*) AS count,
        count(*) FILTER (WHERE doubled OR replayed) AS copied
    FROM pass_check WHERE territory = $1 AND at >= $3 GROUP BY day, answer ORDER BY day DESC, count DESC, answer
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A check as a device tells it."""

    id: UUID
    at: datetime
    answer: CheckAnswer
    means: Means
    code: bytes | None = None
    zone: str = ""
    position: Position | None = None
    plate: str = ""
    data_at: datetime | None = None
    stamped_at: datetime | None = None
    """The hour that the telephone of a fleet signed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: kept, known already, or refused with the reason."""

    id: UUID
    outcome: Outcome
    doubled: bool = False
    replayed: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """A check that an officer made."""

    id: UUID
    at: datetime
    answer: CheckAnswer
    means: str
    zone: str
    plate: str
    doubled: bool
    replayed: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How often an answer was given on a day, and how often of a pass of which there is a copy."""

    day: date
    answer: CheckAnswer
    count: int
    copied: int


async def take(who: Who, made: Sequence[Made], now: datetime) -> tuple[Taken, ...]:
    """Keep the checks of an officer, in the order they were sent; raises Refused."""
    scope = for_territory(who, POLICE)
    async with scoped(scope) as connection:
        # Two devices may send sights of one pass at the same time: each must see the other’s.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"checks of {scope.territory}")
        taken = tuple([await _take(connection, scope.territory, who, each, now) for each in made])
        kept = sum(each.outcome == "stored" for each in taken)
        if kept:
            await record(connection, str(who.person), "checks.sent", at=now, after={"count": kept})
    return taken


async def _take(connection: Connection, territory: str, who: Who, made: Made, now: datetime) -> Taken:
    if made.at > now + LATEST:
        return Taken(made.id, "refused", why="Son heure est à venir : l’horloge du téléphone avance.")
    if made.at < now - OLDEST:
        return Taken(made.id, "refused", why="Il a plus de trente jours.")
    lon, lat = rounded(made.position) or (None, None)
    # A right that was verified needs no plate any more, whatever the device sends.
    plate = "" if made.answer in VERIFIED else made.plate
    kept = await connection.fetchval(
        _KEEP, territory, made.id, who.person, made.at, now, made.answer.value, made.means, made.code, made.zone,
        lon, lat, plate, made.data_at, made.stamped_at,
    )  # fmt: skip
    if kept is None:
        return Taken(made.id, "known")
    return Taken(
        made.id,
        "stored",
        await _is_doubled(connection, territory, made),
        await _is_replayed(connection, who, territory, made),
    )


async def _is_replayed(connection: Connection, who: Who, territory: str, made: Made) -> bool:
    """Whether another officer, elsewhere or nobody knows where, read the same code of the same half minute."""
    if made.code is None or made.stamped_at is None:
        return False
    rows = await connection.fetch(_SAME, territory, made.code, made.id, made.stamped_at, who.person)
    sights = {row["id"]: None if row["lon"] is None else Sight(row["at"], (row["lon"], row["lat"])) for row in rows}
    position = rounded(made.position)
    here = Sight(made.at, position) if position else None
    apart = [number for number, sight in sights.items() if is_replayed(here, [sight])]
    if apart:
        await connection.execute(
            "UPDATE pass_check SET replayed = true WHERE territory = $1 AND id = ANY ($2)",
            territory, [made.id, *apart],
        )  # fmt: skip
    return bool(apart)


async def _is_doubled(connection: Connection, territory: str, made: Made) -> bool:
    """Whether its pass was elsewhere at the same time; both sights then say so."""
    position = rounded(made.position)
    if made.code is None or position is None:
        return False
    rows = await connection.fetch(_ELSEWHERE, territory, made.code, made.id, made.at, TOGETHER)
    here = Sight(made.at, position)
    apart = [row["id"] for row in rows if is_doubled(here, [Sight(row["at"], (row["lon"], row["lat"]))])]
    if apart:
        await connection.execute(
            "UPDATE pass_check SET doubled = true WHERE territory = $1 AND id = ANY ($2)",
            territory, [made.id, *apart],
        )  # fmt: skip
    return bool(apart)


async def list_own(who: Who, since: datetime) -> tuple[Own, ...]:
    """The checks that this officer made since, the last first; raises Refused."""
    scope = for_territory(who, POLICE)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT id, at, answer, means, zone, plate, doubled, replayed FROM pass_check"
            " WHERE territory = $1 AND officer = $2 AND at >= $3 ORDER BY at DESC, id LIMIT 500",
            scope.territory, who.person, since,
        )  # fmt: skip
    return tuple(map(_own, rows))


def _own(row: Record) -> Own:
    answer = CheckAnswer(row["answer"])
    return Own(row["id"], row["at"], answer, row["means"], row["zone"], row["plate"], row["doubled"], row["replayed"])


async def list_names(who: Who) -> tuple[str, ...]:
    """The status lists of the territory acted for, to be fetched before going out; raises Refused."""
    scope = for_territory(who, POLICE)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT number FROM pass_list WHERE territory = $1 ORDER BY number", scope.territory
        )
    return tuple(name_of(scope.territory, row["number"] * SIZE) for row in rows)


async def count_by_day(who: Who, timezone: str, now: datetime, days: int) -> tuple[Count, ...]:
    """How many checks gave which answer, day by day, the last first; no plate, nobody named. Raises Refused."""
    scope = for_territory(who, ("admin",))
    async with scoped(scope) as connection:
        rows = await connection.fetch(_FIGURES, scope.territory, timezone, now - timedelta(days=days))
    return tuple(Count(row["day"], CheckAnswer(row["answer"]), row["count"], row["copied"]) for row in rows)
