"""The made-up town of `tests/streets/grid.osm`, built once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connectors.valhalla import Router, Tileset, prepare_tileset

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def extract() -> Path:
    """15 by 15 streets (OSM XML)."""
    return ROOT / "tests/streets/grid.osm"


@pytest.fixture(scope="session")
def town(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Tileset:
    """Its tileset."""
    return prepare_tileset(extract, tmp_path_factory.mktemp("town"), progress=lambda _said, _share: None)


@pytest.fixture
async def router() -> AsyncIterator[Router]:
    """A router process of the test's own."""
    router = Router()
    await router.start()
    yield router
    await router.stop()
