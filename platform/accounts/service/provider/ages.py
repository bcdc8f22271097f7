"""How old the keys that sign are: what the national team sees of them, never what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.core.oidc import Alg
from tenants.database import NOBODY, scoped


@dataclass(frozen=True, slots=True)
class Age:
    """A key by its name, and the instants of its life; without `retired_at` no other follows it yet."""

    kid: str
    alg: Alg
    published_at: datetime
    used_from: datetime
    retired_at: datetime | None


async def list_ages() -> Sequence[Age]:
    """Every key kept, the last published first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT kid, alg, published_at, used_from, retired_at FROM signing_key ORDER BY used_from DESC, alg"
        )
    return [Age(**row) for row in rows]
