"""How many places of each bay are free, as the discs say it; -1 when nothing says it any more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from numeriz.service.grounds import disc
from tenants.database import scoped

OFFLINE = -1
"""How many places are free where the source does not answer."""
_STATES = """
    SELECT bay.id, bay.places, bay.active AND (bay.closed_until IS NULL OR bay.closed_until <= $2) AS open,
        (SELECT count(DISTINCT stay.place) FROM stay
            WHERE stay.territory = bay.territory AND stay.bay = bay.id AND stay.place IS NOT NULL
                AND stay.ends_at > $2 AND stay.starts_at <= $2) AS taken
    FROM bay WHERE bay.territory = $1 AND bay.removed_at IS NULL ORDER BY bay.id
"""


@dataclass(frozen=True, slots=True)
class State:
    """Places free at an instant, of so many; none where the bay is closed."""

    free: int
    places: int
    at: datetime
    source: str = "disc"

    @property
    def unsaid(self) -> "State":
        """The same once its source does not answer any more: `at` says since when."""
        return replace(self, free=OFFLINE)


async def list_states(territory: str, at: datetime) -> Mapping[UUID, State]:
    """The state of each bay of a territory."""
    async with scoped(disc(territory)) as connection:
        return await read_states(connection, territory, at)


async def read_states(connection: Connection, territory: str, at: datetime) -> Mapping[UUID, State]:
    """The same, in an open transaction of that territory."""
    rows = await connection.fetch(_STATES, territory, at)
    return {
        row["id"]: State(max(0, row["places"] - row["taken"]) if row["open"] else 0, row["places"], at) for row in rows
    }
