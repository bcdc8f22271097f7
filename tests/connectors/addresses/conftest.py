"""Real streets, indexed once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.addresses import Index, build_index

ROOT = Path(__file__).resolve().parents[3]
type Indexed = Callable[[str], Path]


def quiet(_said: str, _share: float) -> None:
    """Nobody listens."""


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    """The index of an extract of `../shared`, built once; skips where there is none."""
    folder = tmp_path_factory.mktemp("addresses")

    def build(name: str) -> Path:
        places = [above / "shared/data/osm" / f"{name}.osm.pbf" for above in ROOT.parents]
        extract = next((path for path in places if path.is_file()), None)
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
