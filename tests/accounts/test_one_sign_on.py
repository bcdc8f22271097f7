"""One sign-on, from end to end: our own pages sign somebody in to another tool, and out of it."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from desks import PASSWORD, SOURCES
from visits import HERE, Visit, browser, services

from accounts.core.oidc import PERSONAL, Client
from accounts.service.provider import add_client
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses

BACK = "http://127.0.0.1:9/back"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"


@pytest.fixture
async def visit(database: Addresses, tmp_path: Path) -> AsyncIterator[Visit]:
    """A browser on this machine, where no key was ever sealed with another secret."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM signing_key")
    wired, post, clock = services(tmp_path)
    async with browser(wired, HERE, f"192.0.2.{next(SOURCES)}") as client:
        yield Visit(client, post, clock, f"{uuid4()}@example.org")


async def test_signed_in_to_a_tool_and_out_of_it(visit: Visit) -> None:
    """The tool sends to our sign-in, which goes on from a page; leaving here takes back what the tool was given."""
    await visit.join()
    await visit.fill("/compte/profil", at="/deconnexion")
    tool, _ = await add_client(
        Client(client_id="", name="Essai", kind="public", scopes=tuple(PERSONAL), redirect_uris=(BACK,)),
        datetime(2026, 11, 24, tzinfo=UTC),
    )
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": tool.client_id, "redirect_uri": BACK, "response_type": "code", "scope": "openid email",
        "state": "a state", "nonce": "a nonce", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    sent = await visit.client.get("/oauth/authorize", params=asked)
    way = urlsplit(sent.headers["location"])
    assert way.path == "/connexion"
    then = dict(parse_qsl(way.query))["next"]
    onward = await visit.fill(way.geturl(), at="/connexion", email=visit.email, password=PASSWORD, next=then)
    assert onward.status_code == 200
    assert 'http-equiv="refresh"' in onward.text
    given = await visit.client.get("/oauth/authorize", params=asked)
    code = dict(parse_qsl(urlsplit(given.headers["location"]).query))["code"]
    form = {"client_id": tool.client_id, "redirect_uri": BACK, "code_verifier": VERIFIER}
    tokens = await visit.client.post("/oauth/token", data=form | {"grant_type": "authorization_code", "code": code})
    bearer = {"authorization": f"Bearer {tokens.json()['access_token']}"}
    assert (await visit.client.get("/oauth/userinfo", headers=bearer)).json()["email"] == visit.email
    await visit.fill("/compte/profil", at="/deconnexion")
    assert (await visit.client.get("/oauth/userinfo", headers=bearer)).status_code == 401
