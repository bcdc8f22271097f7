"""Signing out: the tokens of the session taken back, the clients of the session told."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx
import structlog
from authlib.common.urls import add_params_to_uri

from accounts.core.oidc import Client
from accounts.service.provider.clients import find_client
from accounts.service.provider.mint import Hint, Mint
from tenants.database import Scope, scoped

PATIENCE_S = 3.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """What a client must hear: a logout token for its back channel."""

    client: str
    uri: str
    token: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A request to sign out, read: where to go afterwards, and whether the person must confirm it."""

    hint: Hint | None
    back_to: str | None
    wrong: str | None = None
    """Why the request cannot be followed, in French."""

    @classmethod
    async def of(cls, asked: Mapping[str, str], mint: Mint, now: datetime) -> "Leaving":
        """What a client asks (RP-Initiated Logout § 2); nothing wrong ever sends the browser anywhere."""
        hint = None
        if "id_token_hint" in asked:
            hint = mint.read_hint(asked["id_token_hint"], now)
            if hint is None:
                return cls(None, None, "Le jeton qui dit quelle session fermer n’est pas de nous, ou n’a plus cours.")
        named = asked.get("client_id")
        if hint is not None and named is not None and named != hint.client:
            return cls(None, None, "Le jeton donné n’a pas été fait pour l’outil qui le donne.")
        target = asked.get("post_logout_redirect_uri")
        if target is None:
            return cls(hint, None)
        client = await find_client(hint.client if hint else named or "")
        if client is None or target not in client.post_logout_uris:
            return cls(None, None, "L’adresse de retour donnée n’est pas l’une de celles de cet outil.")
        state = asked.get("state")
        return cls(hint, add_params_to_uri(target, [("state", state)]) if state else target)


type Told = tuple[Client, str]
"""A client with a back channel, and the person who was signed in there."""


async def end_session(session: UUID, now: datetime) -> Sequence[Told]:
    """Take back all that was given in a session; the clients that must hear of it."""
    async with scoped(Scope()) as connection:
        await connection.execute("DELETE FROM oidc_code WHERE session = $1", session)
        rows = await connection.fetch(
            "SELECT DISTINCT t.client, t.person FROM oidc_token t JOIN oidc_client c ON c.id = t.client"
            " WHERE t.session = $1 AND c.back_channel_uri IS NOT NULL"
            " AND EXISTS (SELECT FROM oidc_token WHERE session = $1 AND client = t.client AND revoked_at IS NULL)",
            session,
        )
        await connection.execute(
            "UPDATE oidc_token SET revoked_at = $2 WHERE session = $1 AND revoked_at IS NULL", session, now
        )
        clients = [(await find_client(row["client"]), str(row["person"])) for row in rows]
    return [(client, person) for client, person in clients if client is not None]


def notice(client: Client, person: str, session: UUID, mint: Mint, now: datetime) -> Notice:
    """What a client must hear of the end of a session."""
    assert client.back_channel_uri is not None
    token = mint.logout_token(client, person, str(session), now)
    return Notice(client.client_id, client.back_channel_uri, token)


@dataclass
class BackChannel:
    """Tells clients in the background: signing out waits for none of them."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def send(self, notices: Sequence[Notice]) -> None:
        """Start telling them."""
        for notice in notices:
            task = asyncio.create_task(_tell(notice))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Wait for those under way; each has its own patience."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _tell(notice: Notice) -> None:
    """Tell one client; a failure is logged by its kind alone, for addresses and bodies are not ours to keep."""
    try:
        async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as http:
            answer = await http.post(notice.uri, data={"logout_token": notice.token})
        if not answer.is_success:
            log.warning("back_channel_refused", client=notice.client, status=answer.status_code)
    except (httpx.HTTPError, TimeoutError) as error:
        log.warning("back_channel_failed", client=notice.client, error=type(error).__name__)
