"""The authorization endpoint: what goes back to the client, what stays on a page, what must come first."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tenants.database import Scope, scoped


def told(answer: httpx.Response) -> dict[str, str]:
    """The parameters a browser carries back."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.mark.parametrize(
    "more",
    [
        {"client_id": "nobody"},
        {"client_id": "x" * 41},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "http://127.0.0.1:9/back/"},
        {"redirect_uri": "http://127.0.0.1:9/BACK"},
        {"redirect_uri": "http://127.0.0.1:9/back?x=1"},
        {"redirect_uri": "http://127.0.0.1:9/é\"'<b>"},
        {"redirect_uri": "http://127.0.0.1:9/back\0"},
    ],
)
async def test_a_wrong_client_or_address_is_a_page(site: Any, more: dict[str, str | None]) -> None:
    """In French, without redirect, whoever is signed in."""
    client, _ = await site.add()
    answer = await site.authorize(client, await site.sign_in(), **more)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "Cette demande de connexion n’est pas recevable" in answer.text
    assert "<b>" not in answer.text


async def test_a_parameter_given_twice_is_a_page(site: Any) -> None:
    """Which of the two would count is anybody's guess."""
    client, _ = await site.add()
    async with site.http() as http:
        answer = await http.get(f"/oauth/authorize?client_id={client.client_id}&state=a&state=b")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "é"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "court"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "unknown"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://x"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "later"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"signed_since": "0.00"}, "invalid_request"),
        ({"signed_since": "é"}, "invalid_request"),
        ({"prompt": "none", "max_age": "0"}, "login_required"),
        ({"prompt": "none", "id_token_hint": "forged"}, "login_required"),
    ],
)
@pytest.mark.parametrize("kind", ["confidential", "public"])
async def test_other_errors_go_back_to_the_client(
    site: Any, kind: str, more: dict[str, str | None], error: str
) -> None:
    """With its state and our name (RFC 9207), for every kind of client."""
    client, _ = await site.add(kind)
    answer = told(await site.authorize(client, await site.sign_in(), **more))
    assert (answer["error"], answer["state"], answer["iss"]) == (error, "a state", site.address)
    assert "code" not in answer


async def test_an_unknown_scope_is_passed_over(site: Any) -> None:
    """As OpenID Connect wants; what is given is said."""
    client, secret = await site.add(scopes=("openid", "email"))
    tokens = await site.tokens(client, secret, await site.sign_in(), scope="openid roles email telepathy")
    assert tokens["scope"] == "openid email"


@pytest.mark.parametrize("more", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}])
async def test_a_new_sign_in_is_asked_for_once(clock: Any, more: dict[str, str]) -> None:
    """Who is signed in signs in again; the same sign-in does not pass twice, a later one does."""
    client, _ = await clock.add()
    signed = await clock.sign_in()
    clock.offset += timedelta(seconds=5)
    sent = urlsplit((await clock.authorize(client, signed, **more)).headers["location"])
    query = dict(parse_qsl(sent.query))
    assert (sent.path, query["again"]) == ("/connexion", "1")
    async with clock.http(signed) as http:
        assert (await http.get(query["next"])).headers["location"].startswith("/connexion?")
    clock.offset += timedelta(seconds=5)
    async with clock.http(await clock.sign_in()) as http:
        assert "code" in told(await http.get(query["next"]))


async def test_the_mark_of_a_sign_in_is_of_one_request(clock: Any) -> None:
    """Taken to another request, it is worth nothing."""
    client, _ = await clock.add()
    answer = await clock.authorize(client, None)
    asked = dict(parse_qsl(urlsplit(dict(parse_qsl(urlsplit(answer.headers["location"]).query))["next"]).query))
    mark = asked["signed_since"]
    other = told(await clock.authorize(client, None, signed_since=mark, code_challenge="x" * 43))
    assert other["error"] == "invalid_request"


async def owned(site: Any) -> Any:
    """A client of a territory."""
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ('voirie', 'Ville <b>X</b>', 'Europe/Paris')"
            " ON CONFLICT DO NOTHING"
        )
    return await site.add(territory="voirie")


def form_of(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found}


async def test_the_client_of_another_asks_once(site: Any) -> None:
    """A page says who holds it and what it will know; refused, nothing goes; accepted, it asks no more."""
    client, secret = await owned(site)
    signed = await site.sign_in()
    assert told(await site.authorize(client, signed, prompt="none"))["error"] == "consent_required"
    page = await site.authorize(client, signed)
    assert page.status_code == 200
    assert "Ville &lt;b&gt;X&lt;/b&gt;" in page.text
    for each in ("votre nom", "votre adresse électronique", "les rôles que vous tenez"):
        assert each in page.text
    assert "form-action 'self' http://127.0.0.1:9" in page.headers["content-security-policy"]
    form = form_of(page)
    async with site.http(signed) as http:
        refused = told(await http.post("/oauth/consent", data=form | {"answer": "no"}))
        assert refused["error"] == "access_denied"
        accepted = told(await http.post("/oauth/consent", data=form | {"answer": "yes"}))
    assert (await site.exchange(client, secret, accepted["code"])).status_code == 200
    assert "code" in told(await site.authorize(client, signed, prompt="none"))
    assert (await site.authorize(client, signed, prompt="consent")).status_code == 200
    assert "code" in told(await site.authorize(client, signed, scope="openid email"))


async def test_a_tool_of_the_house_asks_no_consent(site: Any) -> None:
    """Even when it wants to."""
    client, _ = await site.add()
    assert "code" in told(await site.authorize(client, await site.sign_in(), prompt="consent"))


async def test_a_consent_is_of_one_session_and_one_request(site: Any) -> None:
    """A form made elsewhere, by somebody else or changed on the way is refused on a page."""
    client, _ = await owned(site)
    form = form_of(await site.authorize(client, await site.sign_in())) | {"answer": "yes"}
    signed = await site.sign_in()
    own = form_of(await site.authorize(client, signed)) | {"answer": "yes"}
    async with site.http(signed) as http:
        for wrong in (form, own | {"query": own["query"] + "&x=1"}, own | {"seal": "é"}, {}):
            answer = await http.post("/oauth/consent", data=wrong)
            assert answer.status_code == 400
            assert "location" not in answer.headers


async def test_a_role_tells_where_it_is_held(site: Any) -> None:
    """Only roles still held, under the scope `roles` alone."""
    client, secret = await site.add()
    signed = await site.sign_in()
    async with scoped(Scope(door="test")) as connection:
        organisation = await connection.fetchval(
            "INSERT INTO organisation (kind, name) VALUES ('carrier', 'Transports X') RETURNING id"
        )
        for name, ended in (("owner", None), ("driver", "now()")):
            await connection.execute(
                "INSERT INTO role_held (person, name, organisation, granted_by, ended_at) VALUES"
                f" ($1, $2, $3, 'test', {ended or 'NULL'})",
                signed.who.person, name, organisation,
            )  # fmt: skip
    for scope, roles in (("openid roles", [{"role": "owner", "territory": None, "organisation": str(organisation)}]),
                         ("openid email", None)):  # fmt: skip
        tokens = await site.tokens(client, secret, signed, scope=scope)
        async with site.http() as http:
            bearer = {"authorization": f"Bearer {tokens['access_token']}"}
            assert (await http.get("/oauth/userinfo", headers=bearer)).json().get("roles") == roles
