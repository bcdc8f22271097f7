"""The application over published territories, and somebody without an account who reads it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from publishing import ORIGIN, open_places

from tenants.migrate import Addresses


@pytest.fixture(scope="session")
async def places(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application."""
    return await open_places(tmp_path_factory.mktemp("places"))


@pytest.fixture
async def client(places: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without an account."""
    # A network of its own: what others of these tests asked, at another hour, is not counted with it.
    transport = httpx.ASGITransport(places, client=("198.51.100.7", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client
