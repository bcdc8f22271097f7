"""What the rooms and the disk know of a territory, for its checklist."""

from pathlib import Path

from connectors.graph import Store
from tenants.database import NOBODY, scoped
from tenants.opening.checklist import Seen


async def seen(slug: str, data: Path) -> Seen:
    """Whether its streets are built, and which roles somebody holds there."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT name FROM role_held WHERE territory = $1 AND ended_at IS NULL", slug
        )
    return Seen(Store(data / "tiles" / slug).pointer() is not None, frozenset(row["name"] for row in rows))
