"""The rights a territory has granted, as its desk reads them: in force or not, with the days used this year."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.kinds import Terms
from cirqliz.core.queue import Sought
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.days import year_of
from cirqliz.service.derogations import terms_of
from tenants.database import scoped
from tenants.errors import NotFound
from tenants.who import Who

MOST = 500
STANDING = ("active", "suspended")
_READ = (
    "SELECT d.*, (SELECT count(*) FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id"
    " AND y.day >= $1 AND y.day < $2) AS used FROM derogation d"
)


@dataclass(frozen=True, slots=True)
class Granted:
    """A right, and the days of it used this year; `carrier` is None for a holder who has no account."""

    id: UUID
    carrier: UUID | None
    request: UUID | None
    reference: str
    kind: str
    terms: Terms
    holder: str
    plate: str
    country: str
    zones: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    quota_days: int | None
    state: str
    state_reason: str
    state_at: datetime | None
    state_by: UUID | None
    granted_by: UUID | None
    granted_at: datetime
    used: int

    def holds(self, today: date) -> bool:
        """Whether it may be used today, days left aside."""
        return self.state == "active" and self.starts_on <= today and not self.over(today)

    def over(self, today: date) -> bool:
        """Whether its term is past."""
        return self.ends_on is not None and self.ends_on <= today


async def list_granted(
    who: Who, sought: Sought, today: date, states: Collection[str] = STANDING
) -> tuple[Granted, ...]:
    """The rights in these states and within their term, by plate, 500 at most; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            f"{_READ} WHERE d.territory = $3 AND d.state = ANY ($4)"
            " AND (d.state NOT IN ('active', 'suspended') OR d.ends_on IS NULL OR d.ends_on > $10)"
            " AND (NOT $5 OR ($6 <> '' AND (strpos(d.plate, $6) > 0"
            " OR strpos(regexp_replace(upper(d.reference), '[^A-Z0-9]', '', 'g'), $6) > 0))"
            " OR d.carrier = ANY ($7)) AND ($8 = '' OR d.kind = $8)"
            " ORDER BY d.kind, d.plate, d.starts_on, d.id LIMIT $9",
            *year_of(today), scope.territory, list(states), sought.words, sought.plate, list(sought.carriers),
            sought.kind, MOST, today,
        )  # fmt: skip
    return tuple(map(_granted, rows))


async def get_granted(who: Who, derogation: UUID, today: date) -> Granted:
    """One of them; raises Refused, NotFound."""
    async with scoped(for_territory(who, READERS)) as connection:
        found = await find_of_request(connection, derogation, today)
    if found is None:
        raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
    return found


async def list_chosen(who: Who, rights: Collection[UUID], today: date) -> dict[UUID, Granted]:
    """Those of these rights that are this territory’s, by number; raises Refused."""
    async with scoped(for_territory(who, READERS)) as connection:
        rows = await connection.fetch(f"{_READ} WHERE d.id = ANY ($3)", *year_of(today), list(rights))
    return {row["id"]: _granted(row) for row in rows}


async def find_of_request(connection: Connection, derogation: UUID | None, today: date) -> Granted | None:
    """The right that a request led to, or the one that took its place when its vehicle broke down."""
    row = await connection.fetchrow(f"{_READ} WHERE d.id = $3", *year_of(today), derogation)
    while row is not None and row["state"] == "replaced":
        after = await connection.fetchrow(f"{_READ} WHERE d.replaces = $3", *year_of(today), row["id"])
        if after is None:
            break
        row = after
    return _granted(row) if row else None


async def list_days(who: Who, derogation: UUID) -> tuple[tuple[date, str], ...]:
    """The last days a right was used on, and how each is known, newest first; raises Refused."""
    async with scoped(for_territory(who, READERS)) as connection:
        rows = await connection.fetch(
            "SELECT day, source FROM derogation_day WHERE derogation = $1 ORDER BY day DESC LIMIT $2", derogation, MOST
        )
    return tuple((row["day"], row["source"]) for row in rows)


def _granted(row: Record) -> Granted:
    return Granted(
        row["id"], row["carrier"], row["request"], row["reference"], row["kind"], terms_of(row["terms"]),
        row["holder"], row["plate"], row["country"], tuple(json.loads(row["zones"])), row["starts_on"],
        row["ends_on"], row["quota_days"], row["state"], row["state_reason"], row["state_at"], row["state_by"],
        row["granted_by"], row["granted_at"], row["used"],
    )  # fmt: skip
