"""Signing in elsewhere, against oidc-provider with ProConnect's settings, which is none of ours; then with faults."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from accounts.core.outside import Attempt, Source, is_siret
from accounts.service.outside import Employer, Outside, OutsideRefused, find_employer, proconnect
from accounts.service.outside.reading import UnknownKey, check_id_token, read_signed
from tenants.database import Scope, scoped
from tenants.errors import Unavailable
from tenants.migrate import Addresses

PEERS = Path(__file__).parent / "peers"
BACK, AFTER = "http://127.0.0.1:9/retour", "http://127.0.0.1:9/sortie"
SIRET = "20005478100022"
PEOPLE = {
    "agent": {
        "given_name": "Camille", "usual_name": "Exemple", "email": "Camille@Ville.example.fr", "siret": SIRET,
        "roles": ["agent_public_territorial"], "organization_label": "Métropole", "name": "Camille Exemple",
        "acr": "eidas1-mfa", "amr": ["pwd", "mfa"],
    },
    "weak": {"given_name": "Dominique", "email": "d@example.fr", "acr": "eidas1", "amr": ["pwd"]},
}  # fmt: skip


@pytest.fixture(scope="module")
async def sources(peers: list[str]) -> AsyncIterator[dict[str, Source]]:
    """ProConnect's stand-in, and the source of an organisation, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    issuer = f"http://127.0.0.1:{port}"
    pro = proconnect(
        issuer=issuer,
        client_id="pro",
        client_secret="secret:pro+%",
        redirect_uri=BACK,
        post_logout_uri=AFTER,
        alg="ES256",
    )
    firm = Source("Ma boîte", issuer, "firm", "secret:firm+%&=", BACK, post_logout_uri=None)
    clients = [
        {
            "client_id": source.client_id, "client_secret": source.client_secret, "redirect_uris": [BACK],
            "post_logout_redirect_uris": [AFTER], "token_endpoint_auth_method": source.authentication,
            "id_token_signed_response_alg": source.id_token_alg,
            **({"userinfo_signed_response_alg": source.userinfo_alg} if source.userinfo_alg else {}),
        }
        for source in (pro, firm)
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *peers, "--no-warnings", "outside-provider.mjs",
        json.dumps({"port": port, "clients": clients, "people": PEOPLE}), cwd=PEERS,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while (line := await process.stdout.readline()).strip() != b"ready":
            assert line, "the peer did not start"
    yield {"pro": pro, "firm": firm}
    process.stdin.close()
    await process.wait()


def now() -> datetime:
    """The peer's clock."""
    return datetime.now(UTC)  # noqa: TID251  # the peer has its own clock


async def browse(browser: httpx.AsyncClient, uri: str) -> dict[str, str]:
    """Follow the source's pages till it sends the browser back to us; what it brings back."""
    for _ in range(10):
        answer = await browser.get(uri)
        assert answer.is_redirect, answer.text
        uri = urljoin(uri, answer.headers["location"])
        if uri.startswith((BACK, AFTER)):
            return dict(parse_qsl(urlsplit(uri).query))
    raise AssertionError(uri)


async def test_an_agent_comes_in_by_proconnect(sources: dict[str, Source], database: Addresses) -> None:
    """Signed userinfo, SIRET, roles, two factors; the territory is that of the legal unit; then out again."""
    source, outside = sources["pro"], Outside()
    uri, attempt = await outside.begin(source, now(), login_hint="agent")
    asked = dict(parse_qsl(urlsplit(uri).query))
    assert set(asked) == {
        "client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "claims", "login_hint",
    }  # fmt: skip
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32
    async with httpx.AsyncClient(trust_env=False) as browser:
        who = await outside.finish(source, attempt, await browse(browser, uri), now())
        assert (who.issuer, who.subject, who.email) == (source.issuer, "agent", "camille@ville.example.fr")
        assert (who.name, who.level, who.means) == ("Camille Exemple", "eidas1-mfa", ("pwd", "mfa"))
        assert (who.siret, who.roles, who.organisation) == (SIRET, ("agent_public_territorial",), "Métropole")
        silent, again = await outside.begin(source, now(), prompt="none")
        assert (await outside.finish(source, again, await browse(browser, silent), now())).subject == "agent"
        leaving = await outside.leave(source, who.id_token, now())
        assert leaving is not None
        page = await browser.get(leaving[0])
        xsrf = page.text.split('name="xsrf" value="')[1].split('"')[0]
        confirm = urljoin(leaving[0], "/session/end/confirm")
        left = await browser.post(confirm, data={"xsrf": xsrf, "logout": "yes"})
        assert left.headers["location"] == f"{AFTER}?state={leaving[1]}"
        gone, last = await outside.begin(source, now(), prompt="none")
        assert await refused(outside, source, last, await browse(browser, gone)) == "login_required"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, siren, timezone) VALUES ('metropole', 'x', $1, 'Europe/Paris')"
            " ON CONFLICT DO NOTHING",
            who.siren,
        )
    assert await find_employer(SIRET) == Employer("metropole")
    assert await find_employer("00000000000000") is None


async def test_an_organisation_has_its_own_source(sources: dict[str, Source]) -> None:
    """PKCE, the secret in the header, whatever its letters, plain userinfo; no address to sign out to, no way to."""
    source, outside = sources["firm"], Outside()
    uri, attempt = await outside.begin(source, now(), login_hint="weak")
    assert "code_challenge_method=S256" in uri
    async with httpx.AsyncClient(trust_env=False) as browser:
        who = await outside.finish(source, attempt, await browse(browser, uri), now())
    assert (who.subject, who.email, who.siret, who.roles) == ("weak", "d@example.fr", None, ())
    assert await outside.leave(source, who.id_token, now()) is None


async def refused(outside: Outside, source: Source, attempt: Attempt, back: dict[str, str]) -> str:
    """The code of a refusal."""
    with pytest.raises(OutsideRefused) as error:
        await outside.finish(source, attempt, back, now())
    return error.value.code


async def test_one_factor_does_not_do_where_two_are_asked(sources: dict[str, Source]) -> None:
    """Even when the browser takes the question out of the address."""
    source, outside = sources["pro"], Outside()
    uri, attempt = await outside.begin(source, now(), login_hint="weak")
    asked = dict(parse_qsl(urlsplit(uri).query))
    del asked["claims"]
    async with httpx.AsyncClient(trust_env=False) as browser:
        back = await browse(browser, f"{uri.partition('?')[0]}?{urlencode(asked | {'acr_values': 'eidas1'})}")
    assert await refused(outside, source, attempt, back) == "level"


async def test_what_the_browser_brings_back_is_checked(sources: dict[str, Source]) -> None:
    """Another state, another issuer, an error, a code used twice: each its refusal, in French."""
    source, outside = sources["firm"], Outside()
    uri, attempt = await outside.begin(source, now(), login_hint="agent")
    other = (await outside.begin(source, now()))[1]
    async with httpx.AsyncClient(trust_env=False) as browser:
        back = await browse(browser, uri)
        silent, again = await outside.begin(source, now(), prompt="none", login_hint="weak")
    async with httpx.AsyncClient(trust_env=False) as stranger:
        fresh = await browse(stranger, silent)
    for wrong, code in (
        (back | {"state": "x"}, "state"),
        ({"code": back["code"]}, "state"),
        (back | {"iss": "https://other.example"}, "issuer"),
        ({name: value for name, value in back.items() if name != "iss"}, "issuer"),
        (back | {"error": "access_denied"}, "access_denied"),
        (back | {"error": "<script>"}, "no-code"),
        ({name: value for name, value in back.items() if name != "code"}, "no-code"),
    ):
        assert await refused(outside, source, attempt, wrong) == code
    assert await refused(outside, source, other, back) == "state"
    assert await refused(outside, source, again, fresh) == "login_required"
    assert await refused(outside, source, replace(attempt, nonce="x"), back) == "nonce"
    assert await refused(outside, source, attempt, back) == "no-token"


async def test_settings_that_were_not_agreed_are_refused(sources: dict[str, Source]) -> None:
    """Plain userinfo where a signed one was agreed, another algorithm, a wrong secret."""
    outside = Outside()
    for changed, code in (
        ({"userinfo_alg": "RS256"}, "userinfo"),
        ({"id_token_alg": "ES256"}, "signature"),
        ({"client_secret": "wrong"}, "no-token"),
        ({"pkce": False}, "no-token"),
    ):
        uri, attempt = await outside.begin(sources["firm"], now(), login_hint="agent")
        async with httpx.AsyncClient(trust_env=False) as browser:
            back = await browse(browser, uri)
        assert await refused(outside, replace(sources["firm"], **changed), attempt, back) == code


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "{issuer}/x", "{issuer}/"])
async def test_a_source_that_is_not_there(sources: dict[str, Source], issuer: str) -> None:
    """Silent, or under another name: to be tried later, with a sentence."""
    wrong = replace(sources["firm"], issuer=issuer.format(issuer=sources["firm"].issuer))
    with pytest.raises(Unavailable, match="Ma boîte ne répond pas"):
        await Outside().begin(wrong, now())


NOW = datetime(2027, 1, 5, 10, tzinfo=UTC)
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})
KEYS = KeySet([KEY, ECKey.generate_key("P-256", {"kid": "two"})])
SOURCE = Source("X", "https://x.example", "us", "s", BACK, levels=("high",))
ATTEMPT = Attempt(SOURCE.issuer, "state", "nonce", "verifier")
SECONDS = int(NOW.timestamp())
CLAIMS: dict[str, object] = {
    "iss": SOURCE.issuer, "aud": "us", "sub": "them", "nonce": "nonce", "acr": "high", "iat": SECONDS,
    "exp": SECONDS + 300,
}  # fmt: skip


def id_token(claims: dict[str, object], key: RSAKey = KEY, **header: Any) -> str:
    """An ID token of the source, or nearly."""
    kept = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one"} | header, kept, key, algorithms=["RS256"])


def code_of(token: str, at: datetime = NOW) -> str | None:
    """Why an ID token is refused; None when it is not."""
    try:
        check_id_token({"id_token": token, "access_token": "access"}, KEYS, SOURCE, ATTEMPT, at)
    except OutsideRefused as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, None),
        ({"aud": ["us"]}, None),
        ({"aud": ["us", "others"], "azp": "us"}, None),
        ({"aud": ["us", "others"]}, "audience"),
        ({"aud": "others"}, "audience"),
        ({"aud": None}, "audience"),
        ({"azp": "others"}, "audience"),
        ({"iss": "https://y.example"}, "audience"),
        ({"sub": None}, "audience"),
        ({"nonce": "other"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"acr": "low"}, "level"),
        ({"acr": None}, "level"),
        ({"at_hash": "x"}, "at-hash"),
        ({"exp": None}, "hour"),
        ({"iat": None}, "hour"),
        ({"exp": SECONDS - 59}, None),
        ({"exp": SECONDS - 60}, "hour"),
        ({"iat": SECONDS + 60}, None),
        ({"iat": SECONDS + 61}, "hour"),
        ({"nbf": SECONDS + 60}, None),
        ({"nbf": SECONDS + 61}, "hour"),
    ],
)
def test_what_an_id_token_says_is_checked(claims: dict[str, object], code: str | None) -> None:
    """For us, by them, of this demand, of this hour to a minute, at the level asked for."""
    assert code_of(id_token(claims)) == code


def test_how_an_id_token_is_signed_is_checked() -> None:
    """By their key, with the agreed algorithm: not by another's, not with none, not with the public key as a secret."""
    head, body, _ = id_token({}).split(".")
    none = "eyJhbGciOiJub25lIn0"
    for forged in (f"{none}.{body}.", f"{head}.{body}.", f"{head}.{body}.AAAA", "x", "", id_token({}, OTHER)):
        assert code_of(forged) == "signature", forged
    with pytest.raises(UnknownKey):
        read_signed(id_token({}, kid="gone"), "RS256", KEYS, SOURCE, NOW)


def test_a_token_of_yesterday_has_no_more_course() -> None:
    """Whatever it was good for."""
    assert code_of(id_token({}), NOW + timedelta(days=1)) == "hour"


@pytest.mark.parametrize(
    ("text", "fits"),
    [(SIRET, True), ("20005478100023", False), ("35600000000048", True), ("2000547810002", False), (None, False),
     ("２０００５４７８１０００２２", False)],
)  # fmt: skip
def test_a_siret_is_checked(text: object, fits: bool) -> None:
    """By its key."""
    assert is_siret(text) is fits
