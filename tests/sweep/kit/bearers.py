"""Programs of a tenant at our own doors: what they hold, and what it is good for."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from worlds import Tenant

from accounts.core.oidc import Client, Kind
from accounts.core.powers import POWERS
from accounts.service.provider import add_client
from accounts.service.provider.grants import (
    ACCESS_LIFE,
    Descent,
    Proof,
    find_token,
    new_family,
    revoke_token,
    save_token,
)

ALL = tuple(POWERS)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token, its scopes, the role it acts in, and whether it still lives."""

    word: str
    token: str
    scopes: Sequence[str] = ()
    role: str = ""
    lives: bool = True


async def bearers_of(tenant: Tenant) -> Sequence[Bearer]:
    """Each kind of program there may be, and tokens that are none."""
    carrier, now = await _client(tenant, "machine", ALL, carrier=True), tenant.now
    reading = await _client(tenant, "machine", ("fleet:read",), carrier=True)
    town = await _client(tenant, "machine", ALL, carrier=False)
    removed, late = await _token(carrier, ALL, tenant), await _token(carrier, ALL, tenant, late=True)
    found = await find_token(removed)
    assert found is not None
    await revoke_token(removed, found, now)
    return (
        Bearer("a machine of its carrier", await _token(carrier, ALL, tenant), ALL, "dispatcher"),
        Bearer("a machine that reads", await _token(reading, ("fleet:read",), tenant), ("fleet:read",), "driver"),
        Bearer("a machine of its territory", await _token(town, ALL, tenant), ALL, "police"),
        *[
            Bearer(f"a tool of its {role}", await _given(tenant, role, ALL), ALL, role)
            for role in ("owner", "driver", "shipper", "admin", "operator")
        ],
        Bearer("a tool that only knows who", await _given(tenant, "owner", ()), (), "owner"),
        # What its client lost since, it lost too.
        Bearer("a scope that is gone", await _token(reading, ALL, tenant), ("fleet:read",), "driver"),
        Bearer("a token taken back", removed, lives=False),
        Bearer("a token expired", late, lives=False),
        Bearer("a token of nobody", secrets.token_urlsafe(32), lives=False),
        Bearer("a session as a token", tenant.people["owner"].token, lives=False),
    )


async def _client(tenant: Tenant, kind: Kind, scopes: Sequence[str], *, carrier: bool) -> Client:
    whose = {"organisation": tenant.organisations["carrier"]} if carrier else {"territory": tenant.slug}
    addresses = () if kind == "machine" else ("https://x.example/r",)
    client = Client("", f"Outil {tenant.word}", kind, tuple(scopes), addresses, **whose)
    kept, _ = await add_client(client, tenant.now)
    return kept


async def _given(tenant: Tenant, role: str, scopes: Sequence[str]) -> str:
    """A token that somebody in this role gave to a tool, which calls for them alone."""
    site = await _client(tenant, "public", ("openid", *ALL), carrier=True)
    return await _token(site, ("openid", *scopes), tenant, role)


async def _token(client: Client, scopes: Sequence[str], tenant: Tenant, role: str = "", *, late: bool = False) -> str:
    """An access token that this client was given, by somebody in this role; for itself without."""
    token, somebody, proof = secrets.token_urlsafe(32), tenant.people[role], None
    given = tenant.now - (ACCESS_LIFE + timedelta(seconds=1) if late else timedelta())
    if role:
        proof = Proof(somebody.who.person, somebody.session, given, ("pwd",), strong=False)
    await save_token(token, "access", " ".join(scopes), Descent(client, new_family(), proof), given)
    return token
