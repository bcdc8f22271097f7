"""Routes that obey, beside bare Valhalla: `python tests/benchmarks/routes.py [TRIPS]`.

The same random trips on the same streets, taken in turn in one run: bare Valhalla in this process (one Actor), open and
with the same streets closed; our router process, open and closed; and the whole service (stops held against the rules,
two or more routes, detours counted, route proved). Read the ratios: the machine's load moves them all.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import valhalla

from connectors.valhalla import Router, Tileset, prepare_tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.messages import RouteRefused
from connectors.valhalla.overlay import Overlays
from connectors.valhalla.requests import Location, RouteRequest
from connectors.valhalla.streets import NONE, EdgeSet, Halt, Streets, TimedCosting
from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.compiler import compile_bundle
from rules.model import Facts, Source
from tenants.edges import EdgeIndex
from tenants.snapshot import Rulebook, Snapshot

ROOT = Path(__file__).resolve().parents[2]
LORRY: Facts = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300, "axle_load_kg": 5000,
}  # fmt: skip
AT = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
ZONES = 25
TERRITORY = """
schema: joptimiz/territory@1
slug: mesure
name: Mesure
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
default: allowed
coverage: zones/coverage.geojson
holidays: {source: aucun, dates: {}}
"""


def find_extracts() -> list[Path]:
    """Monaco as the product keeps it, and larger cities where they are at hand."""
    data = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data")
    beside = [folder / "shared/data/osm" for folder in ROOT.parents]
    names = ("monaco-2023.osm.pbf", "heidelberg-2024.osm.pbf")
    found = [folder / name for name in names for folder in beside if (folder / name).is_file()]
    return found or [path for path in [data / "extracts/riviera.osm.pbf"] if path.is_file()]


def square(lon: float, lat: float, half: float) -> dict[str, object]:
    """A square, in degrees."""
    west, south, east, north = lon - half, lat - half * 0.7, lon + half, lat + half * 0.7
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def snapshot_of(tileset: Tileset, dice: random.Random) -> Snapshot:
    """Squares of up to 400 m on random streets, all closed to lorries."""
    points = dice.sample(tileset.edges.points.tolist(), ZONES)
    west, south, east, north = tileset.bbox
    size = min(0.0025, (east - west) / 40)
    geometries = {f"zones/z{n}.geojson": square(lon, lat, size) for n, (lon, lat) in enumerate(points)}
    geometries["zones/coverage.geojson"] = square((west + east) / 2, (south + north) / 2, 2 * (east - west))
    zones = "".join(f"  z{n}: {{kind: ztl, name: Zone {n}, geometry: zones/z{n}.geojson}}\n" for n in range(ZONES))
    named = ", ".join(f"z{n}" for n in range(ZONES))
    rules = f"""
schema: joptimiz/rules@1
orders:
  O-1: {{title: Mesure, signed: 2026-01-02, authority: Mesure, status: demonstration}}
zones:
{zones}
rules:
  - id: lourds
    do: prohibit
    zones: [{named}]
    if: {{gvw_kg: {{gt: 3500}}}}
    order: O-1
    article: "1"
    message: Fermé.
"""
    sources = [Source("territory.yaml", TERRITORY), Source("rules/mesure.yaml", rules)]
    return Snapshot.of({"mesure": Rulebook("mesure", 1, compile_bundle(sources, geometries))})


class Bare:
    """Valhalla alone: one Actor, JSON in and out."""

    def __init__(self, tileset: Tileset, closed: EdgeSet) -> None:
        self._actor = valhalla.Actor(str(Overlays(tileset).settings_of(closed)))

    def route(self, halts: Sequence[Halt], profile: TimedCosting) -> None:
        """One route with instructions."""
        locations = tuple(Location(halt.lon, halt.lat, 50) for halt in halts)
        request = RouteRequest(locations, profile.costing.model, profile.options, profile.date_time)
        msgspec.json.decode(self._actor.route(msgspec.json.encode(request).decode()))


async def measure(extract: Path, folder: Path, trips: int) -> None:
    """Print the times of one city."""
    tileset = prepare_tileset(extract, folder, progress=lambda _said, _share: None)
    dice = random.Random(13)
    snapshot = snapshot_of(tileset, dice)
    started = time.perf_counter()
    closed = EdgeIndex.of(tileset.edges, snapshot.locator).edges_of(snapshot.locator.zones)
    print(f"\n{extract.name}: {len(tileset.edges)} edges, {len(closed)} closed by {ZONES} zones,", end=" ")
    print(f"index of edges {time.perf_counter() - started:.2f} s")
    router = Router()
    routes = Routes(router, lambda: snapshot, {"mesure": tileset})
    await routes.start()
    try:
        asked = Asked(Bare(tileset, NONE), Bare(tileset, closed), Streets(tileset, router), routes, closed)
        report(await run(asked, tileset.edges.points.tolist(), dice, trips))
    finally:
        await routes.stop()


class Asked(NamedTuple):
    """The three that are asked the same."""

    bare: Bare
    shut: Bare
    streets: Streets
    routes: Routes
    closed: EdgeSet


async def run(asked: Asked, points: list[list[float]], dice: random.Random, trips: int) -> dict[str, list[float]]:
    """Milliseconds of each way of asking, over the trips all could answer."""
    bare, shut, streets, routes, closed = asked
    profile = TimedCosting(costing_of(LORRY), AT.replace(tzinfo=None))
    times: dict[str, list[float]] = {
        name: [] for name in ("bare", "bare, closed", "router, open", "router, closed", "service")
    }
    while len(times["bare"]) < trips:
        halts = [Halt(lon, lat) for lon, lat in dice.sample(points, 2)]
        demand = Demand("mesure", LORRY, AT, tuple(Stop((halt.lon, halt.lat), "delivery") for halt in halts))
        try:
            bare.route(halts, profile)
            shut.route(halts, profile)
            await streets.route(halts, profile, NONE)
            await streets.route(halts, profile, closed)
        except (valhalla.ValhallaError, RouteRefused):
            continue
        answer = await routes.find(demand)
        if not answer.feasible:
            continue
        for name in dice.sample(list(times), len(times)):
            began = time.perf_counter()
            if name.startswith("bare"):
                (bare if name == "bare" else shut).route(halts, profile)
            elif name == "service":
                await routes.find(demand)
            else:
                await streets.route(halts, profile, closed if name == "router, closed" else NONE)
            times[name].append((time.perf_counter() - began) * 1_000)
    return times


def report(times: dict[str, list[float]]) -> None:
    """Medians, 95th centiles, ratios of medians."""
    reference = statistics.median(times["bare"])
    print(f"{'':16}{'p50 ms':>9}{'p95 ms':>9}{'× bare':>9}   ({len(times['bare'])} trips)")
    for name, values in times.items():
        p50, p95 = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        print(f"{name:16}{p50:9.2f}{p95:9.2f}{p50 / reference:9.2f}")


def main() -> int:
    """Measure every city at hand."""
    trips = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    extracts = find_extracts()
    if not extracts:
        print("No extract at hand: run `make run` once, or set JOPTIMIZ_DATA.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for extract in extracts:
            asyncio.run(measure(extract, Path(folder) / extract.name, trips))
    return 0


if __name__ == "__main__":
    sys.exit(main())
