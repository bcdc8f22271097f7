"""Days used: each counted once however often it is declared or checked, never more than the quota of its year."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from cirqliz.service.acting import CHECKERS, HOLDERS, for_carrier, for_territory, with_territory
from cirqliz.service.derogations import Derogations
from tenants.database import scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import say
from tenants.who import Caller

AHEAD = timedelta(days=31)
"""How long before it a day may be declared."""
_USED = "SELECT count(*) FROM derogation_day WHERE derogation = $1 AND day >= $2 AND day < $3"


@dataclass(frozen=True, slots=True)
class Counted:
    """A day that is counted: for the first time, or already; how many are left that year, nothing when uncounted."""

    new: bool
    left: int | None


async def declare(on: Derogations, who: Caller, territory: str, derogation: UUID, day: date) -> Counted:
    """A carrier says that a right is used on a day. Raises Refused, NotFound, Conflict when no day is left."""
    carrier, role = for_carrier(who, HOLDERS)
    today = on.today(territory)
    if not today <= day <= today + AHEAD:
        raise Conflict("day-far", "Ce jour ne se déclare pas.", "D’aujourd’hui à 31 jours.")
    async with scoped(with_territory(territory, carrier, role)) as connection:
        return await _count(on, connection, (territory, derogation), day, "declared")


async def check(on: Derogations, who: Caller, derogation: UUID) -> Counted:
    """An officer saw a right used today. Raises Refused, NotFound, Conflict when no day is left."""
    scope = for_territory(who, CHECKERS)
    async with scoped(scope) as connection:
        return await _count(on, connection, (scope.territory, derogation), on.today(scope.territory), "checked")


async def _count(
    on: Derogations, connection: Connection, right: tuple[str, UUID], day: date, source: Literal["declared", "checked"]
) -> Counted:
    # Whoever comes at the same time waits here: the count below is exact. A carrier reads its rights everywhere, and
    # what is said here is heard here: the right must be this territory’s.
    row = await connection.fetchrow("SELECT * FROM derogation WHERE territory = $1 AND id = $2 FOR UPDATE", *right)
    if row is None:
        raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
    derogation = right[1]
    if row["state"] != "active" or day < row["starts_on"] or (row["ends_on"] and day >= row["ends_on"]):
        raise Conflict("derogation-off", "Cette dérogation ne vaut pas ce jour-là.", "Voyez ses dates et son état.")
    used = await connection.fetchval(_USED, derogation, *year_of(day))
    known = await connection.fetchval(
        "SELECT true FROM derogation_day WHERE derogation = $1 AND day = $2", derogation, day
    )
    quota = row["quota_days"]
    if not known and quota is not None and used >= quota:
        raise Conflict("quota-used", "Tous les jours de cette dérogation sont utilisés.", f"{quota} par an.")
    if not known:
        await connection.execute(
            "INSERT INTO derogation_day (territory, carrier, derogation, day, source, at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            row["territory"], row["carrier"], derogation, day, source, on.now(),
        )  # fmt: skip
        body = {"derogation": str(derogation), "day": day.isoformat(), "source": source}
        await say(connection, "derogation.used", body)
    return Counted(not known, None if quota is None else quota - used - (0 if known else 1))


def year_of(day: date) -> tuple[date, date]:
    """The civil year of a day: its first day, and the day after its last."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)
