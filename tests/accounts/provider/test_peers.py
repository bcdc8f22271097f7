"""openid-client, a certified relying party that is none of ours, signs people in with our provider."""

import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tenants.database import Scope, scoped

type Found = dict[str, str | None]

CHECKS = (
    "discovery",
    "code, PKCE, nonce, state and iss",
    "id token",
    "plain userinfo",
    "signed userinfo",
    "replayed code refused, and what it gave taken back",
    "refresh rotation, with an id token",
    "old refresh token refused, its family revoked",
    "introspection",
    "revocation",
    "wrong verifier",
    "wrong redirect address: a page, no redirect",
    "prompt=none without session",
    "sign-in asked for, then the code",
    "client credentials",
    "public client",
    "logout by the client, with state; the back channel told",
)


@pytest.fixture(scope="module")
async def found(site: Any, run_peer: Callable[..., Awaitable[Found]]) -> Found:
    """What openid-client found, check by check."""
    signed = await site.sign_in()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ('pairs', 'x', 'Europe/Paris') ON CONFLICT DO NOTHING"
        )
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'editor', 'pairs', 'test')",
            signed.who.person,
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    back, after = "http://127.0.0.1:9/back", "http://127.0.0.1:9/after"
    confidential = await site.add(post_logout_uris=(after,), back_channel_uri=f"http://127.0.0.1:{port}/out")
    signing = await site.add(id_token_alg="ES256", userinfo_alg="ES256")
    shapes = {
        "confidential": confidential,
        "signed": signing,
        "open": await site.add("public"),
        "machine": await site.add("machine"),
    }
    settings = {
        name: {"id": client.client_id, "secret": secret or None, "redirect": back, "postLogout": after}
        for name, (client, secret) in shapes.items()
    }
    told = {
        "sub": str(signed.who.person), "name": "Camille Exemple", "locale": "fr", "email": signed.who.email,
        "email_verified": True, "roles": [{"role": "editor", "territory": "pairs", "organisation": None}],
    }  # fmt: skip
    return await run_peer(
        "relying-party.mjs",
        settings | {
            "issuer": site.address, "cookie": f"who={signed.session}", "person": str(signed.who.person),
            "session": str(signed.session), "userinfo": told, "backChannelPort": port,
        },
    )  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_relying_party(found: Found, check: str) -> None:
    """Each thing a relying party relies on."""
    assert found[check] is None, found[check]


def test_every_check_is_known(found: Found) -> None:
    """None is left out here."""
    assert found.keys() == set(CHECKS)
