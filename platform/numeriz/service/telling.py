"""What is said of stays once they are written: facts for other rooms, a call for those who watch the map."""

from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from rules.canonical import Tree
from tenants.facts import say

CHANGED = "bays"
"""The channel that tells, at the commit, the territory in whose bays something changed."""


type Subject = tuple[str, UUID, UUID | None]
"""The territory, the stay or the report, its bay where there is one."""


async def tell(connection: Connection, topic: str, subject: Subject, at: datetime, **more: Tree) -> None:
    """Record the fact, and wake those who watch."""
    territory, stay, bay = subject
    body: dict[str, Tree] = {"stay": str(stay), "bay": str(bay) if bay else None, "at": at.isoformat(), **more}
    await say(connection, topic, body)
    await connection.execute("SELECT pg_notify($1, $2)", CHANGED, territory)
