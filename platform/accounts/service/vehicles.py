"""The vehicles of a carrier: added, edited, archived and taken back; each fact with where it comes from."""

import base64
import binascii
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from accounts.core.drafts import Draft
from accounts.core.exporting import write_csv
from accounts.core.provenance import Stated, declared_of, state
from accounts.service.acting import keeping_fleet, reading_fleet
from connectors.critair import read_nomenclature
from rules.model import Problem
from rules.written.plates import Plate, compact
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Caller

_GET = "SELECT * FROM vehicle WHERE carrier = $1 AND id = $2"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle as it stands in the fleet."""

    id: UUID
    plate: Plate
    name: str
    stated: Stated
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    def draft(self) -> Draft:
        """The vehicle as its carrier describes it: without what was computed."""
        return Draft(self.plate, self.name, declared_of(self.stated))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which vehicles are asked for: those that hold a text in plate or name, archived or not, after a cursor."""

    text: str = ""
    archived: bool = False
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some vehicles by plate, how many there are in all, and the cursor of what follows."""

    vehicles: tuple[Vehicle, ...]
    count: int
    following: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """What makes a repeated request the same: its key and the hash of what it asks."""

    key: str
    sha256: str


async def list_vehicles(who: Caller, asked: Asked) -> Page:
    """One page of the fleet; raises Refused, Unreadable for a cursor that is not ours."""
    carrier, scope = reading_fleet(who)
    plate, last = _cursor(asked.after)
    limit = max(1, min(asked.limit, MOST_LISTED))
    where = (
        " FROM vehicle WHERE carrier = $1 AND (archived_at IS NOT NULL) = $2"
        " AND ($3 = '' OR name ILIKE $3 OR ($4 <> '' AND strpos(plate, $4) > 0))"
    )
    said = asked.text.strip()[:80].replace("\0", "")
    pattern = "%" + said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" if said else ""
    values = (carrier, asked.archived, pattern, compact(said))
    async with scoped(scope) as connection:
        count = await connection.fetchval(f"SELECT count(*){where}", *values)
        rows = await connection.fetch(
            f"SELECT *{where} AND (plate, id) > ($5, $6) ORDER BY plate, id LIMIT $7",
            *values, plate, last, limit + 1,
        )  # fmt: skip
    vehicles = tuple(map(_vehicle, rows[:limit]))
    return Page(vehicles, count, _after(vehicles[-1]) if len(rows) > limit else None)


async def get_vehicle(who: Caller, vehicle: UUID) -> Vehicle:
    """A vehicle of this carrier, archived or not; raises Refused, NotFound."""
    carrier, scope = reading_fleet(who)
    async with scoped(scope) as connection:
        return await _get(connection, carrier, vehicle)


async def list_standing(carrier: UUID, vehicles: Collection[UUID]) -> tuple[Vehicle, ...]:
    """Those of these vehicles that stand in a carrier’s fleet, for rooms that ask what a carrier may see."""
    async with scoped(Scope(carrier=str(carrier), role="driver")) as connection:
        rows = await connection.fetch(
            "SELECT * FROM vehicle WHERE carrier = $1 AND id = ANY ($2) AND archived_at IS NULL",
            carrier, list(vehicles),
        )  # fmt: skip
    return tuple(map(_vehicle, rows))


async def add_vehicle(who: Caller, draft: Draft, now: datetime, request: Request | None = None) -> Vehicle:
    """Add a vehicle, once for each key; raises Refused, Conflict."""
    carrier, scope = keeping_fleet(who)
    stated = state(read_nomenclature(), draft.facts)
    async with _one_of_each(), scoped(scope) as connection:
        row = await connection.fetchrow(
            "INSERT INTO vehicle (carrier, plate, country, name, facts, provenance, created_at, updated_at,"
            " request_key, request_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)"
            " ON CONFLICT (carrier, request_key) WHERE request_key IS NOT NULL DO NOTHING RETURNING *",
            carrier, draft.plate.number, draft.plate.country, draft.name, *_packed(stated), now,
            request.key if request else None, request.sha256 if request else None,
        )  # fmt: skip
        if row is None and request is not None:
            row = await connection.fetchrow(
                "SELECT * FROM vehicle WHERE carrier = $1 AND request_key = $2 AND request_sha256 = $3",
                carrier, request.key, request.sha256,
            )  # fmt: skip
    if row is None:
        raise Conflict(
            "idempotency-key",
            "Cette clé a déjà servi pour une autre demande.",
            "Prenez une nouvelle clé « Idempotency-Key » pour chaque véhicule.",
        )
    return _vehicle(row)


async def edit_vehicle(who: Caller, vehicle: UUID, draft: Draft, now: datetime) -> Vehicle:
    """Describe a vehicle anew; what was proved and stays is still proved. Raises Refused, NotFound, Conflict."""
    carrier, scope = keeping_fleet(who)
    async with _one_of_each(), scoped(scope) as connection:
        before = await _get(connection, carrier, vehicle, lock=True)
        stated = state(read_nomenclature(), draft.facts, before.stated)
        row = await connection.fetchrow(
            "UPDATE vehicle SET plate = $3, country = $4, name = $5, facts = $6, provenance = $7, updated_at = $8"
            " WHERE carrier = $1 AND id = $2 RETURNING *",
            carrier, vehicle, draft.plate.number, draft.plate.country, draft.name, *_packed(stated), now,
        )  # fmt: skip
    return _vehicle(row)


async def archive_vehicle(who: Caller, vehicle: UUID, now: datetime) -> Vehicle:
    """Put a vehicle aside; one that is already stays so. Raises Refused, NotFound."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        await _get(connection, carrier, vehicle, lock=True)
        row = await connection.fetchrow(
            "UPDATE vehicle SET archived_at = COALESCE(archived_at, $3) WHERE carrier = $1 AND id = $2"
            " RETURNING *",
            carrier, vehicle, now,
        )  # fmt: skip
    return _vehicle(row)


async def restore_vehicle(who: Caller, vehicle: UUID) -> Vehicle:
    """Take a vehicle back; raises Refused, NotFound, Conflict when its plate stands again meanwhile."""
    carrier, scope = keeping_fleet(who)
    async with _one_of_each(), scoped(scope) as connection:
        await _get(connection, carrier, vehicle, lock=True)
        row = await connection.fetchrow(
            "UPDATE vehicle SET archived_at = NULL WHERE carrier = $1 AND id = $2 RETURNING *",
            carrier, vehicle,
        )  # fmt: skip
    return _vehicle(row)


async def export_fleet(who: Caller) -> bytes:
    """The fleet as a CSV file; raises Refused."""
    carrier, scope = reading_fleet(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT * FROM vehicle WHERE carrier = $1 AND archived_at IS NULL ORDER BY plate, id", carrier
        )
    return write_csv(_vehicle(row).draft() for row in rows)


async def plates_of(connection: Connection, carrier: UUID) -> frozenset[Plate]:
    """The plates that stand in a fleet, in the transaction of its carrier."""
    rows = await connection.fetch(
        "SELECT country, plate FROM vehicle WHERE carrier = $1 AND archived_at IS NULL", carrier
    )
    return frozenset(Plate(row["country"], row["plate"]) for row in rows)


async def insert_all(connection: Connection, carrier: UUID, drafts: list[Draft], now: datetime) -> None:
    """Add many vehicles in one statement, in the transaction of their carrier."""
    table = read_nomenclature()
    packed = [(draft, *_packed(state(table, draft.facts))) for draft in drafts]
    await connection.execute(
        "INSERT INTO vehicle (carrier, plate, country, name, facts, provenance, created_at, updated_at)"
        " SELECT $1, plate, country, name, facts::jsonb, provenance::jsonb, $2, $2"
        " FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])"
        " AS given(plate, country, name, facts, provenance)",
        carrier, now, [draft.plate.number for draft, _, _ in packed], [draft.plate.country for draft, _, _ in packed],
        [draft.name for draft, _, _ in packed], [facts for _, facts, _ in packed], [whence for _, _, whence in packed],
    )  # fmt: skip


@asynccontextmanager
async def _one_of_each() -> AsyncIterator[None]:
    """A plate stands once in a fleet; raises Conflict."""
    try:
        yield
    except asyncpg.UniqueViolationError:
        raise Conflict(
            "plate-known", "Cette plaque est déjà dans votre flotte.", "Modifiez la fiche du véhicule qui la porte."
        ) from None


async def _get(connection: Connection, carrier: UUID, vehicle: UUID, *, lock: bool = False) -> Vehicle:
    row = await connection.fetchrow(f"{_GET} FOR UPDATE" if lock else _GET, carrier, vehicle)
    if row is None:
        raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.")
    return _vehicle(row)


def _packed(stated: Stated) -> tuple[str, str]:
    return json.dumps(dict(stated.facts), sort_keys=True), json.dumps(dict(stated.provenance), sort_keys=True)


def _vehicle(row: Record) -> Vehicle:
    return Vehicle(
        row["id"], Plate(row["country"], row["plate"]), row["name"],
        Stated(json.loads(row["facts"]), json.loads(row["provenance"])),
        row["created_at"], row["updated_at"], row["archived_at"],
    )  # fmt: skip


def _after(vehicle: Vehicle) -> str:
    return base64.urlsafe_b64encode(f"{vehicle.plate.number}~{vehicle.id}".encode()).decode().rstrip("=")


def _cursor(after: str) -> tuple[str, UUID]:
    if not after:
        return "", UUID(int=0)
    try:
        plate, _, last = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode().partition("~")
        return plate.replace("\0", ""), UUID(last)
    except (ValueError, binascii.Error):
        problem = Problem("cursor", "Ce repère n’est pas de nous.", "Repartez de la première page.", pointer="/after")
        raise Unreadable("parameter", "Un paramètre n’est pas recevable.", problems=(problem,)) from None
