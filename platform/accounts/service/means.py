"""The means of entry of an account: the last one stays."""

from typing import TYPE_CHECKING
from uuid import UUID

from tenants.errors import Conflict

if TYPE_CHECKING:
    from asyncpg import Connection


async def hold_means(connection: "Connection", person: UUID) -> None:
    """Let nobody else remove one till this transaction ends: two removed at once would each see the other."""
    await connection.execute("SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE", person)


async def check_enters(connection: "Connection", person: UUID) -> None:
    """Whether they may still enter after what this transaction removed; raises Conflict."""
    left = await connection.fetchval(
        "SELECT 1 FROM password WHERE person = $1 UNION ALL SELECT 1 FROM passkey WHERE person = $1"
        " UNION ALL SELECT 1 FROM outside_identity WHERE person = $1 LIMIT 1",
        person,
    )
    if left is None:
        raise only_means()


def only_means() -> Conflict:
    """The last means of entry stays."""
    return Conflict("outside-last", "C’est votre seul moyen d’entrer.")
