"""Machines that call our own interface with an access token of ours."""

from dataclasses import dataclass
from datetime import datetime

from accounts.core.oidc import Client
from accounts.service.provider.clients import find_client
from accounts.service.provider.grants import find_token


@dataclass(frozen=True, slots=True)
class Bearer:
    """A machine that asks for itself, and what it may."""

    client: Client
    scopes: frozenset[str]


async def find_bearer(token: str, now: datetime) -> Bearer | None:
    """Whose access token this is; None when it is no machine's, or lives no more."""
    found = await find_token(token)
    if found is None or found.kind != "access" or found.proof is not None or not found.lives(now):
        return None
    client = await find_client(found.client)
    if client is None or client.kind != "machine":
        return None
    # A scope taken from the client since is taken from its tokens too.
    return Bearer(client, frozenset(found.scope.split()) & frozenset(client.scopes))
