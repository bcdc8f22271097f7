"""Who answers whom: the only place where the rooms meet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from accounts.needs import SendMail
from connectors.addresses import AddressBook, Geoplateforme
from connectors.valhalla import Router
from itineriz.service import Routes
from joptimiz.graphs import Graphs
from tenants.database import NOBODY, scoped
from tenants.history import History
from tenants.settings import Settings
from tenants.shelf import Shelf


class Standing(NamedTuple):
    """One thing needed to answer: what keeps it from answering (None when nothing does), else what is to be known."""

    name: str
    trouble: str | None
    note: str | None = None


@dataclass
class Services:
    """What the application stands on."""

    settings: Settings
    shelf: Shelf
    routes: Routes
    graphs: Graphs
    history: History
    addresses: AddressBook
    now: Callable[[], datetime]
    mail: SendMail | None = None
    """Without it, who invites hands the link over."""

    async def start(self) -> None:
        """Start what has a life of its own."""
        await self.routes.start()
        await self.graphs.start()

    async def stop(self) -> None:
        """Stop it."""
        self.graphs.stop()
        await self.routes.stop()
        self.addresses.close()

    async def standing(self) -> tuple[Standing, ...]:
        """Each thing this node stands on."""
        books = "; ".join(f"{ref} : {why}" for ref, why in self.shelf.broken.items())
        streets = "; ".join(f"{slug} : {why}" for slug, why in self.graphs.broken.items())
        return (
            Standing("database", await _database()),
            Standing("rulebooks", books or None),
            Standing("router", self.routes.trouble()),
            # The former build goes on, and a territory without streets still has its rules: no reason to leave.
            Standing("streets", None, streets or None),
        )


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the front door reads the clock


def wire(settings: Settings, shelf: Shelf, now: Callable[[], datetime] = _now) -> Services:
    """The services over these rulebooks and the streets of the data folder; nothing is started yet."""
    routes = Routes(Router(), shelf.current, {}, now)
    graphs = Graphs(settings.data / "tiles", routes, now)
    addresses = AddressBook(graphs.addresses_of, Geoplateforme() if settings.geocoder else None)
    return Services(settings, shelf, routes, graphs, History(shelf.current), addresses, now)


async def _database() -> str | None:
    try:
        async with scoped(NOBODY) as connection:
            await connection.execute("SELECT 1")
    except Exception as error:  # whatever it is, the probe must say it rather than fail
        return f"la base de données ne répond pas ({type(error).__name__})"
    return None
