"""Random trips on real streets: no edge of an answer lies in a barred zone, those of served stops apart."""

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import shapely
import valhalla
from shapely.geometry.base import BaseGeometry

from connectors.valhalla import Router, Tileset, prepare_tileset
from connectors.valhalla.actors import Network
from connectors.valhalla.answers import decode_polyline
from connectors.valhalla.costing import costing_of
from connectors.valhalla.frames import Closure
from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from rules.engine import decide
from rules.model import Case, Facts, GeoJSON, Profile, Verdict
from tenants.snapshot import Rulebook, Snapshot

EAST_M, NORTH_M = 80_500.0, 111_130.0
"""Metres in a degree at 43.74° north."""
RULES = (
    ("if: {gvw_kg: {gt: 3500}}", ""),
    ("if: {critair: {gte: 3}}", "if: {activity: {in: [delivery]}}"),
    ('when: {time: "05:00-23:00"}', "if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 7500}}]}"),
    ('when: {time: "22:00-06:00"}', ""),
    ('when: {time: ["07:00-09:00", "11:00-11:20", "11:40-12:00", "16:00-19:00"]}', "if: {activity: {in: [delivery]}}"),
)
CHANGES = (5, 6, 7, 9, 11, 12, 16, 19, 22, 23, 24)
"""The hours at which a zone opens or closes."""
PARIS = ZoneInfo("Europe/Paris")
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
    tileset: Tileset


@pytest.fixture(scope="session")
def city(
    tmp_path_factory: pytest.TempPathFactory, extract: Path, router: Router, rulebook: Callable[..., Rulebook]
) -> City:
    """Monaco and the streets that border it, under nine zones: discs, a ring and a line."""
    tileset = prepare_tileset(extract, tmp_path_factory.mktemp("city"), progress=lambda _said, _share: None)
    dice = random.Random(2026)
    zones: dict[str, tuple[GeoJSON, str, str]] = {}
    for number in range(12):
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
    return City(
        Routes(router, lambda: snapshot, {"city": tileset}), book, shapes, tileset.edges.points.tolist(), tileset
    )


def disc(centre: tuple[float, float], metres: float) -> BaseGeometry:
    """A disc, in degrees."""
    return shapely.transform(shapely.Point(0, 0).buffer(metres), lambda c: c / [EAST_M, NORTH_M] + centre)


def metric(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees to metres, near enough here."""
    return shapely.transform(geometry, lambda c: c * [EAST_M, NORTH_M])


def random_demand(city: City, dice: random.Random) -> Demand:
    """Two to four stops, half of them with a delivery, some with a stay; often as some zone opens or closes."""
    stops = tuple(
        Stop(
            (lon + dice.gauss(0, 3e-4), lat + dice.gauss(0, 3e-4)),
            dice.choice([None, "delivery", "transit"]),
            dice.choice([0, 0, 5, 30]),
        )
        for lon, lat in dice.choices(city.points, k=dice.choice([2, 2, 3, 4]))
    )
    minute = dice.randrange(1440) if dice.random() < 0.4 else dice.choice(CHANGES) * 60 - dice.randrange(12)
    # A usual day, and those on which the clocks change.
    midnight = datetime.combine(date(2026, *dice.choice([(11, 24), (11, 24), (10, 25), (3, 29)])), time(), PARIS)
    at = (midnight.astimezone(UTC) + timedelta(minutes=minute)).astimezone(PARIS)
    return Demand("city", dice.choice(VEHICLES), at, stops)


type Driven = list[tuple[BaseGeometry, float, float]]
"""Streets in metres, from when to when each is driven (seconds since the leg's start)."""


class Witness:
    """Says when each street of an answer is driven: Valhalla alone in this process, on the open streets."""

    def __init__(self, tileset: Tileset) -> None:
        self._actor = Network(tileset.folder).of(Closure("", b""))

    def follow(self, way: list[tuple[float, float]], demand: Demand, took: float) -> Driven | None:
        """The streets of a leg that took so long (seconds); None when it cannot be followed street by street.

        A leg may leave a stop from the other side of the street: the first point is then where the one before ended,
        and the step aside, which takes no time, is looked at as the others are.
        """
        if len(way) < 2:
            return []
        aside: Driven = [(metric(shapely.LineString(way[:2])), 0.0, 0.0)]
        for match in ("edge_walk", "walk_or_snap"):
            for before, rest in (([], way), (aside, way[1:])):
                driven = [*before, *self._streets(rest, demand, match)]
                if driven and abs(driven[-1][2] - took) <= 6 + took / 20:
                    return driven
        return None

    def _streets(self, way: list[tuple[float, float]], demand: Demand, match: str) -> Driven:
        costing = costing_of(demand.facts)
        attributes = ["edge.begin_shape_index", "edge.end_shape_index", "node.elapsed_time", "shape"]
        request = {
            # Given as points, the last one may be told as a turn into another street.
            "encoded_polyline": encoded(way),
            "costing": costing.model,
            "costing_options": {costing.model: dict(costing.options)},
            "shape_match": match,
            "filters": {"attributes": attributes, "action": "include"},
        }
        try:
            walk = json.loads(self._actor.trace_attributes(json.dumps(request)))
        except valhalla.ValhallaError:
            return []
        points = decode_polyline(walk["shape"]).tolist()
        driven: Driven = []
        now = 0.0
        for edge in walk["edges"]:
            shape = points[edge["begin_shape_index"] : edge["end_shape_index"] + 1]
            end = edge["end_node"]["elapsed_time"]
            driven.append((metric(shapely.LineString(shape if len(shape) > 1 else shape * 2)), now, end))
            now = end
        return driven


def encoded(way: list[tuple[float, float]]) -> str:
    """A polyline with six decimals."""
    text, before = "", (0, 0)
    for lon, lat in way:
        here = round(lat * 1e6), round(lon * 1e6)
        for now, then in zip(here, before, strict=True):
            left = (now - then) * 2 if now >= then else (then - now) * 2 - 1
            while left >= 32:
                text += chr((left & 31 | 32) + 63)
                left >>= 5
            text += chr(left + 63)
        before = here
    return text


def cut_at_stops(answer: RouteAnswer) -> list[list[tuple[float, float]]]:
    """The way, leg by leg."""
    assert answer.geometry is not None
    left, legs = list(answer.geometry.coordinates), []
    for stop in answer.stops[1:-1]:
        place = next(number for number, point in enumerate(left) if point == stop.position)
        legs.append(left[: place + 1])
        left = left[place:]
    return [*legs, left]


def leaks(city: City, demand: Demand, answer: RouteAnswer, witness: Witness) -> list[str] | None:
    """The zones, 30 m inside their border, whose rules refuse the vehicle at the hour at which it drives there.

    None when a leg cannot be followed street by street, which the answer then says.
    """
    found = []
    for number, leg in enumerate(cut_at_stops(answer)):
        ends = answer.stops[number : number + 2]
        begins, arrives = ends[0].depart_at, ends[1].arrive_at
        assert begins is not None
        assert arrives is not None
        took = (arrives.astimezone(UTC) - begins.astimezone(UTC)).total_seconds()
        driven = witness.follow(leg, demand, took)
        if driven is None:
            # Not followed, or by another way than the one that was driven: then the answer must say so.
            assert "route_unread" in {why.code for why in answer.why}
            return None
        for name, zone in city.zones.items():
            core = metric(zone).buffer(-30)
            stops = [s for s in ends if s.served and zone.distance(shapely.Point(s.position)) * NORTH_M < 40]
            asks = [demand.passing, *(demand.at(Stop(stop.position, stop.activity)) for stop in stops)]
            for street, start, end in driven:
                if not street.intersects(core):
                    continue
                instants = [begins.astimezone(UTC) + timedelta(seconds=s) for s in (start, (start + end) / 2, end)]
                if any(all(refuses(city, name, who, at) for who in asks) for at in instants):
                    found.append(f"{name}, leg {number}, {instants[1].isoformat()}")
    return found


def refuses(city: City, zone: str, who: Profile, at: datetime) -> bool:
    """What the rules say, one zone and one instant at a time."""
    return decide(city.book.bundle, Case(who, at, (zone,))).verdict > Verdict.CONDITIONAL


class Tally(NamedTuple):
    """What a sample of trips held."""

    found: int
    followed: int
    avoided: int
    again: int
    """Ways sought more than twice: something was closed by the time the vehicle came."""
    refused: int
    withheld: int
    """Ways that no turn could mend: said, not shown."""


async def drive(city: City, seed: int, count: int) -> Tally:
    """Ask random trips, and hold every answer against the witness."""
    dice, witness = random.Random(seed), Witness(city.tileset)
    tallies = []
    for _ in range(count):
        demand = random_demand(city, dice)
        answer = await city.routes.find(demand, advised=False)
        way, refused = answer.geometry is not None, not all(stop.served for stop in answer.stops)
        assert answer.feasible == (way and not refused)
        assert answer.feasible or answer.why
        leaked = leaks(city, demand, answer, witness) if way else None
        assert not leaked, demand
        assert len(answer.stops) == len(demand.stops)
        assert not answer.unverified or {why.code for why in answer.why} & {"route_unread"}
        withheld = "route_breaches" in {why.code for why in answer.why}
        assert not (way and withheld)
        tallies.append((way, leaked is not None, bool(answer.zones_avoided), answer.trials > 2, refused, withheld))
    return Tally(*(sum(column) for column in zip(*tallies, strict=True)))


async def test_trips_obey(city: City) -> None:
    """150 random trips obey at the hours at which they pass; the sample is not empty of detours and refusals."""
    tally = await drive(city, 1, 150)
    assert tally.found >= 60
    assert tally.followed >= 0.9 * tally.found
    assert tally.withheld <= 2
    assert tally.avoided >= 15
    assert tally.again >= 1
    assert tally.refused >= 10


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
    assert answer.geometry is None or not leaks(city, demand, answer, Witness(city.tileset))


@pytest.mark.prove
async def test_many_trips_obey(city: City) -> None:
    """6,000 random trips obey, of which 2,400 at least find a way."""
    tally = await drive(city, 2, 6_000)
    assert tally.found >= 2_400
    assert tally.followed >= 0.9 * tally.found
    assert tally.withheld <= 60
