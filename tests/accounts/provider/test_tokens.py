"""Tokens: what is refused, what is taken back, what dies by itself."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from accounts.core.oidc import PERSONAL
from accounts.service.bearer import Called, find_called
from accounts.service.provider import remove_client
from joptimiz.privacy import purge_national
from tenants.database import Scope, scoped

REFRESH = {"grant_type": "refresh_token"}


def code(answer: httpx.Response) -> str:
    """The code in the address a browser is sent to."""
    return answer.headers["location"].split("code=")[1].split("&")[0]


async def lives(site: Any, token: str) -> bool:
    """Whether an access token still opens its person's page."""
    async with site.http() as http:
        answer = await http.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
    return bool(answer.status_code == 200)


async def test_the_code_of_another_client_is_refused_and_burned(site: Any) -> None:
    """Neither that client nor, afterwards, its own gets anything for it."""
    (mine, secret), (other, others) = await site.add(), await site.add()
    given = code(await site.authorize(mine, await site.sign_in()))
    for client, word in ((other, others), (mine, secret)):
        answer = await site.exchange(client, word, given)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_lives_a_minute(clock: Any) -> None:
    """Within it, it serves; a minute later it does not."""
    client, secret = await clock.add()
    for later, status in ((40, 200), (60, 400)):
        given = code(await clock.authorize(client, await clock.sign_in()))
        clock.offset += timedelta(seconds=later)
        assert (await clock.exchange(client, secret, given)).status_code == status


async def test_a_code_exchanged_twice_at_once_serves_once(site: Any) -> None:
    """The second waits for the first, then takes back what the first was given."""
    client, secret = await site.add()
    given = code(await site.authorize(client, await site.sign_in()))
    answers = await asyncio.gather(*(site.exchange(client, secret, given) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert not await lives(site, won["access_token"])


async def test_a_refresh_token_used_twice_at_once_serves_once(site: Any) -> None:
    """And its family goes."""
    client, secret = await site.add()
    first = (await site.tokens(client, secret, await site.sign_in()))["refresh_token"]
    answers = await asyncio.gather(*(site.post("token", client, secret, **REFRESH, refresh_token=first) for _ in "abc"))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]
    last = next(answer.json() for answer in answers if answer.status_code == 200)["refresh_token"]
    again = await site.post("token", client, secret, **REFRESH, refresh_token=last)
    assert again.json()["error"] == "invalid_grant"


async def test_a_stranger_does_not_use_a_refresh_token_up(site: Any) -> None:
    """Another client, or an access token in its place, gets nothing, and the owner goes on."""
    (client, secret), (other, others) = await site.add(), await site.add()
    tokens = await site.tokens(client, secret, await site.sign_in())
    for who, word, token in ((other, others, "refresh_token"), (client, secret, "access_token")):
        answer = await site.post("token", who, word, **REFRESH, refresh_token=tokens[token])
        assert answer.json()["error"] == "invalid_grant"
    answer = await site.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"])
    assert answer.status_code == 200


async def test_refreshing_may_ask_for_less_once(site: Any) -> None:
    """Never for more; the next time, what was agreed to stands."""
    client, secret = await site.add()
    tokens = await site.tokens(client, secret, await site.sign_in(), scope="openid email")
    asked = {"refresh_token": tokens["refresh_token"], "scope": "openid roles"}
    refused = await site.post("token", client, secret, **REFRESH, **asked)
    assert refused.json()["error"] == "invalid_scope"
    less = await site.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"], scope="openid")
    assert less.json()["scope"] == "openid"
    more = await site.post("token", client, secret, **REFRESH, refresh_token=less.json()["refresh_token"])
    assert more.json()["scope"] == "openid email"


async def test_everything_expires(clock: Any) -> None:
    """An access token after a quarter of an hour, a refresh token after a month, all of them after a season."""
    client, secret = await clock.add()
    tokens = await clock.tokens(client, secret, await clock.sign_in())
    clock.offset += timedelta(minutes=15)
    assert not await lives(clock, tokens["access_token"])
    for _ in range(3):
        clock.offset += timedelta(days=29)
        answer = await clock.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"])
        tokens = answer.json()
        assert answer.status_code == 200, answer.text
    clock.offset += timedelta(days=3)
    answer = await clock.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"


async def test_a_person_who_left_is_signed_in_nowhere(site: Any) -> None:
    """Neither their access token nor their refresh token serves."""
    client, secret = await site.add()
    signed = await site.sign_in()
    tokens = await site.tokens(client, secret, signed)
    waiting = code(await site.authorize(client, signed))
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE person SET closed_at = now() WHERE id = $1", signed.who.person)
    assert not await lives(site, tokens["access_token"])
    answer = await site.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert (await site.exchange(client, secret, waiting)).json()["error"] == "invalid_grant"


async def test_clients_prove_themselves(site: Any) -> None:
    """A wrong secret, none, or credentials that do not read: 401 or 400, never a crash."""
    client, _ = await site.add()
    form = {"grant_type": "authorization_code", "code": "x"}
    answer = await site.post("token", client, "wrong", **form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")
    async with site.http() as http:
        for odd in ("Basic", "Basic !!", "Basic /////w==", "Basic AAA6AAA=", "Bearer x"):
            answer = await http.post("/oauth/token", data=form, headers={"authorization": odd})
            assert answer.json()["error"] == "invalid_client", odd
        unproved = await http.post("/oauth/token", data=form | {"client_id": client.client_id})
        assert unproved.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "authorization_code"}', "application/json"),
        (b"grant_type=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"grant_type=%FF", "application/x-www-form-urlencoded"),
        (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded"),
        (b"code=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(100)), "application/x-www-form-urlencoded"),
    ],
)
async def test_a_form_that_does_not_read_is_said_so(site: Any, body: bytes, kind: str) -> None:
    """As the standard says it."""
    async with site.http() as http:
        answer = await http.post("/oauth/token", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("grant", ["password", "é", ""])
async def test_an_unknown_grant_is_said_so(site: Any, grant: str) -> None:
    """Whatever its name."""
    client, secret = await site.add()
    answer = await site.post("token", client, secret, grant_type=grant)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_people_and_machines_keep_to_their_grants(site: Any) -> None:
    """A client of people gets nothing for itself, and a machine signs nobody in."""
    client, secret = await site.add()
    answer = await site.post("token", client, secret, grant_type="client_credentials")
    assert answer.json()["error"] == "unauthorized_client"
    machine, word = await site.add("machine")
    assert (await site.exchange(machine, word, "x")).json()["error"] == "unauthorized_client"
    assert (await site.authorize(machine, await site.sign_in())).status_code == 400


async def test_userinfo_says_why_not(site: Any) -> None:
    """Without token, with a forged one, with a machine's: the challenge of RFC 6750."""
    machine, secret = await site.add("machine")
    token = (await site.post("token", machine, secret, grant_type="client_credentials")).json()["access_token"]
    async with site.http() as http:
        for bearer, status, said in (
            ("", 401, "Bearer"),
            ("Bearer forged", 401, 'Bearer error="invalid_token"'),
            (f"Bearer {token}", 403, 'Bearer error="insufficient_scope"'),
        ):
            answer = await http.get("/oauth/userinfo", headers={"authorization": bearer})
            assert answer.status_code == status
            assert answer.headers["www-authenticate"].startswith(said)


async def test_whose_token_it_is_to_ask_about_or_take_back(site: Any) -> None:
    """Another client neither learns of it nor ends it; a machine trusted with the question learns of it."""
    (client, secret), (other, others) = await site.add(), await site.add()
    token = (await site.tokens(client, secret, await site.sign_in()))["access_token"]
    assert (await site.post("introspect", other, others, token=token)).json() == {"active": False}
    assert (await site.post("revoke", other, others, token=token)).json()["error"] == "invalid_grant"
    assert await lives(site, token)
    trusted, word = await site.add("machine", scopes=("introspect",))
    assert (await site.post("introspect", trusted, word, token=token)).json()["client_id"] == client.client_id
    assert (await site.post("introspect", trusted, word, token="forged")).json() == {"active": False}
    assert (await site.post("introspect", trusted, word)).json()["error"] == "invalid_request"
    assert (await site.post("revoke", client, secret, token="forged")).status_code == 200


async def test_whose_token_it_is(clock: Any) -> None:
    """A machine’s, or a person’s by a client; nobody’s once expired, nor once the client is gone."""
    machine, secret = await clock.add("machine", scopes=("decisions:read", "zones:read"))
    answer = await clock.post("token", machine, secret, grant_type="client_credentials", scope="zones:read")
    token = answer.json()["access_token"]
    found = await find_called(token, clock.now())
    assert found is not None
    assert (found.client.client_id, found.scopes) == (machine.client_id, frozenset({"zones:read"}))
    client, word = await clock.add()
    tokens = await clock.tokens(client, word, signed := await clock.sign_in())
    assert await find_called(tokens["access_token"], clock.now()) == Called(client, frozenset(PERSONAL), signed.who)
    assert await find_called("forged", clock.now()) is None
    assert await find_called(token, clock.now() + timedelta(minutes=15)) is None
    await remove_client(machine.client_id, clock.now())
    assert await find_called(token, clock.now()) is None


async def test_secrets_are_kept_nowhere(site: Any) -> None:
    """Neither codes, tokens, client secrets nor private keys stand in the database in clear."""
    client, secret = await site.add()
    tokens = await site.tokens(client, secret, await site.sign_in())
    waiting = code(await site.authorize(client, await site.sign_in()))
    async with scoped(Scope()) as connection:
        kept = [
            repr(await connection.fetch(f"SELECT t::text FROM {table} t"))
            for table in ("oidc_client", "oidc_code", "oidc_token", "signing_key")
        ]
    for word in (secret, tokens["access_token"], tokens["refresh_token"], waiting, '"d"'):
        assert all(word not in table for table in kept)


async def test_what_is_over_is_forgotten(clock: Any) -> None:
    """A used refresh token stays known till it expires; then it goes, with expired codes."""
    client, secret = await clock.add()
    tokens = await clock.tokens(client, secret, await clock.sign_in())
    await clock.post("token", client, secret, **REFRESH, refresh_token=tokens["refresh_token"])
    await clock.authorize(client, await clock.sign_in())
    count = (
        "SELECT (SELECT count(*) FROM oidc_code WHERE client = $1), (SELECT count(*) FROM oidc_token WHERE client = $1)"
    )
    for later, left in ((timedelta(), (1, 4)), (timedelta(hours=1), (0, 2)), (timedelta(days=31), (0, 0))):
        await purge_national(clock.now() + later)
        async with scoped(Scope()) as connection:
            assert tuple(await connection.fetchrow(count, client.client_id)) == left


async def test_pages_of_public_clients_may_ask(site: Any) -> None:
    """From their own origin; discovery and keys from anywhere; the authorization endpoint from nowhere."""
    await site.add("public", redirect_uris=("https://appli.example.fr/retour",))
    await site.add(redirect_uris=("https://serveur.example.fr/retour",))
    allow = "access-control-allow-origin"
    async with site.http() as http:
        for origin, allowed in (
            ("https://appli.example.fr", True), ("https://appli.example", False),
            ("https://serveur.example.fr", False), ("https://appli.example.fr/retour", False), ("null", False),
        ):  # fmt: skip
            headers = {"origin": origin, "access-control-request-method": "POST"}
            for path in ("/oauth/token", "/oauth/userinfo"):
                assert ((await http.options(path, headers=headers)).headers.get(allow) == origin) is allowed
            assert ((await http.post("/oauth/token", headers=headers)).headers.get(allow) == origin) is allowed
            assert allow not in (await http.get("/oauth/authorize", headers=headers)).headers
            for path in ("/oauth/keys", "/.well-known/openid-configuration"):
                assert (await http.get(path, headers=headers)).headers[allow] == "*"
