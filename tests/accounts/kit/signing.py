"""Who is signed in, for tests: people made in the database, and a wrapper that reads who asks from a cookie."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Send
from litestar.types import Scope as AsgiScope

from accounts.service.organisations import Founding, found
from accounts.service.signed import Signed
from accounts.web.asking import SIGNED
from tenants.database import NOBODY, Scope, scoped
from tenants.who import Role, Who

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
COOKIE = "essai"


def some_siret() -> str:
    """A SIRET with its key, another each time."""
    body = f"{uuid.uuid4().int % 10**13:013}"
    total = sum(sum(divmod(int(digit) * (1 + (rank + 1) % 2), 10)) for rank, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


async def some_person(name: str = "Camille Exemple", email: str = "") -> Who:
    """A person of the database, without role."""
    address = email or f"{uuid.uuid4()}@example.org"
    async with scoped(Scope(door="test")) as connection:
        person = await connection.fetchval(
            "INSERT INTO person (email, name) VALUES ($1, $2) RETURNING id", address, name
        )
    return Who(person, name, address)


async def some_owner(kind: str = "carrier", name: str = "Transports Exemple") -> Who:
    """Somebody who keeps an organisation, acting there."""
    who = await some_person()
    await found(who, Founding(kind, name, "FR", some_siret()), NOW)
    return await signed_again(who)


async def signed_again(who: Who, organisation: str = "") -> Who:
    """The same person with the roles held now, acting in the last of them, or in that organisation."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT name, territory, organisation FROM role_held WHERE person = $1 AND ended_at IS NULL"
            " ORDER BY granted_at",
            who.person,
        )
    roles = tuple(Role(row["name"], row["territory"] or "", str(row["organisation"] or "")) for row in rows)
    chosen = [role for role in roles if not organisation or role.carrier == organisation]
    return replace(who, roles=roles, acting=chosen[-1] if chosen else None)


async def joined(owner: Who, role: str) -> Who:
    """Somebody new with this role in the organisation that the owner acts for."""
    assert owner.acting is not None
    who = await some_person("Dominique Exemple")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, organisation, granted_by) VALUES ($1, $2, $3, 'test')",
            who.person, role, uuid.UUID(owner.acting.carrier),
        )  # fmt: skip
    return await signed_again(who)


class SignedByCookie:
    """An application whose caller is the person that a cookie names by id; nobody without it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == ScopeType.HTTP and (who := await _who(scope)) is not None:
            more = {SIGNED: Signed(uuid.uuid4(), who, NOW, ("pwd",))}
            scope = cast("HTTPScope", {**scope, **more})
        await self._app(scope, receive, send)


async def _who(scope: HTTPScope) -> Who | None:
    headers = dict(scope["headers"])
    cookie = SimpleCookie(headers.get(b"cookie", b"").decode()).get(COOKIE)
    if cookie is None:
        return None
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT id, name, email FROM person WHERE id = $1", uuid.UUID(cookie.value))
    return await signed_again(Who(row["id"], row["name"], row["email"], strong=True))
