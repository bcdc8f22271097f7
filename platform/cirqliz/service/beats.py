"""Zones of competence: where each officer of a territory checks, all of it unless its administration says otherwise."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from cirqliz.service.acting import CHECKERS, for_territory
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Who


async def zones_of(who: Who) -> frozenset[str]:
    """The zones this officer is for; none for all of them. Raises Refused."""
    scope = for_territory(who, CHECKERS)
    async with scoped(scope) as connection:
        return await read_zones(connection, scope.territory, who.person)


async def read_zones(connection: Connection, territory: str, officer: UUID) -> frozenset[str]:
    """The same, in the open transaction."""
    found = await connection.fetchval(
        "SELECT zones FROM check_beat WHERE territory = $1 AND officer = $2", territory, officer
    )
    return frozenset(json.loads(found)) if found else frozenset()


async def list_beats(who: Who) -> Mapping[UUID, frozenset[str]]:
    """The zones of each officer who has some; raises Refused."""
    scope = for_territory(who, ("admin",))
    async with scoped(scope) as connection:
        rows = await connection.fetch("SELECT officer, zones FROM check_beat WHERE territory = $1", scope.territory)
    return {row["officer"]: frozenset(json.loads(row["zones"])) for row in rows}


async def set_beat(who: Who, officer: UUID, zones: Collection[str], now: datetime) -> None:
    """Say which zones an officer is for; none for all of them. Raises Refused."""
    scope = for_territory(who, ("admin",))
    said = json.dumps(sorted(zones))
    async with scoped(scope) as connection:
        await connection.execute(
            "INSERT INTO check_beat (territory, officer, zones, set_at, set_by) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (territory, officer) DO UPDATE SET (zones, set_at, set_by) = ($3, $4, $5)",
            scope.territory, officer, said, now, who.person,
        )  # fmt: skip
        await record(
            connection, str(who.person), "checks.beat", at=now, after={"officer": str(officer), "zones": sorted(zones)}
        )
