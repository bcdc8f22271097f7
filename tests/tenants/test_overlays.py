"""Overlays: recorded, ended, withdrawn, known then and known now, and no one else’s."""

import itertools
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from rules.model import Activation, Repeal
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.migrate import Addresses
from tenants.overlays import add_overlay, end_overlay, in_force, list_overlays

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEAK = Activation("pic-pollution", NOW, None, "préfecture")
GONE = Repeal("CGCT L2213-4-1", date(2027, 1, 1), "loi")
_names = itertools.count()


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory nobody has written about yet."""
    name = f"calque-{next(_names)}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def test_what_is_laid_is_in_force_from_then_on(slug: str) -> None:
    """Known from when it was recorded, whatever instant it speaks of."""
    await add_overlay(slug, PEAK, by="monitor", at=NOW)
    await add_overlay(slug, GONE, by="agent", at=NOW + HOUR)
    laid = await list_overlays(slug)
    assert in_force(laid) == (PEAK, GONE)
    assert in_force(laid, NOW) == (PEAK,)
    assert in_force(laid, NOW - HOUR) == ()


async def test_an_end_is_one_more_row(slug: str) -> None:
    """Now it ends; as known before, it had no end."""
    first = await add_overlay(slug, PEAK, by="monitor", at=NOW)
    await end_overlay(slug, first.id, by="monitor", at=NOW + HOUR, end=NOW + 2 * HOUR)
    laid = await list_overlays(slug)
    assert in_force(laid) == (Activation("pic-pollution", NOW, NOW + 2 * HOUR, "préfecture"),)
    assert in_force(laid, NOW) == (PEAK,)


@pytest.mark.parametrize("end", [None, NOW - HOUR])
async def test_what_never_was_is_withdrawn(slug: str, end: datetime | None) -> None:
    """Ended before its start, or without an end: nothing is left of it."""
    first = await add_overlay(slug, PEAK, by="monitor", at=NOW)
    await end_overlay(slug, first.id, by="monitor", at=NOW + HOUR, end=end)
    assert in_force(await list_overlays(slug)) == ()


async def test_two_people_do_not_end_the_same_thing(slug: str) -> None:
    """The second is told; so is who ends what does not exist."""
    first = await add_overlay(slug, PEAK, by="one", at=NOW)
    await end_overlay(slug, first.id, by="one", at=NOW)
    with pytest.raises(Conflict):
        await end_overlay(slug, first.id, by="two", at=NOW)
    other = await add_overlay(None, GONE, by="nation", at=NOW)
    with pytest.raises(NotFound):
        await end_overlay(slug, other.id, by="one", at=NOW)
    await end_overlay(None, other.id, by="nation", at=NOW)


async def test_every_overlay_leaves_its_traces(slug: str) -> None:
    """The directory counts it, the territory's trail names it, the nation's names the door."""
    laid = await add_overlay(slug, PEAK, by="agent 12", at=NOW)
    await end_overlay(slug, laid.id, by="agent 12", at=NOW)
    async with scoped(Scope(territory=slug)) as connection:
        trail = await connection.fetch("SELECT who, what, after->>'name' AS name FROM audit")
        counted = await connection.fetchval("SELECT overlays FROM territory WHERE slug = $1", slug)
        doors = await connection.fetch("SELECT door FROM national_audit WHERE after->>'slug' = $1", slug)
    assert {tuple(row) for row in trail} == {("agent 12", "overlay.recorded", "pic-pollution")}
    assert (len(trail), counted) == (2, 2)
    assert sum(row["door"].startswith("agent 12: ") for row in doors) == 2


async def test_repeals_of_the_nation_go_through_its_door(database: Addresses) -> None:
    """They leave a trace, and nobody records one without saying why."""
    laid = await add_overlay(None, GONE, by="operator", at=NOW)
    assert GONE in in_force(await list_overlays(None))
    await end_overlay(None, laid.id, by="operator", at=NOW + HOUR)
    assert GONE not in in_force(await list_overlays(None))
    async with scoped(NOBODY) as connection:
        doors = await connection.fetch("SELECT door FROM national_audit WHERE table_name = 'national_repeal'")
    assert {row["door"] for row in doors} >= {f"operator: overlay {GONE.basis}"}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(NOBODY) as connection:
            await connection.execute(
                "INSERT INTO national_repeal (id, basis, starts_on, source, recorded_at, recorded_by)"
                " VALUES (gen_random_uuid(), 'x', '2027-01-01', '', now(), '')"
            )


WRONG = {
    "neither a trigger nor a basis": "starts_on) VALUES ($1, gen_random_uuid(), '2027-01-01'",
    "both": "trigger, basis, starts_on) VALUES ($1, gen_random_uuid(), 'a', 'b', '2027-01-01'",
    "a trigger on a date": "trigger, starts_on) VALUES ($1, gen_random_uuid(), 'a', '2027-01-01'",
    "a basis at an instant": "basis, starts_at) VALUES ($1, gen_random_uuid(), 'b', '2027-01-01'",
    "nothing at all": "trigger) VALUES ($1, gen_random_uuid(), 'a'",
    "an end before its start": "trigger, starts_at, ends_at) VALUES"
    " ($1, gen_random_uuid(), 'a', '2027-01-02', '2027-01-01'",
    "an end without a start": "trigger, ends_at, replaces) VALUES ($1, gen_random_uuid(), 'a', '2027-01-01', id",
}


@pytest.mark.parametrize("what", WRONG.values(), ids=WRONG.keys())
async def test_the_database_refuses_what_means_nothing(slug: str, what: str) -> None:
    """Whoever writes."""
    former = await add_overlay(slug, PEAK, by="test", at=NOW)
    statement = f"INSERT INTO overlay (territory, id, {what})".replace(" id)", f" '{former.id}')")
    async with scoped(Scope(territory=slug, door="test")) as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="overlay_one_thing"):
            await connection.execute(statement, slug)


async def test_nobody_else_sees_or_writes_them(slug: str) -> None:
    """Without a territory there are none; under another's name the policy refuses."""
    laid = await add_overlay(slug, PEAK, by="test", at=NOW)
    for scope in (NOBODY, Scope(territory="beta", door="test")):
        async with scoped(scope) as connection:
            assert await connection.fetch("SELECT 1 FROM overlay WHERE id = $1", laid.id) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.execute(
                    "INSERT INTO overlay (territory, id, trigger, starts_at)"
                    " VALUES ($1, gen_random_uuid(), 'a', now())",
                    slug,
                )
