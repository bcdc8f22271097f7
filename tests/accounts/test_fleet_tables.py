"""A fleet is its carrier's: the database itself sees to it, whatever the application forgets."""

import uuid

import asyncpg
import pytest

from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses

VEHICLE = "INSERT INTO vehicle (carrier, plate) VALUES ($1, $2) RETURNING id"
LIST = (
    "INSERT INTO vehicle_import (carrier, person, name, columns, lines, problems, expires_at)"
    " VALUES ($1, $2, 'x', '[]', '[]', '[]', now())"
)


async def open_carrier() -> tuple[uuid.UUID, uuid.UUID]:
    """A carrier and a person."""
    async with scoped(Scope(door="test")) as connection:
        carrier = await connection.fetchval(
            "INSERT INTO organisation (kind, name) VALUES ('carrier', 'Essai') RETURNING id"
        )
        person = await connection.fetchval(
            "INSERT INTO person (email, name) VALUES ($1, 'X') RETURNING id", f"{uuid.uuid4()}@example.org"
        )
    return carrier, person


def as_role(carrier: uuid.UUID, role: str) -> Scope:
    """The scope of somebody acting for this carrier."""
    return Scope(carrier=str(carrier), role=role)


async def test_a_carrier_sees_its_own_rows_only(database: Addresses) -> None:
    """Neither the other's vehicles nor its lists, whichever way they are asked for; without a carrier, none."""
    (mine, person), (other, _) = await open_carrier(), await open_carrier()
    for carrier in (mine, other):
        async with scoped(as_role(carrier, "owner")) as connection:
            await connection.execute(VEHICLE, carrier, "AB123CD")
            await connection.execute(LIST, carrier, person)
    for table in ("vehicle", "vehicle_import"):
        async with scoped(as_role(mine, "driver")) as connection:
            assert [row["carrier"] for row in await connection.fetch(f"SELECT carrier FROM {table}")] == [mine]
            assert await connection.fetch(f"SELECT 1 FROM {table} WHERE carrier = $1", other) == []
        for scope in (NOBODY, Scope(role="owner"), Scope(territory="alpha", role="admin"), Scope(door="why")):
            async with scoped(scope) as connection:
                assert await connection.fetch(f"SELECT 1 FROM {table}") == []


async def test_nobody_writes_for_another_carrier(database: Addresses) -> None:
    """Not even its owner, and not by moving a row."""
    (mine, _), (other, _) = await open_carrier(), await open_carrier()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(as_role(mine, "owner")) as connection:
            await connection.execute(VEHICLE, other, "AB123CD")
    async with scoped(as_role(mine, "owner")) as connection:
        await connection.execute(VEHICLE, mine, "AB123CD")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(as_role(mine, "owner")) as connection:
            await connection.execute("UPDATE vehicle SET carrier = $1", other)
    async with scoped(as_role(other, "owner")) as connection:
        assert await connection.execute("UPDATE vehicle SET name = 'x' WHERE carrier = $1", mine) == "UPDATE 0"


@pytest.mark.parametrize("role", ["driver", "federation", "admin", ""])
async def test_who_does_not_keep_the_fleet_does_not_write_it(database: Addresses, role: str) -> None:
    """A driver reads; neither adds, changes, archives nor drops."""
    carrier, person = await open_carrier()
    async with scoped(as_role(carrier, "dispatcher")) as connection:
        await connection.execute(VEHICLE, carrier, "AB123CD")
        await connection.execute(LIST, carrier, person)
    scope = as_role(carrier, role)
    async with scoped(scope) as connection:
        assert await connection.fetchval("SELECT count(*) FROM vehicle") == 1
        for table in ("vehicle", "vehicle_import"):
            assert await connection.execute(f"DELETE FROM {table}") == "DELETE 0"
    for statement in (
        f"INSERT INTO vehicle (carrier, plate) VALUES ('{carrier}', 'EF456GH')",
        "UPDATE vehicle SET archived_at = now()",
        "UPDATE vehicle_import SET state = 'dropped'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.execute(statement)


async def test_a_plate_stands_once_in_a_fleet(database: Addresses) -> None:
    """Twice it is refused; in another country, another fleet or once the first is archived it is another vehicle."""
    (mine, _), (other, _) = await open_carrier(), await open_carrier()
    for carrier in (mine, other):
        async with scoped(as_role(carrier, "owner")) as connection:
            await connection.execute(VEHICLE, carrier, "AB123CD")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with scoped(as_role(mine, "owner")) as connection:
            await connection.execute(VEHICLE, mine, "AB123CD")
    async with scoped(as_role(mine, "owner")) as connection:
        await connection.execute("INSERT INTO vehicle (carrier, plate, country) VALUES ($1, 'AB123CD', 'IT')", mine)
        await connection.execute("UPDATE vehicle SET archived_at = now() WHERE country = 'FR'")
        await connection.execute(VEHICLE, mine, "AB123CD")


async def test_an_invitation_leaves_no_trace(database: Addresses) -> None:
    """It is written without a door, and where it may be."""
    carrier, person = await open_carrier()
    insert = (
        "INSERT INTO invitation (token_sha256, email, role, territory, organisation, invited_by, expires_at)"
        " VALUES ($1, 'a@example.org', $2, NULL, $3, $4, now())"
    )
    async with scoped(NOBODY) as connection:
        before = await connection.fetchval("SELECT count(*) FROM national_audit")
        await connection.execute(insert, uuid.uuid4().hex, "driver", carrier, person)
        assert await connection.fetchval("SELECT count(*) FROM national_audit") == before
    for role in ("operator", "admin", "king"):
        with pytest.raises(asyncpg.CheckViolationError):
            async with scoped(NOBODY) as connection:
                await connection.execute(insert, uuid.uuid4().hex, role, carrier, person)


async def test_a_vehicle_goes_by_the_purge_alone(database: Addresses) -> None:
    """Those who keep the fleet archive a vehicle, and erase none; the purge of another carrier reaches none."""
    (carrier, _), (other, _) = await open_carrier(), await open_carrier()
    async with scoped(as_role(carrier, "owner")) as connection:
        await connection.execute(VEHICLE, carrier, "AB123CD")
        assert await connection.execute("DELETE FROM vehicle") == "DELETE 0"
    for scope, gone in ((as_role(other, "purge"), 0), (Scope(role="purge"), 0), (as_role(carrier, "purge"), 1)):
        async with scoped(scope) as connection:
            assert await connection.execute("DELETE FROM vehicle") == f"DELETE {gone}"
