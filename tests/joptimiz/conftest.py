"""A made-up territory around a made-up town, in a data folder of its own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

TERRITORY = """\
schema: joptimiz/territory@1
slug: {slug}
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
{coverage}
"""
RULES = """\
schema: joptimiz/rules@1
orders:
  O-1: {title: Arrêté d’essai}
zones:
  coin: {kind: ztl, name: Le coin, geometry: zones/coin.geojson}
rules:
  - {id: ztl, do: prohibit, zones: [coin], if: {gvw_kg: {gt: 3500}}, order: O-1, article: "1"}
"""

type WriteTerritory = Callable[..., Path]


def square(west: float, south: float, east: float, north: float) -> str:
    """A rectangle, in GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.fixture(scope="session")
def write_territory() -> WriteTerritory:
    """Writes the folder of a territory that speaks for the town's five blocks, or gives no outline."""

    def write(folder: Path, *, covered: bool = True) -> Path:
        (folder / "rules").mkdir(parents=True)
        (folder / "zones").mkdir()
        coverage = "coverage: zones/coverage.geojson" if covered else ""
        text = TERRITORY.format(slug=folder.name, coverage=coverage)
        (folder / "territory.yaml").write_text(text, encoding="utf-8")
        (folder / "rules" / "r.yaml").write_text(RULES, encoding="utf-8")
        (folder / "zones" / "coin.geojson").write_text(square(2.0071, 48.0055, 2.011, 48.008), encoding="utf-8")
        if covered:
            shape = square(2.0, 48.0, 2.01, 48.0075)
            (folder / "zones" / "coverage.geojson").write_text(shape, encoding="utf-8")
        return folder

    return write
