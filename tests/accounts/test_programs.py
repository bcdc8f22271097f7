"""The programs of an organisation or a territory: made, turned, revoked by who keeps it, and by nobody else."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
from signing import COOKIE, NOW, SignedByCookie, joined, signed_again, some_owner, some_person
from visits import HERE, services

from accounts.core.oidc import Client
from accounts.core.programs import Owner, read_program
from accounts.service.programs import MOST, add_program, find_owner, get_program, list_programs, revoke, turn
from accounts.service.provider import find_client
from accounts.service.refusals import Refused
from joptimiz.app import create_app
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.usefixtures("database")
MACHINE = {"name": "Gestion des tournées", "way": "itself", "scope-fleet:read": "1"}
SITE = {"name": "Intranet", "way": "people", "scope-email": "1", "redirects": "https://intranet.example/retour"}


async def some_admin(role: str = "admin") -> Who:
    """Somebody with this role in a territory of their own."""
    who, slug = await some_person(), f"essai-{uuid.uuid4()}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, 'x', 'Europe/Paris')", slug)
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
            who.person, role, slug,
        )  # fmt: skip
    return await signed_again(who)


MANY = "\n".join(f"https://x.example/{number}" for number in range(11))
CARRIER, SHOP, TOWN = Owner(UUID(int=1), carries=True), Owner(UUID(int=1)), Owner(territory="riviera")


@pytest.mark.parametrize(
    ("owner", "change", "fields"),
    [
        (CARRIER, {}, set()),
        (CARRIER, {"name": " "}, {"name"}),
        (CARRIER, {"name": "x" * 81}, {"name"}),
        (CARRIER, {"way": ""}, {"way"}),
        (CARRIER, {"way": "machine"}, {"way"}),
        (CARRIER, {"scope-fleet:read": ""}, {"scopes"}),
        (CARRIER, {"scope-email": "1"}, {"scopes"}),
        (CARRIER, {"redirects": "https://x.example/"}, {"redirects"}),
        (CARRIER, {"way": "people"}, {"redirects"}),
        (CARRIER, {"way": "people", "redirects": "http://x.example/"}, {"redirects"}),
        (CARRIER, {"way": "people", "redirects": "https://x.example/#f\nhttps://y.example/"}, {"redirects"}),
        (CARRIER, {"way": "people", "redirects": MANY}, {"redirects"}),
        (CARRIER, {"name": "", "way": "open"}, {"name", "redirects"}),
        # Nothing is there for one that acts alone; for a territory, what it may do is to be chosen.
        (SHOP, {}, {"way"}),
        (TOWN, {}, {"scopes"}),
        (TOWN, {"way": "open", "redirects": "fr.example.app:/retour"}, set()),
    ],
)  # fmt: skip
def test_a_form_is_read_whole(owner: Owner, change: dict[str, str], fields: set[str]) -> None:
    """Every problem at its field; else the client."""
    found = read_program(MACHINE | change, owner)
    if isinstance(found, Client):
        assert fields == set()
    else:
        assert {(problem.pointer or "").removeprefix("/") for problem in found} == fields


def test_what_nobody_may_give_themselves() -> None:
    """A scope that is not offered is passed over: none asks about the tokens of others."""
    found = read_program(MACHINE | {"scope-introspect": "1", "scope-decisions:read": "1"}, CARRIER)
    assert isinstance(found, Client)
    assert found.scopes == ("fleet:read",)


async def test_who_keeps_programs() -> None:
    """The head of an organisation, the administrator of a territory; not their members, nor once they left."""
    owner, admin = await some_owner(), await some_admin()
    for keeper, form in ((owner, MACHINE), (admin, SITE), (await some_owner("shipper"), SITE)):
        client, secret = await add_program(keeper, form, NOW)
        assert secret
        assert [each.client_id for each in await list_programs(await find_owner(keeper))] == [client.client_id]
    members = [await joined(owner, role) for role in ("dispatcher", "driver")]
    for other in (*members, await some_admin("editor"), await some_person()):
        for attempt in (find_owner(other), add_program(other, MACHINE, NOW), get_program(other, "x")):
            with pytest.raises(Refused):
                await attempt
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE role_held SET ended_at = now() WHERE person = $1", admin.person)
    with pytest.raises(Refused):
        await add_program(admin, SITE, NOW)


async def test_each_change_leaves_a_trace() -> None:
    """Who, which program of whom, what changed, never a secret; in the audit of a territory when it is hers."""
    for keeper, form in ((await some_owner(), MACHINE), (await some_admin(), SITE)):
        assert keeper.acting is not None
        client, secret = await add_program(keeper, form, NOW)
        _, second = await turn(keeper, client.client_id, NOW)
        await revoke(keeper, client.client_id, NOW)
        slug, acts = keeper.acting.territory, ("program made", "program turned", "program revoked")
        async with scoped(Scope(territory=slug)) as connection:
            rows = await connection.fetch(
                "SELECT door, after FROM national_audit WHERE after ->> 'id' = $1 ORDER BY at, id", client.client_id
            )
            audit = await connection.fetch("SELECT who, what, after FROM audit ORDER BY number")
        assert {row["door"] for row in rows} == {f"{keeper.person}: {act}" for act in acts}
        told = {row["door"].partition(": ")[2]: json.loads(row["after"]) for row in rows}
        assert {each["organisation"] for each in told.values()} == {keeper.acting.carrier or None}
        assert {each["territory"] for each in told.values()} == {slug or None}
        assert told["program turned"]["changed"] == ["former_hash", "former_until", "secret_hash"]
        assert [(row["who"], row["what"]) for row in audit] == [
            (str(keeper.person), act.replace(" ", ".")) for act in acts if slug
        ]
        for word in (str(secret), second, form["name"]):
            assert word not in f"{rows} {audit}"


async def test_a_call_leaves_no_trace_of_its_client() -> None:
    """That a program called is no change of it; any other write without a door is refused."""
    client, _ = await add_program(await some_owner(), MACHINE, NOW)
    async with scoped(Scope()) as connection:
        await connection.execute("UPDATE oidc_client SET last_used_at = $2 WHERE id = $1", client.client_id, NOW)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(Scope()) as connection:
            await connection.execute("UPDATE oidc_client SET scopes = '{fleet:write}' WHERE id = $1", client.client_id)


async def test_those_of_others_are_not_there() -> None:
    """Neither to read, nor to turn, nor to revoke."""
    client, _ = await add_program(await some_owner(), MACHINE, NOW)
    for other in (await some_owner(), await some_admin()):
        for attempt in (
            get_program(other, client.client_id), turn(other, client.client_id, NOW),
            revoke(other, client.client_id, NOW),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await attempt
    assert await find_client(client.client_id) is not None


async def test_a_turned_secret_leaves_a_day() -> None:
    """Both serve for 24 hours, then the new one alone; a second turn ends the first secret at once."""
    owner = await some_owner()
    client, first = await add_program(owner, MACHINE, NOW)
    _, second = await turn(owner, client.client_id, NOW)

    async def opens(hours: float) -> list[bool]:
        kept = await find_client(client.client_id)
        assert kept is not None
        then = kept.as_of(NOW + timedelta(hours=hours))
        return [then.check_client_secret(secret) for secret in (first or "", second, "forged")]

    assert await opens(23.9) == [True, True, False]
    assert await opens(24) == [False, True, False]
    await turn(owner, client.client_id, NOW)
    assert await opens(1) == [False, True, False]
    site, _ = await add_program(owner, SITE | {"way": "open"}, NOW)
    with pytest.raises(Conflict):
        await turn(owner, site.client_id, NOW)


async def test_there_are_not_too_many() -> None:
    """Twenty at most."""
    owner = await some_owner()
    for _ in range(MOST):
        await add_program(owner, MACHINE, NOW)
    with pytest.raises(Conflict):
        await add_program(owner, MACHINE, NOW)
    with pytest.raises(Unreadable):
        await add_program(owner, {}, NOW)


@pytest.fixture
async def browser(database: Addresses, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the application, whose cookie names who is signed in."""
    wired, _, _ = services(tmp_path)
    transport = httpx.ASGITransport(SignedByCookie(create_app(wired)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def sent(browser: httpx.AsyncClient, page: str, at: str = "", **form: str) -> httpx.Response:
    """A form of a page, sent."""
    shown = await browser.get(page)
    # The form of the page itself, after that of the menu.
    bound = re.findall(r'name="form" value="(\w+)"', shown.text)[-1]
    return await browser.post(at or page, data=form | {"form": bound}, headers={"origin": HERE})


@pytest.mark.parametrize("home", ["/organisation/programmes", "/territoire/programmes"])
async def test_the_pages(browser: httpx.AsyncClient, home: str) -> None:
    """From the empty list to the last one revoked: a secret is on one page only."""
    who = await some_owner() if "organisation" in home else await some_admin()
    browser.cookies.set(COOKIE, str(who.person))
    assert "Aucun programme" in (await browser.get(home)).text
    wrong = await sent(browser, home, name="Intranet", way="people", redirects="ftp://x")
    assert wrong.status_code == 422
    assert "il faut https" in wrong.text
    assert 'value="Intranet"' in wrong.text
    made = await sent(browser, home, **SITE)
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    client, secret = (
        re.findall(rf'id="{name}"[^>]* value="([^"]+)"', made.text)[0] for name in ("client_id", "secret")
    )
    kept = await find_client(client)
    assert kept is not None
    assert kept.check_client_secret(secret)
    assert kept.scopes == ("openid", "email")
    listed = (await browser.get(home)).text
    assert client in listed
    assert secret not in listed
    turned = await sent(browser, home, f"{home}/{client}/secret")
    assert "L’ancien sert encore 24" in turned.text
    assert secret not in turned.text
    assert (await sent(browser, f"{home}/{client}/retirer")).headers["location"] == home
    assert await find_client(client) is None
    assert (await browser.get(f"{home}/{client}/retirer")).status_code == 404


async def test_the_pages_refuse(browser: httpx.AsyncClient) -> None:
    """The other role’s page, a member, a form of elsewhere: a sentence, and nothing done."""
    owner, admin = await some_owner(), await some_admin()
    for who, path, status in (
        (owner, "/territoire/programmes", 403), (admin, "/organisation/programmes", 403),
        (await joined(owner, "driver"), "/organisation/programmes", 403),
        (await some_person(), "/organisation/programmes", 403),
    ):  # fmt: skip
        browser.cookies.set(COOKIE, str(who.person))
        assert (await browser.get(path)).status_code == status
    browser.cookies.set(COOKIE, str(owner.person))
    foreign = await browser.post(
        "/organisation/programmes", data=MACHINE, headers={"origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert await list_programs(await find_owner(owner)) == []
