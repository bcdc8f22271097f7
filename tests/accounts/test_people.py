"""People leave a trace without what is personal; a role is held where it may be."""

import json
import uuid

import asyncpg
import pytest

from tenants.database import Scope, scoped
from tenants.migrate import Addresses

PERSON = "INSERT INTO person (email, name) VALUES ($1, $2) RETURNING id"


async def test_the_trace_of_a_person_holds_nothing_personal(database: Addresses) -> None:
    """It says which row and which columns changed."""
    door = f"door of {uuid.uuid4()}"
    async with scoped(Scope(door=door)) as connection:
        person = await connection.fetchval(PERSON, f"{uuid.uuid4()}@example.org", "Camille Exemple")
        await connection.execute("UPDATE person SET name = 'Dominique Exemple' WHERE id = $1", person)
        traces = await connection.fetch("SELECT before, after FROM national_audit WHERE door = $1", door)
    assert "Exemple" not in repr(traces)
    assert json.loads(traces[1]["after"]) == {"id": str(person), "changed": ["name"]}


async def test_a_person_is_written_through_the_door(database: Addresses) -> None:
    """Without saying why, nobody is added."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(Scope()) as connection:
            await connection.fetchval(PERSON, f"{uuid.uuid4()}@example.org", "X")


@pytest.mark.parametrize(
    ("name", "where"), [("admin", None), ("operator", "territory"), ("driver", "territory"), ("king", None)]
)
async def test_a_role_is_held_where_it_may_be(database: Addresses, name: str, where: str | None) -> None:
    """The database refuses a role outside the place it belongs to."""
    async with scoped(Scope(door="test")) as connection:
        person = await connection.fetchval(PERSON, f"{uuid.uuid4()}@example.org", "X")
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ('roles', 'x', 'Europe/Paris') ON CONFLICT DO NOTHING"
        )
        grant = "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')"
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(grant, person, name, "roles" if where else None)
