"""The pages of federations, and of the carriers they ask."""

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from federating import member, some_federation
from signing import COOKIE, SignedByCookie, some_owner
from visits import HERE, services

from joptimiz.app import create_app
from tenants.migrate import Addresses


@pytest.fixture
async def browser(database: Addresses, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the application, whose cookie names who is signed in."""
    wired, _, _ = services(tmp_path)
    transport = httpx.ASGITransport(SignedByCookie(create_app(wired)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def sent(browser: httpx.AsyncClient, page: str, at: str, **form: str) -> httpx.Response:
    """A form of a page, sent."""
    bound = re.findall(r'name="form" value="(\w+)"', (await browser.get(page)).text)[-1]
    return await browser.post(at, data=form | {"form": bound}, headers={"origin": HERE})


async def test_the_pages(browser: httpx.AsyncClient) -> None:
    """From the empty federation to its counts and their file; a carrier accepts, then leaves."""
    federation, _ = await some_federation([])
    browser.cookies.set(COOKIE, str(federation.person))
    assert "Rien à montrer" in (await browser.get("/federation")).text
    wrong = await sent(browser, "/federation", "/federation/invitations", named="123")
    assert (wrong.status_code, 'value="123"' in wrong.text) == (422, True)
    owner = await some_owner()
    made = await sent(browser, "/federation", "/federation/invitations", named=owner.email)
    assert f"Invitation prête pour {owner.email}" in made.text
    browser.cookies.set(COOKIE, str(owner.person))
    page = (await browser.get("/organisation/federations")).text
    accept = re.findall(r'action="(/organisation/federations/[^"]+/accepter)"', page)[0]
    assert (await sent(browser, "/organisation/federations", accept)).status_code == 303
    assert "Depuis le" in (await browser.get("/organisation/federations")).text
    assert (await browser.get("/federation")).status_code == 403
    for _ in range(5):
        await member(federation, {"diesel": 3, "electric": 2})
    browser.cookies.set(COOKIE, str(federation.person))
    assert "Environ <b>25</b>" in (await browser.get("/federation")).text
    data = (await browser.get("/federation/vehicules.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    assert rows[1:4] == [["Total", "", "25"], ["Énergie", "Gazole", "15"], ["Énergie", "Électrique", "10"]]
    browser.cookies.set(COOKIE, str(owner.person))
    leave = accept.replace("accepter", "quitter")
    assert (await sent(browser, "/organisation/federations", leave)).status_code == 303
    assert "Aucune" in (await browser.get("/organisation/federations")).text
    foreign = await browser.post("/federation/invitations", data={"named": owner.email})
    assert foreign.status_code == 403
