"""Random trips on real streets: no edge of an answer lies in a barred zone, those of served stops apart."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from connectors.valhalla import Router, prepare_tileset
from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from rules.engine import decide
from rules.model import Case, Facts, GeoJSON, Verdict
from tenants.snapshot import Rulebook, Snapshot

EAST_M, NORTH_M = 80_500.0, 111_130.0
"""Metres in a degree at 43.74° north."""
RULES = (
    ("if: {gvw_kg: {gt: 3500}}", ""),
    ("if: {critair: {gte: 3}}", "if: {activity: {in: [delivery]}}"),
    ('when: {time: "05:00-23:00"}', "if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 7500}}]}"),
    ('when: {time: "22:00-06:00"}', ""),
)
VEHICLES: tuple[Facts, ...] = (
    {"category": "N2", "gvw_kg": 7500, "critair": "3", "length_cm": 700, "width_cm": 220, "height_cm": 300},
    {"category": "N1", "gvw_kg": 3500, "critair": "EL", "height_cm": 250},
    {"category": "N3", "gvw_kg": 19_000, "critair": "2", "length_cm": 900, "width_cm": 250, "height_cm": 350},
    {"category": "N1", "gvw_kg": 3500},
)


class City(NamedTuple):
    """Real streets under made-up zones."""

    routes: Routes
    book: Rulebook
    zones: dict[str, BaseGeometry]
    points: list[list[float]]
    """On its streets."""


@pytest.fixture(scope="session")
def city(
    tmp_path_factory: pytest.TempPathFactory, extract: Path, router: Router, rulebook: Callable[..., Rulebook]
) -> City:
    """Monaco and the streets that border it, under nine zones: discs, a ring and a line."""
    tileset = prepare_tileset(extract, tmp_path_factory.mktemp("city"), progress=lambda _said, _share: None)
    dice = random.Random(2026)
    zones: dict[str, tuple[GeoJSON, str, str]] = {}
    for number in range(9):
        lon, lat = dice.choice(tileset.edges.points.tolist())
        centre = lon, lat
        area: BaseGeometry = disc(centre, dice.uniform(40, 150))
        if number == 3:
            area -= disc(centre, 50)
        if number == 7:
            area = shapely.LineString([centre, (centre[0] + 0.004, centre[1] + 0.003)])
        zones[f"z{number}"] = (shapely.geometry.mapping(area), *RULES[number % len(RULES)])
    book = rulebook("city", zones)
    snapshot = Snapshot.of({"city": book})
    shapes = {name: shapely.geometry.shape(spec[0]) for name, spec in zones.items()}
    return City(Routes(router, lambda: snapshot, {"city": tileset}), book, shapes, tileset.edges.points.tolist())


def disc(centre: tuple[float, float], metres: float) -> BaseGeometry:
    """A disc, in degrees."""
    return shapely.transform(shapely.Point(0, 0).buffer(metres), lambda c: c / [EAST_M, NORTH_M] + centre)


def metric(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees to metres, near enough here."""
    return shapely.transform(geometry, lambda c: c * [EAST_M, NORTH_M])


def random_demand(city: City, dice: random.Random) -> Demand:
    """Two to four stops, at any hour, half of them with a delivery."""
    stops = tuple(
        Stop((lon + dice.gauss(0, 3e-4), lat + dice.gauss(0, 3e-4)), dice.choice([None, "delivery", "transit"]))
        for lon, lat in dice.choices(city.points, k=dice.choice([2, 2, 3, 4]))
    )
    at = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Paris")) + timedelta(minutes=dice.randrange(1440))
    return Demand("city", dice.choice(VEHICLES), at, stops)


def breaches(city: City, demand: Demand, answer: RouteAnswer) -> list[str]:
    """The barred zones the answer's geometry enters by more than 30 m, those of served stops apart."""
    assert answer.geometry is not None
    way = metric(shapely.LineString(answer.geometry.coordinates))
    entered = []
    for name, zone in city.zones.items():
        verdict = decide(city.book.bundle, Case(demand.passing, demand.depart_at, (name,))).verdict
        if verdict <= Verdict.CONDITIONAL or zone.geom_type == "LineString":
            continue
        served = any(
            told.served and zone.distance(shapely.Point(told.position)) * NORTH_M < 40 for told in answer.stops
        )
        if not served and metric(zone).buffer(-30).intersects(way):
            entered.append(name)
    return entered


async def drive(city: City, seed: int, count: int) -> tuple[int, int]:
    """Ask random trips; how many were found, and how many avoided a zone."""
    dice = random.Random(seed)
    found = avoided = 0
    for _ in range(count):
        demand = random_demand(city, dice)
        answer = await city.routes.find(demand)
        assert answer.feasible or answer.why
        if answer.geometry is not None:
            assert breaches(city, demand, answer) == [], demand
            assert len(answer.stops) == len(demand.stops)
            assert not answer.unverified or {why.code for why in answer.why} & {
                "zone_closed_on_arrival",
                "stop_closed_on_arrival",
                "route_unread",
            }
            found += 1
            avoided += bool(answer.zones_avoided)
    return found, avoided


async def test_trips_obey(city: City) -> None:
    """150 random trips obey, and the sample is not empty of detours."""
    found, avoided = await drive(city, 1, 150)
    assert found >= 90
    assert avoided >= 15


async def test_legs_join(city: City) -> None:
    """A way arrives at a halt and leaves it in the same place: no line is drawn through a barred zone in between."""
    stops = (
        Stop((7.43671814668111, 43.747836141990575)),
        Stop((7.418768454561054, 43.733986837274074), "transit"),
        Stop((7.42266545713378, 43.73183951810682), "transit"),
        Stop((7.418066374453997, 43.734199804134285), "delivery"),
    )
    at = datetime(2026, 11, 24, 11, 29, tzinfo=ZoneInfo("Europe/Paris"))
    demand = Demand("city", VEHICLES[0], at, stops)
    answer = await city.routes.find(demand)
    assert answer.geometry is None or breaches(city, demand, answer) == []


@pytest.mark.prove
async def test_many_trips_obey(city: City) -> None:
    """6,000 random trips obey, of which 3,000 at least find a way."""
    found, _ = await drive(city, 2, 6_000)
    assert found >= 3_000
