"""Programs on our own interface: what a token opens, what it does not, and how a program is told."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from signing import joined, signed_again, some_owner

from accounts.core.limits import CALLS
from accounts.service.bearer import find_called
from accounts.service.provider import find_client, remove_client
from accounts.service.signed import Signed
from tenants.database import NOBODY, Scope, scoped
from tenants.who import Machine, Role, Who

VEHICLES = "/api/v1/vehicles"
VAN = {"plate": "AB-123-CD", "facts": {"category": "N1", "energy": "electric"}}
BOTH = ("fleet:read", "fleet:write")
DEROGATIONS = ("derogations:read", "derogations:write")


def carrier_of(who: Who) -> str:
    """The organisation acted for."""
    assert who.acting is not None
    return who.acting.carrier


async def token_of(site: Any, owner: Who, *scopes: str) -> str:
    """An access token of a machine of the owner’s organisation."""
    client, secret = await site.add("machine", scopes=scopes, organisation=carrier_of(owner))
    told = (await site.post("token", client, secret, grant_type="client_credentials")).json()
    return str(told["access_token"])


async def call(site: Any, token: str, method: str = "GET", path: str = VEHICLES, **more: Any) -> httpx.Response:
    """What our interface answers a token."""
    async with site.http() as http:
        headers = {"authorization": f"Bearer {token}"} | more.pop("headers", {})
        answer: httpx.Response = await http.request(method, path, headers=headers, **more)
        return answer


async def test_a_machine_keeps_the_fleet_of_its_organisation(site: Any) -> None:
    """It adds, reads, describes and archives without any form nor cookie; another’s vehicle is not found."""
    token, other = await token_of(site, await some_owner(), *BOTH), await token_of(site, await some_owner(), *BOTH)
    added = await call(site, token, "POST", json=VAN)
    assert added.status_code == 201, added.text
    vehicle = f"{VEHICLES}/{added.json()['id']}"
    assert (await call(site, token)).json()["count"] == 1
    assert (await call(site, token, "PUT", vehicle, json=VAN | {"name": "Kangoo"})).json()["name"] == "Kangoo"
    assert (await call(site, other)).json()["count"] == 0
    for method in ("GET", "DELETE"):
        assert (await call(site, other, method, vehicle)).status_code == 404
    assert (await call(site, token, "DELETE", vehicle)).status_code == 204
    assert (await call(site, token)).json()["count"] == 0


async def test_a_scope_that_lacks_is_named(site: Any) -> None:
    """403 `insufficient_scope`, with the scope that would do (RFC 6750 § 3.1)."""
    token = await token_of(site, await some_owner(), "fleet:read")
    refused = await call(site, token, "POST", json=VAN)
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient-scope")
    assert refused.headers["www-authenticate"] == (
        'Bearer realm="JOPTIMIZ", error="insufficient_scope", scope="fleet:write"'
    )
    assert (await call(site, token)).status_code == 200


async def test_the_database_bounds_a_machine_too(site: Any) -> None:
    """One that only reads acts as a driver: the row policies refuse what its scope already does."""
    for scopes, role in ((BOTH, "dispatcher"), (("fleet:read",), "driver")):
        owner = await some_owner()
        found = await find_called(await token_of(site, owner, *scopes), site.now())
        assert found is not None
        assert isinstance(found.caller, Machine)
        assert found.caller.acting == Role(role, carrier=carrier_of(owner))  # type: ignore[arg-type]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(Scope(carrier=carrier_of(owner), role="driver")) as connection:
            await connection.execute(
                "INSERT INTO vehicle (carrier, plate) VALUES ($1, 'AB123CD')", UUID(carrier_of(owner))
            )


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_token_that_opens_nothing(clock: Any, scheme: str) -> None:
    """Forged, expired, revoked, of a client that is gone, of an organisation that closed: 401 `invalid_token`."""
    owner = await some_owner()
    client, secret = await clock.add("machine", scopes=BOTH, organisation=carrier_of(owner))

    async def fresh() -> str:
        told = await clock.post("token", client, secret, grant_type="client_credentials")
        return str(told.json()["access_token"])

    async def opens(token: str) -> bool:
        answer = await call(clock, "", headers={"authorization": f"{scheme} {token}"})
        if answer.status_code == 200:
            return True
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-token")
        assert answer.headers["www-authenticate"] == 'Bearer realm="JOPTIMIZ", error="invalid_token"'
        return False

    assert not await opens("forged")
    revoked, late = await fresh(), await fresh()
    assert await opens(revoked)
    await clock.post("revoke", client, secret, token=revoked)
    assert not await opens(revoked)
    clock.offset = timedelta(minutes=16)
    assert not await opens(late)
    closing, gone = await fresh(), await fresh()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE organisation SET closed_at = now() WHERE id = $1", client.organisation)
    assert not await opens(closing)
    await remove_client(client.client_id, clock.now())
    assert not await opens(gone)


@pytest.mark.parametrize("said", ["Bearer", "Bearer é", "bearer a b", "Bearer <script>", "Bearer ="])
async def test_a_token_that_does_not_read(site: Any, said: str) -> None:
    """400 `invalid_request`, not a failure of ours."""
    answer = await call(site, "", headers={"authorization": said.encode()})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


async def test_without_a_token_the_way_is_said(site: Any) -> None:
    """A bare challenge; other schemes are nobody’s here."""
    async with site.http() as http:
        for headers in ({}, {"authorization": "Basic YTpi"}):
            answer = await http.get(VEHICLES, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="JOPTIMIZ"')


async def test_doors_without_scope_are_for_people(site: Any) -> None:
    """A page refuses a token and says so; what is open to all answers as to anybody."""
    token = await token_of(site, await some_owner(), *BOTH)
    for method, path in (("GET", "/flotte"), ("POST", "/organisation/nouvelle"), ("GET", "/compte")):
        answer = await call(site, token, method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient-scope"), path
    assert (await call(site, "forged", path="/api/v1/territories")).status_code == 200


async def test_the_token_wins_over_the_cookie(site: Any) -> None:
    """A browser signed in elsewhere lends nothing to a token, nor a token to it."""
    mine, others = await some_owner(), await some_owner()
    token = await token_of(site, mine, *BOTH)
    assert (await call(site, token, "POST", json=VAN)).status_code == 201
    signed = await site.sign_in()
    site.door.people[str(signed.session)] = Signed(signed.session, others, signed.at, signed.means)
    cookie = {"cookie": f"who={signed.session}"}
    async with site.http() as http:
        assert (await http.get(VEHICLES, headers=cookie)).json()["count"] == 0
    assert (await call(site, token, headers=cookie)).json()["count"] == 1
    assert (await call(site, "forged", headers=cookie)).status_code == 401


async def test_a_person_by_a_tool_they_accepted(site: Any) -> None:
    """The token acts as they do, within its scopes: a driver reads, an owner adds where the scope is granted."""
    owner = await some_owner()
    driver = await joined(owner, "driver")
    for who, scopes, reads, writes in (
        (owner, "openid fleet:read fleet:write", 200, 201),
        (owner, "openid fleet:read", 200, 403),
        (driver, "openid fleet:read fleet:write", 200, 403),
        (owner, "openid", 403, 403),
    ):
        client, secret = await site.add(scopes=("openid", *BOTH))
        signed = await site.sign_in()
        standing = Signed(signed.session, await signed_again(who), signed.at, signed.means)
        site.door.people[str(signed.session)] = standing
        token = (await site.tokens(client, secret, standing, scope=scopes))["access_token"]
        assert (await call(site, token)).status_code == reads
        assert (await call(site, token, "POST", json=VAN)).status_code == writes


async def test_consent_says_what_a_tool_may_do(site: Any) -> None:
    """In plain words, apart from what it will know."""
    client, _ = await site.add(scopes=("openid", *BOTH), organisation=carrier_of(await some_owner()))
    page = await site.authorize(client, await site.sign_in(), scope="openid fleet:write")
    told = re.sub(r"\s+", " ", page.text)
    assert "Il pourra aussi, en votre nom" in told
    assert "ajouter, modifier et archiver des véhicules" in told
    assert "lire la flotte" not in told


async def test_a_client_that_calls_too_often_waits(clock: Any) -> None:
    """429 with Retry-After for that client alone, until the next minute."""
    owner = await some_owner()
    token, other = await token_of(clock, owner, "fleet:read"), await token_of(clock, owner, "fleet:read")
    # The clock of the site stands at the beginning of a minute, so that no call falls into the next.
    clock.offset -= timedelta(seconds=clock.now().second)
    assert (await call(clock, token)).status_code == 200
    async with scoped(NOBODY) as connection:
        await connection.execute("UPDATE throttle SET tries = $1 WHERE tries = 1", CALLS.free)
    assert (await call(clock, token)).status_code == 200
    refused = await call(clock, token)
    assert (refused.status_code, refused.headers["retry-after"].isdigit()) == (429, True)
    assert (await call(clock, other)).status_code == 200
    clock.offset += timedelta(minutes=1)
    assert (await call(clock, token)).status_code == 200


async def test_the_last_call_is_remembered(site: Any) -> None:
    """To the minute, on the client."""
    client, secret = await site.add("machine", scopes=BOTH, organisation=carrier_of(await some_owner()))
    told = await site.post("token", client, secret, grant_type="client_credentials")
    await call(site, told.json()["access_token"])
    kept = await find_client(client.client_id)
    assert kept is not None
    assert kept.last_used_at is not None
    assert abs(kept.last_used_at - site.now()) < timedelta(minutes=2)


async def test_the_contract_names_the_scopes(site: Any) -> None:
    """Each operation that a token opens says by which scope; the page that shows it draws from the same document."""
    async with site.http() as http:
        told = (await http.get("/schema/openapi.json")).json()
    flows = told["components"]["securitySchemes"]["jeton"]["flows"]
    assert (
        flows["clientCredentials"]["scopes"].keys()
        == flows["authorizationCode"]["scopes"].keys()
        == {*BOTH, *DEROGATIONS, "stays:read"}
    )
    said = {
        (path, method): operation["security"]
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    }
    assert said.pop((VEHICLES, "get")) == [{"jeton": ["fleet:read"]}, {"session": []}]
    assert said[VEHICLES, "post"] == [{"jeton": ["fleet:write"]}, {"session": []}]
    others = ("/api/v1/derogations", "/api/v1/passes", "/cds/events/", "/cds/metrics/")
    assert all(path.startswith((VEHICLES, *others)) for path, _ in said)


async def test_openid_client_calls_our_interface(
    site: Any, run_peer: Callable[..., Awaitable[dict[str, str | None]]]
) -> None:
    """A certified client gets its token by credentials, then keeps a fleet with it."""
    client, secret = await site.add("machine", scopes=BOTH, organisation=carrier_of(await some_owner()))
    found = await run_peer(
        "calling.mjs", {"issuer": site.address, "id": client.client_id, "secret": secret, "vehicle": VAN}
    )
    assert found == dict.fromkeys(("adds and reads", "reads only", "revoked"))
