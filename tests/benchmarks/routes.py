"""Routes that obey, beside bare Valhalla: `python tests/benchmarks/routes.py [TRIPS]`.

The same random trips on the same streets, taken in turn in one run. Read the ratios: the machine's load moves them all.

- bare: Valhalla in this process (one Actor), the very request the router is sent: same vehicle, hour, stops, French
  instructions; and with the same streets closed.
- router: the same through a router process, open, with every zone closed, and with one street in twenty spared.
- loop: from a demand to a proved way: stops held against the rules, free way, way around what is closed at its hours,
  every edge and hour checked, proof by geometry. No cost of each detour, advice, hand-over or sentence of ours.
- service: the whole answer of `Routes.find`, with all of these.
"""

import asyncio
import os
import random
import shutil
import sqlite3
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import valhalla

from connectors.valhalla import Router, Tileset, prepare_tileset
from connectors.valhalla.actors import Network
from connectors.valhalla.build import OUR_TIMEZONES
from connectors.valhalla.costing import costing_of
from connectors.valhalla.frames import Closure
from connectors.valhalla.messages import RouteRefused
from connectors.valhalla.requests import Location, RouteRequest
from connectors.valhalla.streets import NONE, EdgeSet, Halt, Streets, TimedCosting
from itineriz.core import Demand, Stop
from itineriz.service import Routes
from itineriz.service.finding import find_way
from itineriz.service.ground import Ground, Grounds
from itineriz.service.trip import Trip
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
SMALL = 50_000
"""Edges below which a town gets a third of the zones: more would close half of it."""
BUDGETS = {"router, closed": 1.5, "loop": 2.5}
"""DESIGN § 13: times the median of bare Valhalla in the same run."""
CITIES = {
    "monaco-2023": 1.0, "paris-marais-republique": 1.0, "riviera-monaco-2016": 1.0,
    "heidelberg-2024": 0.6, "porto-metro-roads-2015": 0.4,
}  # fmt: skip
"""Extracts, and the share of the trips asked for that each is given."""
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


def find_extracts() -> dict[Path, float]:
    """The cities at hand and the share of the trips each is given; else the one the product keeps."""
    data = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data")
    beside = [folder / "shared/data/osm" for folder in ROOT.parents]
    named = {folder / f"{name}.osm.pbf": share for name, share in CITIES.items() for folder in beside}
    found = {path: share for path, share in named.items() if path.is_file()}
    return found or {path: 1.0 for path in [data / "extracts/riviera.osm.pbf"] if path.is_file()}


def widen(folder: Path) -> Path:
    """Our time zones with that of Paris as far west as Porto: tiles that know no hour are refused."""
    wide = folder / "timezones.sqlite"
    shutil.copyfile(OUR_TIMEZONES, wide)
    with sqlite3.connect(wide) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (shape,) = database.execute("SELECT geom FROM tz_world WHERE TZID = 'Europe/Paris'").fetchone()
        shape = shape.replace(struct.pack("<d", -6.0), struct.pack("<d", -10.0))
        database.execute("UPDATE tz_world SET geom = ? WHERE TZID = 'Europe/Paris'", (shape,))
        database.execute("UPDATE idx_tz_world_geom SET xmin = -10 WHERE xmin = -6")
    database.close()
    return wide


def square(lon: float, lat: float, half: float) -> dict[str, object]:
    """A square, in degrees."""
    west, south, east, north = lon - half, lat - half * 0.7, lon + half, lat + half * 0.7
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def zones_of(tileset: Tileset) -> int:
    """How many zones a city of this size is given."""
    return ZONES if len(tileset.edges) >= SMALL else ZONES // 3


def snapshot_of(tileset: Tileset, dice: random.Random) -> Snapshot:
    """Squares of up to 400 m on random streets, all closed to lorries."""
    points = dice.sample(tileset.edges.points.tolist(), zones_of(tileset))
    west, south, east, north = tileset.bbox
    size = min(0.0025, (east - west) / 40)
    geometries = {f"zones/z{n}.geojson": square(lon, lat, size) for n, (lon, lat) in enumerate(points)}
    geometries["zones/coverage.geojson"] = square((west + east) / 2, (south + north) / 2, 2 * (east - west))
    zones = "".join(
        f"  z{n}: {{kind: ztl, name: Zone {n}, geometry: zones/z{n}.geojson}}\n" for n in range(len(points))
    )
    always, later = (", ".join(f"z{n}" for n in range(first, len(points), 2)) for first in (0, 1))
    rules = f"""
schema: joptimiz/rules@1
orders:
  O-1: {{title: Mesure, signed: 2026-01-02, authority: Mesure, status: demonstration}}
zones:
{zones}
rules:
  - id: lourds
    do: prohibit
    zones: [{always}]
    if: {{gvw_kg: {{gt: 3500}}}}
    order: O-1
    article: "1"
    message: Fermé.
  - id: lourds-plus-tard
    do: prohibit
    zones: [{later}]
    if: {{gvw_kg: {{gt: 3500}}}}
    when: {{time: "10:05-12:00"}}
    order: O-1
    article: "2"
    message: Ferme en chemin.
"""
    sources = [Source("territory.yaml", TERRITORY), Source("rules/mesure.yaml", rules)]
    return Snapshot.of({"mesure": Rulebook("mesure", 1, compile_bundle(sources, geometries))})


class Bare:
    """Valhalla alone: one Actor, JSON in and out."""

    def __init__(self, tileset: Tileset, closed: EdgeSet) -> None:
        key = "closed" if len(closed) else ""
        self._actor = Network(tileset.folder).of(Closure(key, closed.tobytes()))

    def route(self, halts: Sequence[Halt], profile: TimedCosting) -> None:
        """One route with instructions."""
        locations = tuple(Location(halt.lon, halt.lat, 50) for halt in halts)
        request = RouteRequest(locations, profile.costing.model, profile.options, profile.date_time)
        msgspec.json.decode(self._actor.route(msgspec.json.encode(request).decode()))


class Asked(NamedTuple):
    """What is asked the same, and the streets closed and spared."""

    bare: Bare
    shut: Bare
    streets: Streets
    routes: Routes
    ground: Ground
    closed: EdgeSet
    soft: EdgeSet


async def measure(extract: Path, folder: Path, timezones: Path, trips: int) -> None:
    """Print the times and the memory of one city."""
    started = time.perf_counter()
    tileset = prepare_tileset(extract, folder, timezones=timezones, progress=lambda _said, _share: None)
    built = time.perf_counter() - started
    dice = random.Random(13)
    snapshot = snapshot_of(tileset, dice)
    started = time.perf_counter()
    closed = EdgeIndex.of(tileset.edges, snapshot.locator).edges_of(snapshot.locator.zones)
    indexed = time.perf_counter() - started
    print(f"\n{extract.name}: {len(tileset.edges)} edges, {len(closed)} of them in {zones_of(tileset)} zones;", end=" ")
    print(f"built in {built:.1f} s, zones laid in {indexed:.2f} s")
    router = Router(2)
    routes = Routes(router, lambda: snapshot, {"mesure": tileset})
    await routes.start()
    try:
        soft = np.sort(np.array(dice.sample(tileset.edges.ids.tolist(), len(tileset.edges) // 20)))
        bare, shut = Bare(tileset, NONE), Bare(tileset, closed)
        streets = Streets(tileset, router)
        ground = await Grounds().of(snapshot, streets)
        asked = Asked(bare, shut, streets, routes, ground, closed, soft)
        report(await run(asked, tileset.edges.points.tolist(), dice, trips))
        processes = ", ".join(f"{megabytes(pid)} MB" for pid in router.pids)
        print(f"memory: this process {megabytes(os.getpid())} MB, router processes {processes}")
    finally:
        await routes.stop()


def megabytes(pid: int) -> str:
    """The memory a process holds, shared pages counted in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return "?"
    return str(round(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024))


async def run(asked: Asked, points: list[list[float]], dice: random.Random, trips: int) -> dict[str, list[float]]:
    """Milliseconds of each way of asking, over the trips all could answer."""
    bare, shut, streets, routes, ground, closed, soft = asked
    profile = TimedCosting(costing_of(LORRY), AT.replace(tzinfo=None))
    ways = ("bare", "bare, closed", "router, open", "router, closed", "router, sparing", "loop", "service")
    times: dict[str, list[float]] = {name: [] for name in ways}
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
        if not (await routes.find(demand)).feasible:
            continue
        for name in dice.sample(ways, len(ways)):
            began = time.perf_counter()
            if name.startswith("bare"):
                (bare if name == "bare" else shut).route(halts, profile)
            elif name == "loop":
                await find_way(Trip.of(ground, demand), counted=False)
            elif name == "service":
                await routes.find(demand)
            elif name == "router, sparing":
                await streets.route(halts, profile, soft=soft)
            else:
                await streets.route(halts, profile, closed if name == "router, closed" else NONE)
            times[name].append((time.perf_counter() - began) * 1_000)
    return times


def report(times: dict[str, list[float]]) -> None:
    """Medians, 95th centiles, ratios of medians beside their budget."""
    reference = statistics.median(times["bare"])
    print(f"{'':16}{'p50 ms':>9}{'p95 ms':>9}{'× bare':>9}{'budget':>9}   ({len(times['bare'])} trips)")
    for name, values in times.items():
        p50, p95 = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        budget = f"{BUDGETS[name]:9.1f}" if name in BUDGETS else ""
        print(f"{name:16}{p50:9.2f}{p95:9.2f}{p50 / reference:9.2f}{budget}")


def main() -> int:
    """Measure every city at hand."""
    trips = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    extracts = find_extracts()
    if not extracts:
        print("No extract at hand: run `make run` once, or set JOPTIMIZ_DATA.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        timezones = widen(Path(folder))
        for extract, share in extracts.items():
            asyncio.run(measure(extract, Path(folder) / extract.name, timezones, max(20, round(trips * share))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
