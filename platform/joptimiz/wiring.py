"""Who answers whom: the only place where the rooms meet."""

from dataclasses import dataclass

from itineriz.service import Routes

from tenants.database import NOBODY, scoped
from tenants.settings import Settings
from tenants.shelf import Shelf


@dataclass
class Services:
    """What the application stands on."""

    settings: Settings
    shelf: Shelf
    routes: Routes

    async def missing(self) -> tuple[tuple[str, str | None], ...]:
        """Each thing needed to answer, with what is wrong with it (None when nothing is)."""
        books = "; ".join(f"{ref} : {why}" for ref, why in self.shelf.broken.items())
        return (
            ("database", await _database()),
            ("rulebooks", books or None),
            ("router", self.routes.trouble()),
        )


async def _database() -> str | None:
    try:
        async with scoped(NOBODY) as connection:
            await connection.execute("SELECT 1")
    except Exception as error:  # whatever it is, the probe must say it rather than fail
        return f"la base de données ne répond pas ({type(error).__name__})"
    return None
