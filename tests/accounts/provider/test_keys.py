"""Keys: published ahead, used, left; sealed; their secret."""

import asyncio
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc.jwk import KeySet

from accounts.service.provider import Keys, Provider, Secret
from tenants.database import Scope, scoped
from tenants.errors import Conflict, Unavailable
from tenants.migrate import Addresses
from tenants.settings import Settings

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def keys(database: Addresses, tmp_path: Path) -> Any:
    """Keys of a table of their own; those that stood before come back afterwards."""
    async with scoped(Scope()) as connection:
        stood = await connection.fetch("DELETE FROM signing_key RETURNING *")
    yield Keys(Secret(None, tmp_path))
    async with scoped(Scope()) as connection:
        await connection.execute("DELETE FROM signing_key")
        await connection.executemany(
            "INSERT INTO signing_key (kid, alg, secret, published_at, used_from, retired_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [tuple(row.values()) for row in stood],
        )


async def published(keys: Keys, at: datetime) -> set[object]:
    """The kids that others see at an instant."""
    document = (await keys.ring(at)).document(at)["keys"]
    assert isinstance(document, list)
    assert all("d" not in key and "p" not in key for key in document)
    return {key["kid"] for key in document}


async def signer(keys: Keys, at: datetime) -> str | None:
    """The kid that signs at an instant."""
    found = (await keys.ring(at)).signer("ES256", at)
    return found.key.kid if found else None


async def test_the_next_key_is_published_a_day_ahead(keys: Keys) -> None:
    """It signs a day later; the former one leaves two days after that."""
    first = await published(keys, NOW)
    old = await signer(keys, NOW)
    next_ones = set(await keys.rotate(NOW))
    assert len(first) == len(next_ones) == 2
    for later, seen in ((timedelta(), first | next_ones), (3 * DAY - timedelta(seconds=1), first | next_ones)):
        assert await published(keys, NOW + later) == seen
    assert await signer(keys, NOW + DAY - timedelta(seconds=1)) == old
    assert await signer(keys, NOW + DAY) in next_ones
    assert await published(keys, NOW + 3 * DAY) == next_ones


async def test_keys_turn_one_at_a_time(keys: Keys) -> None:
    """While the next ones wait, there are no others; once they serve, there are."""
    await keys.ring(NOW)
    await keys.rotate(NOW)
    with pytest.raises(Conflict):
        await keys.rotate(NOW + timedelta(hours=23))
    await keys.rotate(NOW + DAY)
    assert len(await published(keys, NOW + DAY)) == 6


async def test_a_key_that_leaked_leaves_at_once(keys: Keys) -> None:
    """Even beside keys that wait."""
    before = await published(keys, NOW)
    await keys.rotate(NOW)
    after = set(await keys.rotate(NOW, at_once=True))
    assert await published(keys, NOW) == after
    assert not before & after
    assert await signer(keys, NOW) in after


async def test_the_first_keys_are_made_once(keys: Keys) -> None:
    """By however many nodes at once."""
    others = [Keys(keys.secret) for _ in range(3)]
    rings = await asyncio.gather(*(each.ring(NOW) for each in (keys, *others)))
    assert len({frozenset(signer.key.kid for signer in ring.signers) for ring in rings}) == 1


async def test_another_secret_opens_no_key(keys: Keys) -> None:
    """The node says what to give it back; a rotation at once mends it when the secret is lost."""
    await keys.ring(NOW)
    other = Keys(Secret("another secret of thirty-two letters", keys.secret.data))
    with pytest.raises(Unavailable, match="ne s’ouvrent pas"):
        await other.ring(NOW)
    await other.rotate(NOW, at_once=True)
    assert len(await published(other, NOW)) == 2


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """By however many processes; nobody else reads it; each purpose has its own key."""
    secret = Secret(None, tmp_path / "new")
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret.derive("x"), range(32)))) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret"]
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert secret.derive("x") != secret.derive("y")


async def test_what_the_provider_says_of_itself_is_well_formed(site: Any) -> None:
    """By authlib's own reading of the standard, and by that of the keys."""
    async with site.http() as http:
        told = (await http.get("/.well-known/openid-configuration")).json()
        assert len(KeySet.import_key_set((await http.get("/oauth/keys")).json()).keys) >= 2
    # The standard asks https of every address; loopback is the exception of our own.
    secure = {
        name: value.replace("http://127.0.0.1", "https://127.0.0.1") if isinstance(value, str) else value
        for name, value in told.items()
    }
    OpenIDProviderMetadata(secure).validate()


@pytest.mark.parametrize(
    ("environment", "issuer"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "::1", "PORT": "9"}, "http://[::1]:9"),
        ({"HOST": "0.0.0.0"}, None),
        ({"HOST": "0.0.0.0", "JOPTIMIZ_ORIGIN": "https://x.example.fr/"}, "https://x.example.fr"),
        ({"JOPTIMIZ_ORIGIN": "http://localhost:9"}, "http://localhost:9"),
    ],
)
def test_the_name_of_the_provider(environment: dict[str, str], issuer: str | None) -> None:
    """Given, or that of a machine that speaks to itself; on a network it must be given."""
    assert Settings.of(environment).issuer == issuer


@pytest.mark.parametrize(
    "wrong",
    ["http://x.example.fr", "https://x.example.fr/chemin", "https://x?y", "https://", "x", "https://a@x", "https://[x"],
)
def test_a_wrong_name_is_said_in_french(wrong: str) -> None:
    """With what would be right."""
    with pytest.raises(ValueError, match="JOPTIMIZ_ORIGIN vaut"):
        Settings.of({"JOPTIMIZ_ORIGIN": wrong})
    with pytest.raises(ValueError, match="trop court"):
        Settings.of({"JOPTIMIZ_SECRET": wrong})


def test_without_name_it_says_so(tmp_path: Path) -> None:
    """What to give is in the answer."""
    with pytest.raises(Unavailable) as refused:
        Provider(None, Secret(None, tmp_path)).discovery()
    assert "JOPTIMIZ_ORIGIN" in refused.value.detail
