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


SIGNS = {
    0: ("hgv", "destination"),
    4: ("hgv", "no"),
    7: ("hazmat", "no"),
    10: ("hgv:conditional", "no @ (Mo-Su 08:00-18:00)"),
    13: ("motorcar", "no"),
}
"""By row, the sign on the three middle blocks of its street."""


@pytest.fixture(scope="session")
def signed_town(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Tileset:
    """The same town with signs in the middle of some streets, and its street 11 from south to north a wider one."""
    folder = tmp_path_factory.mktemp("signed_town")
    text = re.sub(r'(<way id="2011".*?)residential', r"\1tertiary", extract.read_text(), count=1, flags=re.DOTALL)
    added = ""
    for row, (key, value) in SIGNS.items():
        way = re.search(rf' <way id="{1000 + row}".*?</way>\n', text, re.DOTALL)
        assert way
        nodes = re.findall(r"<nd .*?/>", way[0])
        west, middle, east = ("".join(nodes[part]) for part in (slice(6), slice(5, 9), slice(8, None)))
        written = "".join(nodes)
        text = text.replace(way[0], way[0].replace(written, west))
        signed = way[0].replace("</way>", f'<tag k="{key}" v="{value}"/></way>').replace(written, middle)
        added += signed.replace(f'<way id="{1000 + row}"', f'<way id="{3000 + 2 * row}"')
        added += way[0].replace(written, east).replace(f'<way id="{1000 + row}"', f'<way id="{3001 + 2 * row}"')
    changed = folder / "signed.osm"
    changed.write_text(text.replace("</osm>", f"{added}</osm>"))
    return prepare_tileset(changed, folder / "tiles", progress=lambda _said, _share: None)


@pytest.fixture(scope="session")
async def router() -> AsyncIterator[Router]:
    """The router, two processes."""
    router = Router(2)
    await router.start()
    yield router
    await router.stop()
