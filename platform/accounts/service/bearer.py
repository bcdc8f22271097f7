"""Whose access token a call to our own interface carries: a machine's, or a person's by a client they let in."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.core.limits import CALLS
from accounts.core.oidc import Client
from accounts.core.powers import role_worth
from accounts.service.provider.clients import find_client
from accounts.service.provider.grants import Proof, find_token
from accounts.service.sessions import role_of
from accounts.service.throttle import hold
from tenants.database import NOBODY, scoped
from tenants.who import Caller, Machine, Role, Who

USED_EVERY = timedelta(minutes=1)
_PERSON = """
    SELECT p.name, p.email, (SELECT acting FROM session WHERE id = $2) AS acting,
        (SELECT json_agg(json_build_array(r.id, r.name, r.territory, r.organisation, r.authority) ORDER BY r.granted_at)
            FROM role_held r WHERE r.person = p.id AND r.ended_at IS NULL) AS roles
    FROM person p WHERE p.id = $1 AND p.closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Called:
    """Who calls, by which client, and what it may."""

    client: Client
    scopes: frozenset[str]
    caller: Caller


async def find_called(token: str, now: datetime) -> Called | None:
    """Whose access token this is, None when it lives no more; raises TooMany when its client calls too often."""
    found = await find_token(token)
    if found is None or found.kind != "access" or not found.lives(now):
        return None
    client = await find_client(found.client)
    if client is None or (client.kind == "machine") == (found.proof is not None):
        return None
    # A scope taken from the client since is taken from its tokens too.
    scopes = frozenset(found.scope.split()) & frozenset(client.scopes)
    caller = await _person(found.proof) if found.proof else await _machine(client, scopes)
    if caller is None:
        return None
    # Each minute is counted apart: who calls steadily is never slowed down.
    await hold(CALLS, f"{client.client_id} {now:%Y-%m-%dT%H:%M}", now)
    await _note(client, now)
    return Called(client, scopes, caller)


async def _machine(client: Client, scopes: frozenset[str]) -> Machine | None:
    """A machine, in the role its scopes are worth where it belongs; None when its organisation is closed."""
    if client.organisation is None:
        territory = client.territory or ""
        role = role_worth(scopes, "territory") if territory else None
        return Machine(client.client_id, client.name, Role(role, territory=territory) if role else None)
    async with scoped(NOBODY) as connection:
        kind = await connection.fetchval(
            "SELECT kind FROM organisation WHERE id = $1 AND closed_at IS NULL", client.organisation
        )
    if kind is None:
        return None
    role = role_worth(scopes, "carrier") if kind == "carrier" else None
    acting = Role(role, carrier=str(client.organisation)) if role else None
    return Machine(client.client_id, client.name, acting)


async def _person(proof: Proof) -> Who | None:
    """A person, in the role their session acts in, else in the only one held; None when the account is closed."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(_PERSON, proof.person, proof.session)
    if row is None:
        return None
    roles = {UUID(each[0]): role_of(*each[1:]) for each in json.loads(row["roles"] or "[]")}
    only = next(iter(roles.values())) if len(roles) == 1 else None
    acting = roles.get(row["acting"]) or only
    return Who(proof.person, row["name"], row["email"], tuple(roles.values()), acting, proof.strong)


async def _note(client: Client, now: datetime) -> None:
    """Remember when a client last called, to the minute."""
    if client.last_used_at is None or client.last_used_at < now - USED_EVERY:
        async with scoped(NOBODY) as connection:
            await connection.execute("UPDATE oidc_client SET last_used_at = $2 WHERE id = $1", client.client_id, now)
