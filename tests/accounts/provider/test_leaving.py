"""Signing out: who may ask it, who is told, what is left."""

import asyncio
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from structlog.testing import capture_logs

from accounts.service.provider.mint import Mint

AFTER = "http://127.0.0.1:9/after"


@pytest.fixture
async def signed_in(site: Any) -> Any:
    """A client, its secret, somebody signed in to it, and their tokens."""
    client, secret = await site.add(post_logout_uris=(AFTER,), id_token_alg="ES256")
    signed = await site.sign_in()
    return client, secret, signed, await site.tokens(client, secret, signed)


async def leave(site: Any, signed: Any, **asked: str) -> Any:
    """What the logout endpoint answers this browser."""
    async with site.http(signed) as http:
        return await http.get("/oauth/logout", params=asked)


async def ended(site: Any, client: Any, secret: str, tokens: dict[str, str]) -> bool:
    """Whether what was given in the session is taken back."""
    told = await site.post("introspect", client, secret, token=tokens["access_token"])
    return bool(told.json()["active"] is False)


def part(value: object) -> str:
    """A part of a JWT."""
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def forge(site: Any, client: Any, signed: Any, kind: str) -> str:
    """An ID token that is not, or is no more, one of ours for this client."""
    now, provider = site.now(), site.services.provider
    claims = {
        "iss": site.address, "aud": client.client_id, "sub": str(signed.who.person), "sid": str(signed.session),
        "iat": int(now.timestamp()),
    }  # fmt: skip
    if kind == "none":
        return f"{part({'alg': 'none'})}.{part(claims)}."
    signer = (await provider.keys.ring(now)).signer("ES256", now)
    key = ECKey.generate_key("P-256") if kind == "foreign key" else signer.key
    header = {"alg": "ES256", "kid": signer.key.kid}
    changed: dict[str, dict[str, object]] = {
        "foreign issuer": {"iss": "https://other.example"},
        "from the future": {"iat": claims["iat"] + 3600},
        "a logout token": {"events": {}},
        "no session": {"sid": None},
        "audiences": {"aud": [client.client_id, "other"]},
    }
    if kind == "symmetric":
        secret = json.dumps(signer.key.as_dict(private=False))
        return f"{part({'alg': 'HS256', 'kid': signer.key.kid})}.{part(claims)}.{part(secret)}"
    return jwt.encode(header, {**claims, **changed.get(kind, {})}, key, algorithms=["ES256"])


@pytest.mark.parametrize(
    "kind",
    [
        "none",
        "foreign key",
        "symmetric",
        "foreign issuer",
        "from the future",
        "a logout token",
        "no session",
        "audiences",
    ],
)
async def test_a_token_that_is_not_ours_signs_nobody_out(site: Any, signed_in: Any, kind: str) -> None:
    """A page says so; the browser is sent nowhere."""
    client, secret, signed, tokens = signed_in
    hint = await forge(site, client, signed, kind)
    answer = await leave(site, signed, id_token_hint=hint, post_logout_redirect_uri=AFTER)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert not await ended(site, client, secret, tokens)


async def test_a_minute_between_clocks_is_borne_to_the_second(site: Any, signed_in: Any) -> None:
    """What is issued in 60 seconds by our clock is read; in 61 it is not."""
    _, __, ___, tokens = signed_in
    ring = await site.services.provider.keys.ring(site.now())
    claims = jwt.decode(tokens["id_token"], ring.published(site.now()), algorithms=["ES256"]).claims
    at = datetime.fromtimestamp(claims["iat"], UTC)
    mint = Mint(site.address, ring)
    assert mint.read_hint(tokens["id_token"], at - timedelta(seconds=60)) is not None
    assert mint.read_hint(tokens["id_token"], at - timedelta(seconds=61)) is None


async def test_a_clock_a_minute_ahead_is_borne(site: Any, signed_in: Any) -> None:
    """And an ID token long expired still says which session it was of."""
    client, secret, signed, tokens = signed_in
    site.offset -= timedelta(seconds=59)
    answer = await leave(site, signed, id_token_hint=tokens["id_token"], post_logout_redirect_uri=AFTER)
    site.offset = timedelta()
    assert answer.headers["location"] == AFTER
    assert await ended(site, client, secret, tokens)
    site.offset += timedelta(hours=5)
    answer = await leave(site, None, id_token_hint=tokens["id_token"], post_logout_redirect_uri=AFTER)
    site.offset = timedelta()
    assert answer.headers["location"] == AFTER


async def test_the_token_of_one_client_given_by_another(site: Any, signed_in: Any) -> None:
    """A wrong audience, or an address of nobody: a page."""
    client, secret, signed, tokens = signed_in
    other, _ = await site.add(post_logout_uris=(AFTER,))
    for asked in ({"client_id": other.client_id}, {"post_logout_redirect_uri": f"{AFTER}/x"}):
        answer = await leave(site, signed, id_token_hint=tokens["id_token"], **asked)
        assert answer.status_code == 400
    assert not await ended(site, client, secret, tokens)


async def test_without_proof_the_person_confirms(site: Any, signed_in: Any) -> None:
    """A page asks; a form made elsewhere does not do; confirmed, the client's address serves."""
    client, secret, signed, tokens = signed_in
    asked = {"client_id": client.client_id, "post_logout_redirect_uri": AFTER, "state": "s"}
    page = await leave(site, signed, **asked)
    assert page.status_code == 200
    assert "Se déconnecter ?" in page.text
    assert not await ended(site, client, secret, tokens)
    assert "form-action 'self' http://127.0.0.1:9" in page.headers["content-security-policy"]
    seal = page.text.split('name="seal" value="')[1].split('"')[0]
    stranger = await site.sign_in()
    async with site.http(stranger) as http:
        assert (await http.post("/oauth/logout", data=asked | {"seal": seal})).status_code == 400
    async with site.http(signed) as http:
        assert (await http.post("/oauth/logout", data=asked | {"seal": seal})).headers["location"] == f"{AFTER}?state=s"
    assert await ended(site, client, secret, tokens)


async def test_the_token_of_another_person_signs_nobody_out_unasked(site: Any, signed_in: Any) -> None:
    """Who is signed in is asked first."""
    _, __, ___, tokens = signed_in
    page = await leave(site, await site.sign_in(), id_token_hint=tokens["id_token"])
    assert "Se déconnecter ?" in page.text


async def test_nobody_signed_in_is_told_so(site: Any) -> None:
    """Without error."""
    answer = await leave(site, None)
    assert answer.status_code == 200
    assert "Vous êtes déconnecté" in answer.text


async def test_what_else_ends_with_a_session(site: Any, signed_in: Any) -> None:
    """Whatever was said to end with it hears of it, once for each session."""
    _, __, signed, tokens = signed_in
    heard: list[UUID] = []

    async def hear(session: UUID, _: object) -> None:
        heard.append(session)

    site.services.provider.ends_with.append(hear)
    await leave(site, signed, id_token_hint=tokens["id_token"])
    site.services.provider.ends_with.remove(hear)
    assert heard == [signed.session]


async def test_a_client_that_does_not_hear_is_logged_by_the_kind_of_failure(site: Any) -> None:
    """Neither its address, nor the token, nor the person; signing out waited for nothing."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    signed = await site.sign_in()
    clients = [await site.add(back_channel_uri=f"http://127.0.0.1:{at}/secret") for at in (port, 9)]
    for client, secret in clients:
        await site.tokens(client, secret, signed)
    with capture_logs() as logs:
        await site.services.provider.sign_out(signed.session, site.now())
        await site.services.provider.back_channel.stop()
    server.close()
    await server.wait_closed()
    assert {log["event"]: log for log in logs if log["event"].startswith("back_channel")} == {
        "back_channel_refused": {
            "event": "back_channel_refused", "log_level": "warning", "client": clients[0][0].client_id, "status": 500,
        },
        "back_channel_failed": {
            "event": "back_channel_failed", "log_level": "warning", "client": clients[1][0].client_id,
            "error": "ConnectError",
        },
    }  # fmt: skip
    with capture_logs() as logs:
        await site.services.provider.sign_out(signed.session, site.now())
        await site.services.provider.back_channel.stop()
    assert logs == []
