"""The accounts of the demonstration: made once, entered by a click at this machine, shut anywhere else."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from desks import Desk
from visits import HERE, browser, services

from accounts.core.demonstration import NEWCOMERS, PASSWORD, TERRITORIES, fleet, small_fleets
from accounts.core.drafts import check_facts
from accounts.service.demonstration import enter_newcomer, list_newcomers, seed_newcomers, shut_newcomers
from accounts.service.entering import sign_in
from accounts.service.vehicles import Asked, list_vehicles
from joptimiz.owners import OWNERS
from rules.written.countries import FRANCE
from rules.written.plates import read_plate
from tenants.database import DB, NOBODY, close_database, open_database, scoped
from tenants.errors import NotFound
from tenants.migrate import OWNER, RUNTIME, Addresses, migrate
from tenants.settings import Settings


@pytest.fixture
async def fresh(database: Addresses, desk: Desk) -> AsyncIterator[Desk]:
    """A desk on an empty database of its own, with the territories of the demonstration."""
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("DROP DATABASE IF EXISTS newcomers WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE newcomers OWNER {OWNER}")
    await connection.close()
    owner, runtime = (url.replace("/joptimiz?", "/newcomers?") for url in (database.owner, database.runtime))
    await migrate(owner, RUNTIME, OWNERS)
    connection = await asyncpg.connect(owner)
    await connection.execute("SELECT set_config('app.door', 'test', false)")
    for slug in TERRITORIES:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, 'x', 'Europe/Paris')", slug)
    await connection.close()
    await close_database()
    await open_database(runtime, size=4)
    yield desk
    await close_database()
    await open_database(database.runtime, size=4)


def test_its_vehicles_can_be_and_are_nobodys() -> None:
    """Every plate reads, begins with ZZ and stands once; no weight contradicts its category."""
    drafts = [*fleet(), *(draft for drafts in small_fleets().values() for draft in drafts)]
    assert (len(fleet()), len(small_fleets())) == (13, 6)
    assert all(read_plate(str(draft.plate), FRANCE) == draft.plate for draft in drafts)
    assert all(draft.plate.number.startswith("ZZ") for draft in drafts)
    assert len({draft.plate for draft in drafts}) == len(drafts)
    assert [draft.name for draft in drafts if check_facts(draft.facts)] == []


async def test_everybody_acts_in_their_role(fresh: Desk) -> None:
    """One click gives a strong session in the only role; the password does as well, the fleet is there."""
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    assert await list_newcomers() == NEWCOMERS
    for each in NEWCOMERS:
        signed = await fresh.signed(await enter_newcomer(fresh.asker, each.key, fresh.clock()))
        assert signed.who.acting is not None
        assert (signed.who.acting.name, signed.who.strong, signed.who.name) == (each.role, True, each.name)
    entered = await sign_in(fresh.on, fresh.asker, NEWCOMERS[0].email, PASSWORD)
    who = (await fresh.signed(entered.token)).who
    page = await list_vehicles(who, Asked())
    assert page.count == 13
    assert {vehicle.stated.facts.get("critair") for vehicle in page.vehicles} >= {"EL", "1", "2"}


async def test_what_was_changed_stays(fresh: Desk) -> None:
    """A second start makes nothing: a name changed, an account closed, a fleet emptied stay so."""
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    async with scoped(NOBODY) as connection:
        kept = await connection.fetch("SELECT * FROM password ORDER BY person")
        people = await connection.fetchval("SELECT count(*) FROM person")
    fresh.clock.turn(days=1)
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    async with scoped(NOBODY) as connection:
        assert await connection.fetch("SELECT * FROM password ORDER BY person") == kept
        assert await connection.fetchval("SELECT count(*) FROM person") == people


async def test_a_database_in_use_gets_none(fresh: Desk) -> None:
    """Where somebody has an account, nobody is added."""
    await fresh.join()
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    assert await list_newcomers() == ()
    with pytest.raises(NotFound):
        await enter_newcomer(fresh.asker, "responsable", fresh.clock())


async def test_elsewhere_they_open_nothing(fresh: Desk) -> None:
    """Served elsewhere, what a demonstration left has neither password nor session; back at home, it has."""
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    token = await enter_newcomer(fresh.asker, "national", fresh.clock())
    await shut_newcomers(fresh.clock())
    with pytest.raises(AssertionError):
        await fresh.signed(token)
    async with scoped(NOBODY) as connection:
        assert await connection.fetchval("SELECT count(*) FROM password") == 0
    fresh.clock.turn(seconds=timedelta(hours=1).total_seconds())
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    assert not (await sign_in(fresh.on, fresh.asker, NEWCOMERS[0].email, PASSWORD)).awaits_code


@pytest.mark.parametrize(
    ("environment", "stand"),
    [
        ({}, True),
        ({"HOST": "localhost"}, True),
        ({"HOST": "0.0.0.0"}, False),  # what must not be
        ({"JOPTIMIZ_ORIGIN": "https://joptimiz.exemple.fr"}, False),
        ({"DATABASE_URL": "postgresql://x/y"}, False),
        ({"DATABASE_URL": "postgresql://x/y", "JOPTIMIZ_DEMO": "1"}, False),
    ],
)
def test_only_at_home(environment: dict[str, str], stand: bool) -> None:
    """Known passwords never stand on a network, nor in a given database, whatever is asked."""
    assert Settings.of(environment).has_newcomers is stand


async def clicked(client: httpx.AsyncClient, account: str, bound: str = "") -> httpx.Response:
    """The button of an account, pressed."""
    page = await client.get("/connexion?next=/flotte")
    found = re.search(r'name="form" value="(\w+)"', page.text)
    assert found
    form = {"form": bound or found[1], "account": account, "next": "/flotte"}
    return await client.post("/connexion/demonstration", data=form, headers={"origin": HERE})


async def test_the_buttons_of_the_page(fresh: Desk, tmp_path: Path) -> None:
    """At this machine a click opens the fleet; a form of elsewhere, an unknown account do not."""
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    wired, _, _ = services(tmp_path)
    async with browser(wired, HERE, "127.0.0.1") as client:
        page = await client.get("/connexion")
        assert page.text.count('name="account"') == len(NEWCOMERS)
        assert (await clicked(client, "responsable", "f" * 64)).status_code == 403
        assert (await clicked(client, "personne")).status_code == 404
        entered = await clicked(client, "responsable")
        assert (entered.status_code, entered.headers["location"]) == (303, "/flotte")
        assert "Fourgon froid" in (await client.get("/flotte")).text


@pytest.mark.parametrize("settings", [{}, {"JOPTIMIZ_ORIGIN": HERE}, {"HOST": "0.0.0.0"}])
async def test_no_button_from_afar(fresh: Desk, tmp_path: Path, settings: dict[str, str]) -> None:
    """From another machine, or served for others, the page shows none and the address does not exist."""
    await seed_newcomers(fresh.on.hasher, fresh.clock())
    wired, _, _ = services(tmp_path, **settings)
    async with browser(wired, HERE, "127.0.0.1" if settings else "203.0.113.9") as client:
        assert 'name="account"' not in (await client.get("/connexion")).text
        assert (await clicked(client, "national")).status_code == 404
    assert DB.pool is not None
