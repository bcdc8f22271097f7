"""Streets that a node answers with: a made-up town, built as the operator builds."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import shapely

from connectors.graph import Sources, Store, build_graph

BUILT = datetime(2026, 11, 20, tzinfo=UTC)


def lay_streets(draw_town: Callable[..., Path], slug: str, corner: tuple[float, float], data: Sequence[Path]) -> None:
    """The streets of a territory from their south-west corner, in the data folder of each node; built once."""
    lon, lat = corner
    first, *others = (folder / "tiles" / slug for folder in data)
    extract = draw_town(first.parent.parent / f"{slug}.osm", lon, lat)
    area = shapely.box(lon, lat, lon + 0.01, lat + 0.0075)
    build_graph(Store(first), Sources(slug, area, extract), now=BUILT, progress=lambda _said, _share: None)
    for other in others:
        shutil.copytree(first, other)
