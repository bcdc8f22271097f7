"""Real streets, indexed once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from beside import find_beside

from connectors.addresses import Index, build_index

type Indexed = Callable[[str], Path]


def quiet(_said: str, _share: float) -> None:
    """Nobody listens."""


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    """The index of an extract of `../shared`, built once; skips where there is none."""
    folder = tmp_path_factory.mktemp("addresses")

    def build(name: str) -> Path:
        extract = find_beside(f"osm/{name}.osm.pbf")
        if extract is None:
            pytest.skip("../shared/data/osm is absent")
        target = folder / f"{name}.sqlite"
        build_index(extract, target, progress=quiet)
        return target

    return build


@pytest.fixture(scope="session")
def town(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the demonstration’s extract (Monaco)."""
    target = tmp_path_factory.mktemp("town") / "riviera.sqlite"
    build_index(extract, target, progress=quiet)
    return target


@pytest.fixture(scope="session")
def index(town: Path) -> Iterator[Index]:
    """That index, open."""
    index = Index(town)
    yield index
    index.close()
