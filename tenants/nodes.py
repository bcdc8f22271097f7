"""Nodes: each process that answers requests says which version of each territory it answers with.

Times are those of the database: the clocks of machines differ.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Connection

from tenants.database import NOBODY, scoped

PUBLISHED = "published"
"""The channel on which a commit tells every node the territory whose rules it changed."""
SILENT_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Status:
    """The version of a territory that a node answers with (0: none), and why not a newer one."""

    version: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Serving:
    """A node and what it serves of a territory."""

    node: str
    version: int
    error: str | None
    at: datetime
    seen_at: datetime
    silent: bool


async def tell_nodes(connection: Connection, slug: str) -> None:
    """Wake every node once the open transaction is committed, for it to look at this territory again."""
    await connection.execute("SELECT pg_notify($1, $2)", PUBLISHED, slug)


async def be_seen(node: str) -> bool:
    """Say that a node lives; True when nothing was known of it."""
    async with scoped(NOBODY) as connection:
        return bool(
            await connection.fetchval(
                "INSERT INTO node (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now() RETURNING xmax = 0",
                node,
            )
        )


async def report(node: str, statuses: Mapping[str, Status]) -> None:
    """Write what a node, seen before, answers with."""
    async with scoped(NOBODY) as connection:
        await connection.executemany(
            "INSERT INTO node_status (node, territory, version, error) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (node, territory) DO UPDATE"
            " SET version = excluded.version, error = excluded.error, at = now()",
            [(node, slug, status.version, status.error) for slug, status in sorted(statuses.items())],
        )


async def leave(node: str) -> None:
    """Forget a node that stops."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM node WHERE id = $1", node)


async def forget_nodes() -> None:
    """Forget the nodes that have been silent for a day."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM node WHERE seen_at < now() - $1::interval", FORGOTTEN_AFTER)


async def list_serving(slug: str) -> tuple[Serving, ...]:
    """Every node known, with what it serves of a territory."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT node.id AS node, coalesce(version, 0) AS version, error, coalesce(at, seen_at) AS at, seen_at,"
            " seen_at < now() - $2::interval AS silent"
            " FROM node LEFT JOIN node_status ON node_status.node = node.id AND territory = $1 ORDER BY node.id",
            slug, SILENT_AFTER,
        )  # fmt: skip
    return tuple(Serving(**row) for row in rows)


async def await_served(slug: str, number: int, patience_s: float) -> tuple[Serving, ...]:
    """What each node serves once all that live have this version or an error, or patience is at its end."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience_s
    while True:
        nodes = await list_serving(slug)
        late = [node for node in nodes if not node.silent and node.version < number and node.error is None]
        if not late or loop.time() >= end:
            return nodes
        await asyncio.sleep(POLL_S)
