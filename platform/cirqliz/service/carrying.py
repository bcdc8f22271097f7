"""What a carrier reads of its own over all territories: requests by page, those that wait, rights and days used."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.kinds import Terms
from cirqliz.service.acting import HOLDERS, KEEPERS, for_carrier
from cirqliz.service.days import year_of
from cirqliz.service.derogations import Request, request_of, terms_of
from cirqliz.service.listing import OPEN
from rules.model import Right
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.who import Caller

PAGE = 25


@dataclass(frozen=True, slots=True)
class Looked:
    """Which requests are looked at: everything where nothing is said; pages count from one."""

    states: tuple[str, ...] = ()
    territory: str = ""
    batch: UUID | None = None
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is asked for and not decided: by vehicle, or for the carrier itself."""

    territory: str
    kind: str
    vehicle: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True)
class Held:
    """A right as its carrier holds it, with the days it was used on."""

    territory: str
    id: UUID
    kind: str
    terms: Terms
    vehicle: UUID | None
    plate: str
    country: str
    zones: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    quota_days: int | None
    state: str
    state_reason: str
    state_at: datetime | None
    granted_at: datetime
    reference: str
    days: tuple[date, ...] = ()

    def left(self, day: date) -> int | None:
        """How many days are left in the year of this day; nothing where they are not counted."""
        if self.quota_days is None:
            return None
        start, end = year_of(day)
        return max(0, self.quota_days - sum(start <= used < end for used in self.days))

    def counts_on(self, day: date) -> bool:
        """Whether it stands on this day."""
        return self.state == "active" and self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def right(self, day: date) -> Right:
        """As decisions take it; a day that is declared already may still be used."""
        left = self.left(day)
        again = int(left is not None and day in self.days)
        return Right(
            self.kind, self.territory, self.zones, self.starts_on, self.ends_on,
            None if left is None else left + again, str(self.id),
        )  # fmt: skip


async def page_requests(who: Caller, looked: Looked) -> tuple[tuple[Request, ...], int]:
    """One page of the requests of a carrier, newest first, and how many there are in all; raises Refused."""
    carrier, role = for_carrier(who, KEEPERS)
    where = (
        " FROM request WHERE carrier = $1 AND (cardinality($2::text[]) = 0 OR state = ANY ($2))"
        " AND ($3 = '' OR territory = $3) AND ($4::uuid IS NULL OR batch = $4)"
    )
    values = (carrier, list(looked.states), looked.territory, looked.batch)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        count: int = await connection.fetchval(f"SELECT count(*){where}", *values)
        rows = await connection.fetch(
            f"SELECT *{where} ORDER BY asked_at DESC, territory, kind, plate, id LIMIT $5 OFFSET $6",
            *values, looked.size, (looked.page - 1) * looked.size,
        )  # fmt: skip
    return tuple(map(request_of, rows)), count


async def list_batch(who: Caller, batch: UUID) -> tuple[Request, ...]:
    """All that was asked at once; raises Refused, NotFound."""
    found, _ = await page_requests(who, Looked(batch=batch, size=1_000))
    if not found:
        raise NotFound("batch-unknown", "Cette demande n’existe pas.")
    return found


async def list_waiting(who: Caller) -> tuple[Waiting, ...]:
    """All that is asked for and not decided; raises Refused."""
    carrier, role = for_carrier(who, KEEPERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch(
            "SELECT territory, kind, vehicle, id FROM request WHERE carrier = $1 AND state = ANY ($2)",
            carrier, list(OPEN),
        )  # fmt: skip
    return tuple(Waiting(**row) for row in rows)


async def count_requests(who: Caller) -> dict[str, int]:
    """How many requests there are in each state; raises Refused."""
    carrier, role = for_carrier(who, KEEPERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch("SELECT state, count(*) FROM request WHERE carrier = $1 GROUP BY state", carrier)
    return {row["state"]: row["count"] for row in rows}


async def list_held(who: Caller) -> tuple[Held, ...]:
    """All the rights of a carrier, those that stand first; raises Refused."""
    carrier, role = for_carrier(who, HOLDERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch(
            "SELECT * FROM derogation WHERE carrier = $1"
            " ORDER BY state <> 'active', territory, kind, plate, starts_on, id",
            carrier,
        )
        days = await _days(connection, [row["id"] for row in rows])
    return tuple(_held(row, days.get(row["id"], ())) for row in rows)


async def get_held(who: Caller, territory: str, derogation: UUID) -> Held:
    """One right of a carrier; raises Refused, NotFound."""
    carrier, role = for_carrier(who, HOLDERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        row = await connection.fetchrow(
            "SELECT * FROM derogation WHERE carrier = $1 AND territory = $2 AND id = $3", carrier, territory, derogation
        )
        if row is None:
            raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
        days = await _days(connection, [derogation])
    return _held(row, days.get(derogation, ()))


async def _days(connection: Connection, rights: Collection[UUID]) -> dict[UUID, tuple[date, ...]]:
    rows = await connection.fetch(
        "SELECT derogation, array_agg(day ORDER BY day) AS days FROM derogation_day WHERE derogation = ANY ($1)"
        " GROUP BY derogation",
        list(rights),
    )
    return {row["derogation"]: tuple(row["days"]) for row in rows}


def _held(row: Record, days: tuple[date, ...]) -> Held:
    return Held(
        row["territory"], row["id"], row["kind"], terms_of(row["terms"]), row["vehicle"], row["plate"],
        row["country"], tuple(json.loads(row["zones"])), row["starts_on"], row["ends_on"], row["quota_days"],
        row["state"], row["state_reason"], row["state_at"], row["granted_at"], row["reference"], days,
    )  # fmt: skip
