"""Rights held, read from the database each time they are asked for: what stops there stops everywhere at once."""

import json
from collections.abc import Collection
from datetime import date
from uuid import UUID

from cirqliz.service.days import year_of
from rules.model import Right
from tenants.database import Scope, scoped

_HELD = """
    SELECT d.id, d.territory, d.kind, d.zones, d.starts_on, d.ends_on, d.quota_days,
        (SELECT count(*) FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id
            AND y.day >= $3 AND y.day < $4 AND y.day <> $5) AS used
    FROM derogation d WHERE d.carrier = $1 AND (d.holder = 'carrier' OR d.vehicle = ANY ($2)) AND d.state = 'active'
    ORDER BY d.territory, d.kind, d.id
"""


async def list_rights(carrier: UUID, vehicles: Collection[UUID], day: date) -> tuple[Right, ...]:
    """The rights in force of a carrier and of these vehicles of its fleet; days left are those of that day’s year.

    The day asked about is among the days left, declared already or not.
    """
    async with scoped(Scope(carrier=str(carrier), role="driver")) as connection:
        rows = await connection.fetch(_HELD, carrier, list(vehicles), *year_of(day), day)
    return tuple(
        Right(
            row["kind"], row["territory"], tuple(json.loads(row["zones"])), row["starts_on"], row["ends_on"],
            None if row["quota_days"] is None else max(0, row["quota_days"] - row["used"]), str(row["id"]),
        )
        for row in rows
    )  # fmt: skip
