"""A plate looked up by who checks: what a check needs and no more, each look-up traced."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from asyncpg import Record

from cirqliz.service.acting import CHECKERS, for_territory, name_of
from cirqliz.service.beats import read_zones
from cirqliz.service.days import year_of
from cirqliz.service.derogations import Derogations
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Caller, Who

_FOUND = """
    SELECT d.id, d.kind, d.terms, d.zones, d.state, d.starts_on, d.ends_on, d.quota_days,
        (SELECT count(*) FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id
            AND y.day >= $4 AND y.day < $5) AS used,
        EXISTS (SELECT FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id AND y.day = $3)
            AS counted
    FROM derogation d WHERE d.plate = $1 AND d.country = $2 AND d.starts_on <= $3
        AND (d.ends_on IS NULL OR d.ends_on > $3) AND d.state IN ('active', 'suspended')
    ORDER BY d.kind, d.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A derogation of that plate today: whether it counts, where, until when, how many days are left."""

    id: UUID
    kind: str
    name: str
    article: str
    zones: tuple[str, ...]
    active: bool
    ends_on: date | None
    days_left: int | None
    counted_today: bool


async def look_up(on: Derogations, who: Caller, plate: str, country: str) -> tuple[Seen, ...]:
    """What this plate holds today where this officer is for, nobody named; raises Refused.

    The trace says who looked and what was found, by number: it stays, and a plate does not.
    """
    scope = for_territory(who, CHECKERS)
    today = on.today(scope.territory)
    async with scoped(scope) as connection:
        rows = await connection.fetch(_FOUND, plate, country, today, *year_of(today))
        mine = await read_zones(connection, scope.territory, who.person) if isinstance(who, Who) else frozenset()
        seen = tuple(one for one in map(_seen, rows) if not (mine and one.zones) or mine & set(one.zones))
        found = [str(one.id) for one in seen]
        await record(
            connection, name_of(who), "derogation.looked_up", at=on.now(),
            after={"found": len(found), "derogations": found},
        )  # fmt: skip
    return seen


def _seen(row: Record) -> Seen:
    terms = json.loads(row["terms"])
    left = None if row["quota_days"] is None else max(0, row["quota_days"] - row["used"])
    return Seen(
        row["id"], row["kind"], terms.get("name") or row["kind"], terms.get("article", ""),
        tuple(json.loads(row["zones"])), row["state"] == "active", row["ends_on"], left, row["counted"],
    )  # fmt: skip
