"""A carrier before two places that propose derogations."""

from collections.abc import AsyncIterator

import httpx
import pytest
from carriers import OLD, Desk, Ground
from desking import TOWNS, some_place
from fleets import van
from signing import COOKIE, NOW, SignedByCookie, some_owner
from visits import HERE

from accounts.service.vehicles import add_vehicle
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf


@pytest.fixture(scope="module")
async def ground(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The same for every test: each has its own carrier."""
    places = [await some_place(name) for name in TOWNS[:2]]
    shelf = Shelf()
    await shelf.refresh()
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path_factory.mktemp("data"))})
    services = wire(settings, shelf, lambda: NOW)
    return Ground(SignedByCookie(create_app(services)), services.derogations, places, services.identity.seal)


@pytest.fixture
async def desk(ground: Ground) -> AsyncIterator[Desk]:
    """A carrier of three old vans."""
    owner = await some_owner()
    made = [await add_vehicle(owner, van(f"AB{100 + n}CD", f"Fourgon {n}", **OLD), NOW) for n in range(3)]
    transport = httpx.ASGITransport(ground.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(owner.person))
        yield Desk(client, owner, ground.places, ground.on, [str(each.id) for each in made])
