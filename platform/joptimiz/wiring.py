"""Who answers whom: the only place where the rooms meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.addresses import AddressBook, Geoplateforme
from connectors.valhalla import Router, Tileset
from itineriz.service import Routes
from tenants.database import NOBODY, scoped
from tenants.history import History
from tenants.settings import Settings
from tenants.shelf import Shelf


@dataclass
class Services:
    """What the application stands on."""

    settings: Settings
    shelf: Shelf
    routes: Routes
    history: History
    addresses: AddressBook
    now: Callable[[], datetime]

    async def start(self) -> None:
        """Start what has a life of its own."""
        await self.routes.start()

    async def stop(self) -> None:
        """Stop it."""
        await self.routes.stop()
        self.addresses.close()

    async def missing(self) -> tuple[tuple[str, str | None], ...]:
        """Each thing needed to answer, with what is wrong with it (None when nothing is)."""
        books = "; ".join(f"{ref} : {why}" for ref, why in self.shelf.broken.items())
        return (
            ("database", await _database()),
            ("rulebooks", books or None),
            ("router", self.routes.trouble()),
        )


def wire(
    settings: Settings, shelf: Shelf, tilesets: Mapping[str, Tileset], now: Callable[[], datetime] | None = None
) -> Services:
    """The services over these rulebooks and streets; nothing is started yet."""
    routes = Routes(Router(), shelf.current, tilesets)
    online = Geoplateforme() if settings.geocoder else None
    addresses = AddressBook(lambda territory: addresses_path(settings.data, territory), online)
    return Services(settings, shelf, routes, History(shelf.current), addresses, now or _now)


def addresses_path(data: Path, territory: str) -> Path:
    """Where the index of a territory’s addresses is."""
    return data / "addresses" / f"{territory}.sqlite"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the front door reads the clock


async def _database() -> str | None:
    try:
        async with scoped(NOBODY) as connection:
            await connection.execute("SELECT 1")
    except Exception as error:  # whatever it is, the probe must say it rather than fail
        return f"la base de données ne répond pas ({type(error).__name__})"
    return None
