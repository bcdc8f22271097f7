"""The clients of the provider: added, listed, turned and removed, each time with a trace."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from accounts.core.oidc import INTROSPECT, KINDS, PERSONAL, Client, print_of, trouble_of_uri
from accounts.core.powers import POWERS
from rules.model import Problem
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import NotFound, Unreadable
from tenants.who import COMMAND_LINE

LONGEST_ID = 40
FORMER_LIFE = timedelta(days=1)
"""How long a secret serves once another took its place."""
_FOR_PEOPLE = (*PERSONAL, *POWERS)


async def find_client(client_id: str) -> Client | None:
    """The client of this id."""
    if not client_id or len(client_id) > LONGEST_ID or not client_id.isascii() or not client_id.isprintable():
        return None
    async with scoped(Scope()) as connection:
        row = await connection.fetchrow("SELECT * FROM oidc_client WHERE id = $1", client_id)
    return _client(row) if row else None


async def list_clients() -> Sequence[Client]:
    """All of them, by name."""
    async with scoped(Scope()) as connection:
        rows = await connection.fetch("SELECT * FROM oidc_client ORDER BY name, id")
    return [_client(row) for row in rows]


async def list_clients_of(organisation: UUID | None, territory: str | None) -> Sequence[Client]:
    """Those of an organisation, or of a territory, by name."""
    async with scoped(Scope()) as connection:
        rows = await connection.fetch(
            "SELECT * FROM oidc_client WHERE organisation = $1 OR territory = $2 ORDER BY name, id",
            organisation, territory,
        )  # fmt: skip
    return [_client(row) for row in rows]


async def add_client(client: Client, now: datetime, *, by: str = COMMAND_LINE) -> tuple[Client, str | None]:
    """Keep it under a new id; the secret is told here and never again. Raises Unreadable with every problem."""
    if problems := tuple(problems_of(client)):
        raise Unreadable("client-invalid", "Ce client n’est pas recevable.", problems=problems)
    secret = None if client.kind == "public" else secrets.token_urlsafe(32)
    kept = replace(client, client_id=secrets.token_hex(10), secret_hash=print_of(secret) if secret else None)
    try:
        async with scoped(door_of(client.territory, by, "program made")) as connection:
            await connection.execute(
                "INSERT INTO oidc_client (id, name, kind, secret_hash, redirect_uris, post_logout_uris,"
                " back_channel_uri, scopes, id_token_alg, userinfo_alg, organisation, territory, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                kept.client_id, kept.name, kept.kind, kept.secret_hash, list(kept.redirect_uris),
                list(kept.post_logout_uris), kept.back_channel_uri, list(kept.scopes), kept.id_token_alg,
                kept.userinfo_alg, kept.organisation, kept.territory, now,
            )  # fmt: skip
            await _note(connection, kept, by, "program.made", now)
    except asyncpg.ForeignKeyViolationError:
        raise NotFound("owner-unknown", "Cette organisation ou ce territoire n’existe pas.") from None
    return kept, secret


async def turn_secret(client_id: str, now: datetime, *, by: str = COMMAND_LINE) -> str:
    """A new secret, told here and never again; the former serves a day, and what is older no more. Raises NotFound."""
    secret, client = secrets.token_urlsafe(32), await _get(client_id)
    async with scoped(door_of(client.territory, by, "program turned")) as connection:
        turned = await connection.fetchval(
            "UPDATE oidc_client SET former_hash = secret_hash, former_until = $3, secret_hash = $2"
            " WHERE id = $1 AND secret_hash IS NOT NULL RETURNING id",
            client_id, print_of(secret), now + FORMER_LIFE,
        )  # fmt: skip
        if turned is None:
            raise _unknown(client_id)
        await _note(connection, client, by, "program.turned", now)
    return secret


async def remove_client(client_id: str, now: datetime, *, by: str = COMMAND_LINE) -> None:
    """Forget it, its codes and its tokens; raises NotFound."""
    client = await _get(client_id)
    async with scoped(door_of(client.territory, by, "program revoked")) as connection:
        gone = await connection.fetchval("DELETE FROM oidc_client WHERE id = $1 RETURNING id", client_id)
        if gone is None:
            raise _unknown(client_id)
        await _note(connection, client, by, "program.revoked", now)


def door_of(territory: str | None, by: str, what: str) -> Scope:
    """The scope in which a client is written: national, and its territory’s own for that audit."""
    return Scope(territory=territory or "", door=f"{by}: {what}")


async def is_origin_of_public(origin: str) -> bool:
    """Whether pages of this origin are those of a public client, which asks from the browser."""
    async with scoped(Scope()) as connection:
        found = await connection.fetchval(
            "SELECT 1 FROM oidc_client WHERE kind = 'public' AND EXISTS (SELECT FROM unnest(redirect_uris) AS uri"
            " WHERE uri = $1 OR starts_with(uri, $1 || '/')) LIMIT 1",
            origin,
        )
    return found is not None


def problems_of(client: Client) -> Sequence[Problem]:
    """All that is wrong with a client, in French."""
    found = [
        Problem("uri", f"« {uri} » : {why}.")
        for uri in (*client.redirect_uris, *client.post_logout_uris)
        if (why := trouble_of_uri(uri, native=client.kind == "public"))
    ]
    if client.back_channel_uri and (why := trouble_of_uri(client.back_channel_uri)):
        found.append(Problem("uri", f"« {client.back_channel_uri} » : {why}."))
    if client.kind not in KINDS:
        found.append(Problem("kind", f"« {client.kind} » : donnez {', '.join(KINDS)}."))
    machine = client.kind == "machine"
    if machine and (client.redirect_uris or client.post_logout_uris or client.back_channel_uri):
        found.append(Problem("machine-uri", "Une machine n’a aucune adresse de retour : elle demande pour elle-même."))
    if not machine and not client.redirect_uris:
        found.append(Problem("redirect-missing", "Il manque une adresse de retour (--redirect)."))
    if machine and (personal := [word for word in client.scopes if word in PERSONAL]):
        found.append(Problem("scope", f"Une machine n’est personne : pas de {', '.join(personal)}."))
    if not machine and (odd := [word for word in client.scopes if word not in _FOR_PEOPLE]):
        found.append(Problem("scope", f"Portée inconnue : {', '.join(odd)}. Choix : {', '.join(_FOR_PEOPLE)}."))
    if not machine and "openid" not in client.scopes:
        found.append(Problem("scope", "La portée openid est toujours demandée."))
    if not client.scopes or not all(map(_is_scope, client.scopes)):
        found.append(
            Problem("scope", f"Il manque une portée, par exemple {INTROSPECT} (lettres, chiffres, « . : _ - »).")
        )
    if client.organisation and client.territory:
        found.append(Problem("owner", "Un client est à une organisation ou à un territoire, pas aux deux."))
    return found


async def _get(client_id: str) -> Client:
    found = await find_client(client_id)
    if found is None:
        raise _unknown(client_id)
    return found


async def _note(connection: asyncpg.Connection, client: Client, by: str, what: str, now: datetime) -> None:
    """Record it in the audit of the territory whose client it is; the national trace holds them all."""
    if client.territory:
        after = {"program": client.client_id, "scopes": " ".join(client.scopes)}
        await record(connection, by, what, at=now, after=after)


def _unknown(client_id: str) -> NotFound:
    return NotFound("client-unknown", f"Aucun client ne porte l’identifiant « {client_id} ».")


def _is_scope(word: str) -> bool:
    return word.isascii() and word.replace(".", "").replace(":", "").replace("_", "").replace("-", "").isalnum()


def _client(row: Mapping[str, object]) -> Client:
    """A row as the protocol speaks of it."""
    values = {name: value for name, value in row.items() if name != "created_at"}
    lists = {name: tuple(_texts(values.pop(name))) for name in ("redirect_uris", "post_logout_uris", "scopes")}
    return Client(client_id=str(values.pop("id")), **lists, **values)  # type: ignore[arg-type]


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def owner_of(organisation: str | None) -> UUID | None:
    """An organisation's id as it is typed; raises Unreadable."""
    try:
        return UUID(organisation) if organisation else None
    except ValueError:
        problem = Problem("organisation", f"« {organisation} » n’est pas l’identifiant d’une organisation.")
        raise Unreadable("client-invalid", "Ce client n’est pas recevable.", problems=(problem,)) from None
