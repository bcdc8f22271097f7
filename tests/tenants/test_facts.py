"""Facts: said with the work or not at all, and only by somebody."""

import itertools
import json
from datetime import UTC, datetime

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from rules.canonical import Tree
from rules.model import Activation
from tenants.database import NOBODY, Scope, scoped
from tenants.facts import hears, say
from tenants.migrate import Addresses
from tenants.overlays import add_overlay

_names = itertools.count()


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory nothing was said of yet."""
    name = f"dire-{next(_names)}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def said(slug: str) -> list[tuple[str, Tree]]:
    """Topic and body of everything said."""
    async with scoped(Scope(territory=slug)) as connection:
        rows = await connection.fetch("SELECT topic, body FROM fact ORDER BY number")
    return [(row["topic"], json.loads(row["body"])) for row in rows]


async def fail(slug: str) -> None:
    """Work that says a fact, then fails."""
    async with scoped(Scope(territory=slug)) as connection:
        await say(connection, "pass.granted", {"id": 3})
        await connection.execute("SELECT 1/0")


async def test_a_fact_stands_with_its_work(slug: str) -> None:
    """Committed with it, and gone with it."""
    async with scoped(Scope(territory=slug, carrier="c-1")) as connection:
        first = await say(connection, "pass.granted", {"id": 1})
        assert await say(connection, "pass.granted", {"id": "é"}) > first
    with pytest.raises(asyncpg.DivisionByZeroError):
        await fail(slug)
    assert await said(slug) == [("pass.granted", {"id": 1}), ("pass.granted", {"id": "é"})]
    async with scoped(Scope(territory=slug)) as connection:
        assert await connection.fetchval("SELECT carrier FROM fact WHERE number = $1", first) == "c-1"


async def test_somebody_says_it(database: Addresses) -> None:
    """Without territory nothing is said."""
    with pytest.raises(TransactionError, match="without territory"):
        async with scoped(NOBODY) as connection:
            await say(connection, "pass.granted", {})


@pytest.mark.parametrize("topic", ["published", "Rulebook.published", "rulebook.", "rulebook published", "a.b\n", ""])
async def test_a_topic_is_words_with_dots(slug: str, topic: str) -> None:
    """Nothing else is said, or listened for; the database refuses it too."""
    with pytest.raises(ValueError, match="no topic"):
        async with scoped(Scope(territory=slug)) as connection:
            await say(connection, topic, {})
    with pytest.raises(ValueError, match="no topic"):
        hears("somebody", topic)
    with pytest.raises(asyncpg.CheckViolationError):
        async with scoped(Scope(territory=slug)) as connection:
            await connection.execute("INSERT INTO fact (territory, topic, body) VALUES ($1, $2, '{}')", slug, topic)


async def test_what_was_said_stays(slug: str, database: Addresses) -> None:
    """Not even the owner of the tables unsays it."""
    async with scoped(Scope(territory=slug)) as connection:
        await say(connection, "pass.granted", {})
    connection = await asyncpg.connect(database.owner)
    await connection.execute("SELECT set_config('app.territory', $1, false)", slug)
    for statement in ("UPDATE fact SET body = '{}'", "DELETE FROM fact"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await connection.execute(statement)
    await connection.close()


async def test_an_overlay_is_said(slug: str) -> None:
    """Its name and its number, and whether it withdraws."""
    now = datetime(2026, 11, 30, tzinfo=UTC)
    laid = await add_overlay(slug, Activation("pic-pollution", now, None, "préfecture"), by="test", at=now)
    assert await said(slug) == [
        ("overlay.recorded", {"id": str(laid.id), "name": "pic-pollution", "withdrawn": False}),
    ]
