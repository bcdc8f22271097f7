"""What is fetched once and verified without us: over HTTP, as anybody does."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from desks import Clock
from sealing import publish_some
from visits import HERE, browser, services

from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses
from tenants.verifying import verify, verify_keys


@pytest.fixture
async def visit(database: Addresses, tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, str, Clock]]:
    """The application, a territory with a version, and its clock."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM platform_secret")
    slug = f"aiguemarine-{uuid4().hex[:8]}"
    await publish_some(slug)
    wired, _, clock = services(tmp_path)
    await wired.shelf.refresh()
    async with browser(wired, HERE, "203.0.113.9") as client:
        yield client, slug, clock
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM platform_secret")


async def test_fetched_and_verified(visit: tuple[httpx.AsyncClient, str, Clock]) -> None:
    """Envelope and keys, from any site, kept a minute, asked again by their tags."""
    client, slug, clock = visit
    address = f"/api/v1/territories/{slug}/bundle"
    envelope = await client.get(address)
    keys = await client.get("/keys")
    opened = verify(envelope.content, verify_keys(keys.content, clock()), clock())
    published = await client.get(f"/api/v1/territories/{slug}/rulebooks/1/bundle")
    assert opened.bundle.canonical == published.content
    assert list(json.loads(envelope.content)) == ["alg", "bundle", "header", "kid", "sig"]
    for answer, at in ((envelope, address), (keys, "/keys")):
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert answer.headers["access-control-allow-origin"] == "*"
        again = await client.get(at, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(f"{address}?rulebook=1")).content == envelope.content


async def test_a_publication_waits_for_nothing_and_is_signed(visit: tuple[httpx.AsyncClient, str, Clock]) -> None:
    """Published by another node, not yet known to this one: what is served is the last version all the same."""
    client, slug, clock = visit
    first = await client.get(f"/api/v1/territories/{slug}/bundle")
    await publish_some(slug, 1)
    second = await client.get(f"/api/v1/territories/{slug}/bundle", headers={"if-none-match": first.headers["etag"]})
    ring = verify_keys((await client.get("/keys")).content, clock())
    assert verify(second.content, ring, clock()).rulebook == 2
    former = await client.get(f"/api/v1/territories/{slug}/bundle?rulebook=1")
    assert verify(former.content, ring, clock(), past=True).standing == "past"


async def test_what_is_not_there(visit: tuple[httpx.AsyncClient, str, Clock]) -> None:
    """A version never published, a territory unknown, a number that is none: each says so."""
    client, slug, _ = visit
    for address, status, code in (
        (f"/api/v1/territories/{slug}/bundle?rulebook=7", 404, "rulebook-unknown"),
        ("/api/v1/territories/nulle-part/bundle", 404, "territory-unknown"),
        (f"/api/v1/territories/{slug}/bundle?rulebook=x", 400, None),
        (f"/api/v1/territories/{slug}/bundle?rulebook=99999999999", 404, "rulebook-unknown"),
    ):
        answer = await client.get(address)
        assert answer.status_code == status, address
        assert code is None or answer.json()["code"] == code


async def test_a_node_with_another_secret_says_so(
    visit: tuple[httpx.AsyncClient, str, Clock], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It stays ready, serves what was signed, and tells what its operator has to do."""
    client, slug, clock = visit
    address = f"/api/v1/territories/{slug}/bundle"
    signed = (await client.get(address)).content
    await client.get("/keys")
    other, _, later = services(tmp_path_factory.mktemp("other"))
    await other.shelf.refresh()
    async with browser(other, HERE, "203.0.113.10") as stranger:
        assert (await stranger.get(address)).content == signed
        later.at = clock() + timedelta(days=2)
        refused = await stranger.get(address)
        assert (refused.status_code, refused.json()["code"]) == (503, "keys-sealed")
        ready = (await stranger.get("/readyz")).json()
    (keys,) = [check for check in ready["checks"] if check["name"] == "keys"]
    assert keys["ready"]
    assert "Les clés de signature ne s’ouvrent pas." in keys["detail"]


async def test_renewed_daily(visit: tuple[httpx.AsyncClient, str, Clock]) -> None:
    """A day later it is signed again, with a later term and a greater sequence."""
    client, slug, clock = visit
    envelope = (await client.get(f"/api/v1/territories/{slug}/bundle")).content
    # Its first key is listed from then on.
    ring = verify_keys((await client.get("/keys")).content, clock())
    first = verify(envelope, ring, clock())
    clock.turn(days=1)
    envelope = (await client.get(f"/api/v1/territories/{slug}/bundle")).content
    second = verify(envelope, ring, clock())
    assert (second.sequence, second.expires) == (first.sequence + 1, first.expires + 86_400)
