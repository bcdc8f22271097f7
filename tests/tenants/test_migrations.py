"""Migrations go forwards and backwards, twice, on a database of their own."""

import asyncpg
import pytest

from joptimiz.owners import OWNERS
from tenants.migrate import OWNER, RUNTIME, Addresses, check_runtime_role, migrate, role_of, unmigrate


@pytest.fixture
async def fresh(database: Addresses) -> Addresses:
    """An empty database beside the others."""
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("DROP DATABASE IF EXISTS migrations")
    await connection.execute(f"CREATE DATABASE migrations OWNER {OWNER}")
    await connection.close()
    return Addresses(
        database.superuser.replace("/postgres?", "/migrations?"),
        database.owner.replace("/joptimiz?", "/migrations?"),
        database.runtime.replace("/joptimiz?", "/migrations?"),
    )


async def tables(url: str) -> set[str]:
    """The tables there are."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return {row["tablename"] for row in rows}


async def test_forwards_and_backwards(fresh: Addresses) -> None:
    """What the migrations make they can unmake, and make again; running them twice changes nothing."""
    await migrate(fresh.owner, RUNTIME, OWNERS)
    made = await tables(fresh.owner)
    assert "rulebook" in made
    await migrate(fresh.owner, RUNTIME, OWNERS)
    await unmigrate(fresh.owner, OWNERS)
    assert await tables(fresh.owner) == {"migration"}
    await migrate(fresh.owner, RUNTIME, OWNERS)
    assert await tables(fresh.owner) == made


async def test_a_role_above_the_policies_may_not_serve(fresh: Addresses) -> None:
    """Neither the superuser nor the owner of the tables may answer requests."""
    await migrate(fresh.owner, RUNTIME, OWNERS)
    assert "superuser" in (await check_runtime_role(fresh.superuser) or "")
    assert "possède" in (await check_runtime_role(fresh.owner) or "")
    assert await check_runtime_role(fresh.runtime) is None


def test_the_role_is_read_from_the_address() -> None:
    """Percent-encoded roles too."""
    assert role_of("postgresql://app%40x:secret@host/base") == "app@x"
