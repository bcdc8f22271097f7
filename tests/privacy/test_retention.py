"""A territory keeps its rows for less, or for more by a deliberation; never outside the bounds, never for another."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from joptimiz.privacy import house_register
from tenants.audit import export_audit
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.privacy import Owners, list_terms, purge, set_term

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory of its own."""
    name = f"duree-{uuid4().hex[:8]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def ages(slug: str, *days: int) -> None:
    """Facts said so many days ago."""
    async with scoped(Scope(territory=slug)) as connection:
        for age in days:
            await connection.execute(
                "INSERT INTO fact (territory, topic, body, said_at)"
                " VALUES ($1, 'thing.done', jsonb_build_object('age', $2::int),"
                " now() - make_interval(days => $2, mins => 5))",
                slug, age,
            )  # fmt: skip


async def left(slug: str) -> list[int]:
    """The ages of those that a purge leaves."""
    async with scoped(NOBODY) as connection:
        now = await connection.fetchval("SELECT now()")
    await purge({"fact": house_register()["fact"]}, Owners((slug,)), now)
    async with scoped(Scope(territory=slug)) as connection:
        rows = await connection.fetch("SELECT (body ->> 'age')::int AS age FROM fact ORDER BY age")
    return [row["age"] for row in rows]


async def keep(slug: str, after: str, deliberation: str = "") -> None:
    """Set how long facts are kept."""
    await set_term(house_register(), slug, "fact.heard", after, deliberation=deliberation, by="x", at=NOW)


async def test_shorter_for_one_territory_alone(slug: str) -> None:
    """Its rows go sooner; those of a neighbour at the national term; the journal says who set it."""
    other = f"{slug}-bis"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", other)
    for each in (slug, other):
        await ages(each, 10, 89, 91, 364)
    await keep(slug, "P90D")
    assert await left(slug) == [10, 89]
    assert await left(other) == [10, 89, 91, 364]
    (row, _) = [line async for line in export_audit(slug)]
    assert b'"what":"retention.set"' in row
    assert [(kept.term.name, kept.after) for kept in await list_terms(house_register(), slug)] == [
        ("fact.heard", "P90D"),
        ("fact_set_aside.old", "P90D"),
        ("stay.plate", "P7D"),
    ]


async def test_longer_by_a_deliberation_only(slug: str) -> None:
    """With its reference, up to the maximum."""
    await ages(slug, 400, 800)
    with pytest.raises(Conflict, match="délibération"):
        await keep(slug, "P2Y")
    with pytest.raises(Conflict, match="délibération"):
        await keep(slug, "P2Y", "   ")
    await keep(slug, "P2Y", "Délibération 2026-118")
    assert await left(slug) == [400]


@pytest.mark.parametrize(("after", "kind"), [
    ("P29D", Conflict), ("P0D", Conflict), ("P4Y", Conflict), ("", Unreadable), ("30", Unreadable),
    ("P9999Y", Unreadable), ("P99999D", Unreadable), (f"P{'9' * 5000}D", Unreadable),
])  # fmt: skip
async def test_out_of_bounds(slug: str, after: str, kind: type[Exception]) -> None:
    """Refused with what is possible, even with a deliberation."""
    with pytest.raises(kind):
        await keep(slug, after, "Délibération 2026-118")


async def test_what_is_not_a_territorys_to_set(slug: str) -> None:
    """Nor what the law or the platform sets, nor another role's to write."""
    with pytest.raises(NotFound):
        await set_term(house_register(), slug, "session.ended", "P1D", by="x", at=NOW)
    for scope in (Scope(territory=slug, role="reader"), Scope(territory=f"{slug}-x", role="admin")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.execute(
                    "INSERT INTO retention (territory, item, term, set_by, set_at)"
                    " VALUES ($1, 'fact.heard', 'P30D', 'x', now())", slug,
                )  # fmt: skip


async def test_a_row_out_of_bounds_is_not_obeyed(slug: str) -> None:
    """Written past the service, too short or too long, it leaves the national term."""
    await ages(slug, 40, 364, 366)
    for term in ("P1D", "P10Y"):
        async with scoped(Scope(territory=slug, role="admin")) as connection:
            await connection.execute(
                "INSERT INTO retention (territory, item, term, set_by, set_at) VALUES ($1, 'fact.heard', $2, 'x', $3)"
                " ON CONFLICT (territory, item) DO UPDATE SET term = EXCLUDED.term",
                slug, term, NOW + timedelta(0),
            )  # fmt: skip
        assert await left(slug) == [40, 364]
