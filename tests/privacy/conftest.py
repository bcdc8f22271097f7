"""Somebody at the desk of the national team."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pyotp
import pytest
from desks import PASSWORD, SOURCES
from team import Desk, Ear
from visits import HERE, Visit, browser, services

from accounts.service.operators import grant_operator
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses


@pytest.fixture
async def plain(database: Addresses, tmp_path: Path) -> AsyncIterator[Desk]:
    """Somebody signed in by password alone, with no role."""
    ear = Ear()
    wired, post, clock = services(tmp_path)
    wired = replace(wired, listeners=(ear.listener,))
    async with browser(wired, HERE, f"192.0.2.{next(SOURCES)}") as client:
        visit = Visit(client, post, clock, f"{uuid4()}@example.org")
        await visit.join()
        async with scoped(NOBODY) as connection:
            person = await connection.fetchval("SELECT id FROM person WHERE email = $1", visit.email)
        yield Desk(visit, person, ear, wired)


@pytest.fixture
async def desk(plain: Desk) -> Desk:
    """The same, of the national team, signed in with a code."""
    visit = plain.visit
    await visit.fill("/compte/code", current=PASSWORD)
    page = (await visit.client.get("/compte/code")).text
    seed = page.split('class="key">')[1].split("<")[0].replace(" ", "").replace("\u00a0", "")
    code = pyotp.TOTP(seed)
    await visit.fill("/compte/code", at="/compte/code/confirmer", code=code.at(visit.clock()))
    await visit.fill("/compte/profil", at="/deconnexion")
    visit.clock.turn(seconds=60)
    await grant_operator(visit.email, visit.clock())
    await visit.fill("/connexion", email=visit.email, password=PASSWORD)
    await visit.fill("/connexion/code", code=code.at(visit.clock()))
    return plain
