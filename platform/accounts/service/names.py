"""What people are called, for those who work with them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tenants.database import NOBODY, scoped


async def list_names(people: Collection[UUID]) -> Mapping[UUID, str]:
    """The name of each of these people; a closed account has none."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT id, name FROM person WHERE id = ANY($1) AND closed_at IS NULL", list(people)
        )
    return {row["id"]: row["name"] for row in rows}
