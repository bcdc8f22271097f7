"""The made-up town of `tests/streets/grid.osm`, built once."""

import re
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


@pytest.fixture(scope="session")
def other_town(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Tileset:
    """The same town with its street 7 from west to east barred to lorries: same place, same edge ids, other ways."""
    folder = tmp_path_factory.mktemp("other_town")
    changed = folder / "other.osm"
    barred = r'\1<tag k="hgv" v="no"/></way>'
    changed.write_text(re.sub(r'(<way id="1007".*?)</way>', barred, extract.read_text(), flags=re.DOTALL))
    return prepare_tileset(changed, folder / "tiles", progress=lambda _said, _share: None)


@pytest.fixture(scope="session")
async def router() -> AsyncIterator[Router]:
    """The router, two processes."""
    router = Router(2)
    await router.start()
    yield router
    await router.stop()
