"""Streets from an extract: `python tests/benchmarks/graph.py`.

For each city at hand, the steps of `joptimiz graph build`, each in a process of its own so that its memory is its own:
the cut, the tiles with the list of their edges, the map, the addresses; for the smaller cities also the whole, as the
command does it, under the outline of a territory folder written for the occasion. Last, how fast a large file is cut:
the time a million points take.
"""

import json
import os
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import shapely

from connectors.addresses import build_index
from connectors.basemap import build_basemap
from connectors.graph import Sources, Store, build_graph
from connectors.osm import clip_extract
from connectors.osm.clip import around
from connectors.osm.nodes import read_nodes
from connectors.valhalla.build import OUR_TIMEZONES, fill_tileset
from joptimiz.coverages import folder_coverage

ROOT = Path(__file__).resolve().parents[2]
MARGIN_M = 1_000.0
STEPS = ("découpe", "rues", "fond de carte", "adresses")
WHOLE = "tout"
LARGE = 2_000_000
"""Bytes of an extract beyond which the whole, which is the same steps again, is left out."""
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CITIES: Mapping[str, tuple[str, tuple[float, float, float, float]]] = {
    "paris-marais": ("paris-marais-republique.osm.pbf", (2.355, 48.859, 2.378, 48.869)),
    "riviera-2016": ("riviera-monaco-2016.osm.pbf", (7.37, 43.72, 7.47, 43.765)),
    "heidelberg": ("heidelberg-2024.osm.pbf", (8.62, 49.36, 8.76, 49.45)),
    "porto": ("porto-metro-roads-2015.osm.pbf", (-8.72, 41.05, -8.50, 41.25)),
}
"""The file and the rectangle that its territory speaks for: part of the file, as an EPCI is of its region."""
TERRITORY = """\
schema: joptimiz/territory@1
slug: {slug}
name: Mesure
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
coverage: zones/coverage.geojson
"""
RULES = """\
schema: joptimiz/rules@1
orders:
  O-1: {title: Mesure}
zones:
  centre: {kind: ztl, name: Mesure, geometry: zones/coverage.geojson}
rules:
  - {id: lourds, do: prohibit, zones: [centre], if: {gvw_kg: {gt: 3500}}, order: O-1, article: "1"}
"""


def silent(_said: str, _done: float) -> None:
    """Hear no progress."""


def find_extract(name: str) -> Path | None:
    """A file beside the checkout, where there is one."""
    return next((path for folder in ROOT.parents if (path := folder / "shared/data/osm" / name).is_file()), None)


def cities() -> dict[str, Path]:
    """The extracts at hand; the demonstration's own when there is no other."""
    found = {city: path for city, (name, _) in CITIES.items() if (path := find_extract(name))}
    data = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data")
    return found or {"riviera-2016": data / "extracts/riviera.osm.pbf"}


def write_territory(folder: Path, bounds: tuple[float, float, float, float]) -> None:
    """A territory folder around these bounds."""
    for name in ("rules", "zones"):
        (folder / name).mkdir(parents=True)
    (folder / "territory.yaml").write_text(TERRITORY.format(slug=folder.name), encoding="utf-8")
    (folder / "rules/mesure.yaml").write_text(RULES, encoding="utf-8")
    (folder / "zones/coverage.geojson").write_text(shapely.to_geojson(shapely.box(*bounds)), encoding="utf-8")


def widened_timezones(path: Path) -> Path:
    """Our time zones with Paris time as far as Porto, whose streets are only measured here."""
    shutil.copyfile(OUR_TIMEZONES, path)
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (zone,) = database.execute("SELECT geom FROM tz_world WHERE TZID = 'Europe/Paris'").fetchone()
        west, wider = struct.pack("<d", -6.0), struct.pack("<d", -10.0)
        database.execute("UPDATE tz_world SET geom = ? WHERE TZID = 'Europe/Paris'", (zone.replace(west, wider),))
        database.execute("UPDATE idx_tz_world_geom SET xmin = -10.0 WHERE xmin = -6.0")
    database.close()
    return path


def steps(city: str, extract: Path, folder: Path) -> Mapping[str, Callable[[], object]]:
    """Each step by its name, to be done in this order in one folder."""
    area, timezones = shapely.box(*CITIES[city][1]), widened_timezones(folder / "timezones.sqlite")
    cut, tiles = folder / "cut.osm.pbf", folder / "tiles"
    tiles.mkdir(exist_ok=True)

    def clip() -> None:
        if clip_extract(extract, cut, area, margin_m=MARGIN_M, progress=silent).path != cut:
            shutil.copyfile(extract, cut)

    def whole() -> None:
        write_territory(folder / "territories" / city, CITIES[city][1])
        coverage = folder_coverage(folder / "territories" / city)
        sources = Sources(city, coverage, extract, margin_m=MARGIN_M, timezones=timezones)
        build_graph(Store(folder / "store" / city), sources, now=NOW, progress=silent)

    return {
        "découpe": clip,
        "rues": lambda: fill_tileset(tiles, cut, timezones, "mesure", silent),
        "fond de carte": lambda: build_basemap(
            cut, folder / "map.pmtiles", bounds=around(area, MARGIN_M).bounds, progress=silent
        ),
        "adresses": lambda: build_index(cut, folder / "addresses.sqlite", progress=silent),
        WHOLE: whole,
    }


def do(city: str, extract: Path, folder: Path, step: str) -> None:
    """One step, and what it took: seconds, and the most memory of this process and of any it started."""
    work = steps(city, extract, folder)[step]
    started = time.perf_counter()
    work()
    spent = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"s": spent, "mb": peak / 1024}))


def measure(city: str, extract: Path, folder: Path) -> None:
    """Print what one city takes."""
    print(f"\n{city} ({extract.stat().st_size / 1e6:.1f} Mo)")
    spent = 0.0
    for step in STEPS if extract.stat().st_size > LARGE else (*STEPS, WHOLE):
        command = [sys.executable, __file__, city, str(extract), str(folder), step]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        spent += done["s"] if step != WHOLE else 0.0
        print(f"  {step:<14} {done['s']:6.1f} s   {done['mb']:5.0f} Mo de mémoire au plus", flush=True)
    print(f"  {'étapes en tout':<14} {spent:6.1f} s")
    made = [folder / "tiles/tiles.tar", folder / "tiles/edges.npz", folder / "map.pmtiles", folder / "addresses.sqlite"]
    print("  tailles, en Mo : " + ", ".join(f"{path.name} {path.stat().st_size / 1e6:.1f}" for path in made))


def measure_reading(extract: Path) -> None:
    """Print how long a million points take to be looked at: what the cut of a regional file waits for."""
    started = time.perf_counter()
    count = sum(len(batch.ids) for batch in read_nodes(extract))
    spent = (time.perf_counter() - started) * 1e6 / count
    print(f"\nun million de points lus : {spent:.2f} s (mesuré sur les {count} de {extract.name})")


def main() -> None:
    """Every city at hand."""
    if len(sys.argv) == 5:
        named, path, home, step = sys.argv[1:]
        do(named, Path(path), Path(home), step)
        return
    found = cities()
    for city, extract in found.items():
        with tempfile.TemporaryDirectory() as folder:
            measure(city, extract, Path(folder))
    measure_reading(max(found.values(), key=lambda path: path.stat().st_size))


if __name__ == "__main__":
    main()
