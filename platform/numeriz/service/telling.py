"""What is said of stays once they are written: facts for other rooms."""

from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from rules.canonical import Tree
from tenants.facts import say

type Subject = tuple[str, UUID, UUID | None]
"""The territory, the stay or the report, its bay where there is one."""


async def tell(connection: Connection, topic: str, subject: Subject, at: datetime, **more: Tree) -> None:
    """Record the fact, whose commit also wakes those who watch the map."""
    _, stay, bay = subject
    body: dict[str, Tree] = {"stay": str(stay), "bay": str(bay) if bay else None, "at": at.isoformat(), **more}
    await say(connection, topic, body)
