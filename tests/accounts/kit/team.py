"""The national team at its desk, for tests: a browser signed in with a code, and a listener that fails."""

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import httpx
from visits import Visit

from joptimiz.wiring import Services
from tenants.database import NOBODY, Scope, scoped
from tenants.facts import Fact, Listener


class Ear:
    """A listener that fails until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.heard: list[int] = []
        self.listener = Listener(f"suite-{uuid4().hex[:8]}", frozenset({"thing.done"}), self.hear)

    async def hear(self, _: asyncpg.Connection, fact: Fact) -> None:
        """Hear, or fail."""
        if not self.mended:
            raise ValueError("secret")
        self.heard.append(fact.number)


@dataclass
class Desk:
    """A browser that acts for the national team, and the listener of its product."""

    visit: Visit
    person: UUID
    ear: Ear
    wired: Services

    async def post(self, page: str, at: str, **filled: str) -> httpx.Response:
        """Send a form of a page."""
        return await self.visit.fill(page, at=at, **filled)


async def role(desk: Desk, name: str, territory: str | None = None) -> None:
    """Hold and act in this role alone."""
    async with scoped(Scope(door="test")) as connection:
        made = await connection.fetchval(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')"
            " ON CONFLICT DO NOTHING RETURNING id", desk.person, name, territory,
        )  # fmt: skip
        await connection.execute("UPDATE session SET acting = $2 WHERE person = $1", desk.person, made)


async def traces(door: str) -> list[tuple[str, object]]:
    """What the national journal says of a door."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT table_name, after FROM national_audit WHERE door LIKE $1 || '%' ORDER BY at, id", door
        )
    return [(row["table_name"], json.loads(row["after"])) for row in rows]
