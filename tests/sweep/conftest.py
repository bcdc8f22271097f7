"""Two tenants, and the application as both reach it from elsewhere."""

from collections.abc import AsyncIterator
from http.cookiejar import DefaultCookiePolicy

import httpx
import pytest
from databases import Copies, close_copies, open_copies
from drafting import RULES, SHAPE, rules, territory
from houses import House
from visits import HERE, services
from worlds import open_tenant

from joptimiz.app import create_app
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.opinion import Opinion
from tenants.registry import find_rulebook, publish


@pytest.fixture(scope="module")
async def house(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The real application over the real database."""
    wired, post, clock = services(tmp_path_factory.mktemp("sweep"))
    app = create_app(wired)
    async with scoped(Scope()) as connection:
        # Another application of these tests sealed them with a secret of its own.
        await connection.execute("DELETE FROM signing_key")
        await connection.execute("DELETE FROM platform_secret")
    async with scoped(Scope("voisine", door="test")) as connection:
        await connection.execute("DELETE FROM key_secret")
    seal = wired.identity.seal
    target, other = await open_tenant("alpage", clock(), seal), await open_tenant("bocage", clock(), seal)
    if await find_rulebook("voisine", 1) is None:
        sources = [territory("voisine"), Source(RULES, rules("1"))]
        shapes = {"zones/centre.geojson": SHAPE}
        await publish("voisine", sources, shapes, base=0, by="test", at=clock(), second=lambda _b, _d: Opinion(0))
    # Signed once: to fetch it again writes nothing.
    await wired.signing.renew((target.slug, other.slug, "voisine"), clock())
    # What is published is known to the desks that ask over all territories.
    await wired.shelf.refresh()
    # From elsewhere: the mailbox of this machine opens to nobody there.
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield House(app, post, client, target, other)


@pytest.fixture(scope="module")
async def copies(database: Addresses) -> AsyncIterator[Copies]:
    """Databases to break, beside the one of the tests."""
    opened = await open_copies(database)
    yield opened
    close_copies(opened)
