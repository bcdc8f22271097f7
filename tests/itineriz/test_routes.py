"""Routes in a made-up town whose answers are known."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import shapely

from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from rules.model import Facts, GeoJSON
from tenants.snapshot import Rulebook

type Zones = Mapping[str, tuple[GeoJSON, str, str]]
type Open = Callable[..., Routes]

PARIS = ZoneInfo("Europe/Paris")
TEN = datetime(2026, 11, 24, 10, tzinfo=PARIS)
LORRY: Facts = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300, "axle_load_kg": 5000,
}  # fmt: skip
DELIVERIES = "if: {activity: {in: [delivery]}}"
ALWAYS = "if: {gvw_kg: {gt: 3500}}"
DAYTIME = 'when: {time: "05:00-23:00"}'


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


def box(west: float, south: float, east: float, north: float, *holes: shapely.Polygon) -> GeoJSON:
    """A rectangle in streets, less some holes."""
    area = shapely.box(*at(west, south), *at(east, north))
    for hole in holes:
        area -= hole
    geometry: GeoJSON = shapely.geometry.mapping(area)
    return geometry


def ask(*stops: Stop, depart_at: datetime = TEN, facts: Facts = LORRY) -> Demand:
    """A demand in the town."""
    return Demand("town", facts, depart_at, stops)


WEST, EAST = Stop(at(1.3, 7)), Stop(at(12.6, 7))
INSIDE = Stop(at(7, 7.3), "delivery")
CENTRE = box(5.9, 4.9, 8.1, 9.1)
STRAIGHT_M, ROUND_M = 2531, 3869


def enters(answer: RouteAnswer, area: GeoJSON) -> bool:
    """Whether the geometry goes into an area shrunk by 30 m, by this test's own reckoning."""
    assert answer.geometry is not None
    metres = shapely.transform(shapely.geometry.shape(area), lambda c: c * [80_080.0, 111_100.0])
    way = shapely.LineString([(x * 80_080.0, y * 111_100.0) for x, y in answer.geometry.coordinates])
    return bool(way.intersects(metres.buffer(-30)))


async def test_open_town_is_crossed_straight(routes: Open) -> None:
    """Without rules the way is the shortest, feasible, and says nothing of zones."""
    answer = await routes({}).find(ask(WEST, EAST))
    assert (answer.feasible, answer.unverified, answer.distance_m) == (True, False, STRAIGHT_M)
    assert (answer.zones_crossed, answer.zones_avoided, answer.next_departure, answer.why) == ((), (), None, ())


async def test_barred_zone_is_gone_round_and_its_cost_told(routes: Open) -> None:
    """A zone barred at departure is avoided; the answer names its rule, article and detour."""
    answer = await routes({"centre": (CENTRE, DAYTIME, "")}).find(ask(WEST, EAST))
    assert answer.feasible
    assert not answer.unverified
    assert answer.distance_m == ROUND_M
    assert not enters(answer, CENTRE)
    (avoided,) = answer.zones_avoided
    assert (avoided.zone, avoided.verdict, avoided.rule, avoided.article) == ("centre", "forbidden", "r-centre", "2")
    assert avoided.extra_m == ROUND_M - STRAIGHT_M
    assert avoided.extra_s is not None
    assert avoided.extra_s > 60


async def test_open_hour_passes_through_with_its_hours(routes: Open) -> None:
    """At an hour when the zone is open the way crosses it, and says from when to when."""
    night = TEN.replace(hour=4)
    answer = await routes({"centre": (CENTRE, DAYTIME, "")}).find(ask(WEST, EAST, depart_at=night))
    assert answer.distance_m == STRAIGHT_M
    (crossed,) = answer.zones_crossed
    assert (crossed.zone, crossed.verdict, crossed.rule) == ("centre", "allowed", None)
    assert night < crossed.enter_at < crossed.leave_at < night + timedelta(minutes=10)
    assert crossed.enter_at.utcoffset() == timedelta(hours=1)


async def test_stop_inside_is_served_without_transit(routes: Open) -> None:
    """A delivery allowed in a zone enters and leaves it; the same zone stays closed to the way that follows."""
    streets = routes({"centre": (CENTRE, DAYTIME, DELIVERIES)})
    answer = await streets.find(ask(WEST, INSIDE, WEST, EAST))
    assert answer.feasible
    assert not answer.unverified
    assert [stop.served for stop in answer.stops] == [True] * 4
    assert answer.stops[1].snapped_m <= 1
    assert answer.stops[1].reasons[0].rule == "d-centre"
    (crossed,) = answer.zones_crossed
    assert (crossed.verdict, crossed.rule, crossed.article) == ("allowed", "d-centre", "4")
    assert answer.stops[3].arrive_at is not None
    assert answer.stops[2].arrive_at is not None
    alone = await streets.find(ask(WEST, EAST))
    assert alone.distance_m == ROUND_M
    assert alone.duration_s is not None
    last_leg = answer.stops[3].arrive_at - answer.stops[2].arrive_at
    assert abs(last_leg.total_seconds() - alone.duration_s) <= 2


async def test_refused_stop_leads_to_the_last_legal_point(routes: Open) -> None:
    """A stop that may not be served is not: the way ends on the nearest open street, and says when it opens."""
    answer = await routes({"centre": (CENTRE, DAYTIME, "")}).find(ask(WEST, INSIDE))
    assert not answer.feasible
    stop = answer.stops[1]
    assert (stop.served, stop.verdict, stop.reasons[0].rule) == (False, "forbidden", "r-centre")
    assert 200 <= stop.snapped_m <= 260
    assert not enters(answer, CENTRE)
    assert answer.next_departure == TEN.replace(hour=22, minute=59)
    assert {why.code for why in answer.why} == {"stop_refused"}


async def test_zone_that_never_opens_has_no_next_departure(routes: Open) -> None:
    """No promise where nothing opens within a week."""
    answer = await routes({"centre": (CENTRE, ALWAYS, "")}).find(ask(WEST, INSIDE))
    assert not answer.feasible
    assert answer.next_departure is None


async def test_a_street_that_reaches_into_a_zone_does_not_open_it(routes: Open) -> None:
    """A delivery at the open end of such a street is reached from outside, never through the zone behind it."""
    zone = box(5.5, 4.9, 8.5, 9.1)
    answer = await routes({"centre": (zone, DAYTIME, DELIVERIES)}).find(ask(EAST, Stop(at(5.2, 7), "delivery")))
    assert answer.feasible
    assert not answer.unverified
    assert answer.stops[1].snapped_m <= 1
    assert not enters(answer, zone)


async def test_serving_one_zone_does_not_open_its_neighbour(routes: Open) -> None:
    """Leaving a served zone, the way does not run through another barred one that touches it."""
    neighbour = box(8.1, 4.9, 10.1, 9.1)
    streets = routes({"centre": (CENTRE, DAYTIME, DELIVERIES), "neighbour": (neighbour, DAYTIME, "")})
    answer = await streets.find(ask(WEST, Stop(at(7.9, 7), "delivery"), EAST))
    assert answer.feasible
    assert not answer.unverified
    assert not enters(answer, neighbour)
    assert [zone.zone for zone in answer.zones_crossed] == ["centre"]
    assert [zone.zone for zone in answer.zones_avoided] == ["neighbour"]


async def test_stop_deep_inside_a_large_zone_is_served(routes: Open) -> None:
    """However far inside, a stop that may be served is reached."""
    large = box(3.9, 2.9, 10.1, 11.1)
    answer = await routes({"large": (large, DAYTIME, DELIVERIES)}).find(ask(WEST, Stop(at(7, 7), "delivery"), EAST))
    assert answer.feasible
    assert answer.distance_m == pytest.approx(STRAIGHT_M, abs=2)


async def test_hole_in_a_zone_stays_open_but_cannot_be_reached(routes: Open) -> None:
    """A hole is not the zone; where the ring round it is closed, no way leads there, and the answer says so."""
    hole = shapely.box(*at(5.5, 5.5), *at(8.5, 8.5))
    ring = box(3.5, 3.5, 10.5, 10.5, hole)
    streets = routes({"ring": (ring, DAYTIME, "")})
    answer = await streets.find(ask(WEST, Stop(at(7, 7))))
    assert not answer.feasible
    assert (answer.geometry, answer.distance_m, answer.duration_s) == (None, None, None)
    assert [zone.zone for zone in answer.zones_avoided] == ["ring"]
    assert (answer.zones_avoided[0].extra_m, answer.zones_avoided[0].extra_s) == (None, None)
    assert [why.code for why in answer.why] == ["route_unreachable", "zones_in_the_way"]
    assert answer.stops[1].verdict == "allowed"
    assert answer.next_departure == TEN.replace(hour=23)
    within = await streets.find(ask(Stop(at(6.2, 6)), Stop(at(8, 7.6))))
    assert within.feasible


async def test_line_zone_closes_its_street_and_refuses_its_addresses(routes: Open) -> None:
    """A street that is the zone is not driven, and an address on it is in it although no point lies on a line."""
    line: GeoJSON = {"type": "LineString", "coordinates": [at(4, 7), at(10, 7)]}
    streets = routes({"street": (line, DAYTIME, "")})
    answer = await streets.find(ask(WEST, EAST))
    assert answer.feasible
    assert not answer.unverified
    assert answer.distance_m is not None
    assert STRAIGHT_M < answer.distance_m < STRAIGHT_M + 500
    assert [zone.zone for zone in answer.zones_avoided] == ["street"]
    lon, lat = at(7.4, 7)
    address = await streets.find(ask(WEST, Stop((lon, lat + 0.00013), "delivery")))
    assert (address.stops[1].served, address.stops[1].verdict) == (False, "forbidden")


async def test_missing_fact_is_unknown_and_avoided(routes: Open) -> None:
    """What is not known is never taken for allowed: the zone is avoided and the missing fact named."""
    answer = await routes({"centre": (CENTRE, "if: {critair: {gte: 3}}", "")}).find(
        ask(WEST, EAST, facts={k: v for k, v in LORRY.items() if k != "critair"})
    )
    (avoided,) = answer.zones_avoided
    assert (avoided.verdict, avoided.needs) == ("unknown", ("critair",))
    assert answer.feasible


async def test_nothing_known_of_the_vehicle(routes: Open) -> None:
    """Without any fact a route still obeys: every zone that asks one is avoided."""
    answer = await routes({"centre": (CENTRE, ALWAYS, "")}).find(ask(WEST, EAST, facts={}))
    assert answer.zones_avoided[0].needs == ("gvw_kg",)
    assert not enters(answer, CENTRE)


async def test_stop_without_activity_is_to_verify(routes: Open) -> None:
    """What is done at a stop is a fact like others: absent, it is asked for."""
    answer = await routes({"centre": (CENTRE, DAYTIME, DELIVERIES)}).find(ask(WEST, Stop(INSIDE.position)))
    stop = answer.stops[1]
    assert (stop.served, stop.verdict, stop.needs) == (False, "unknown", ("activity",))
    assert answer.next_departure is not None


async def test_every_territory_speaks(routes: Open, rulebook: Callable[..., Rulebook]) -> None:
    """The zones of another territory's rulebook bind on the same streets, and its rulebook is cited."""
    other = rulebook("other", {"abbey": (CENTRE, DAYTIME, "")})
    answer = await routes({"north": (box(5.9, 9.5, 8.1, 12.1), DAYTIME, "")}, other).find(ask(WEST, EAST))
    assert answer.rulebooks == ("other@1", "town@1")
    assert [(zone.territory, zone.zone) for zone in answer.zones_avoided] == [("other", "abbey")]
    assert not enters(answer, CENTRE)


async def test_detour_of_each_of_several_zones(routes: Open) -> None:
    """Each avoided zone has the cost of avoiding that one alone, and none is negative."""
    zones: Zones = {
        "one": (box(2.9, 5.9, 4.1, 8.1), DAYTIME, ""),
        "two": (box(8.9, 3.9, 10.1, 10.1), DAYTIME, ""),
    }
    answer = await routes(zones).find(ask(WEST, EAST))
    costs = {zone.zone: zone.extra_m for zone in answer.zones_avoided}
    assert set(costs) == {"one", "two"}
    assert all(cost is not None and 0 <= cost <= 3000 for cost in costs.values())


async def test_zone_that_closes_under_way_is_led_around(routes: Open) -> None:
    """Open at departure and closed at passage, a zone is avoided, and the answer says when it would be entered."""
    streets = routes({"centre": (CENTRE, 'when: {time: "10:00-12:00"}', "")})
    answer = await streets.find(ask(WEST, EAST, depart_at=TEN - timedelta(minutes=1)))
    assert (answer.feasible, answer.unverified, answer.distance_m) == (True, False, ROUND_M)
    (avoided,) = answer.zones_avoided
    assert avoided.would_enter_at is not None
    assert TEN - timedelta(minutes=1) < avoided.would_enter_at < TEN + timedelta(minutes=3)
    assert answer.trials == 2


async def test_outside_every_rulebook_is_unknown(routes: Open) -> None:
    """Where nothing is published the verdict is unknown, for want of a rulebook."""
    answer = await routes({}, coverage=box(-1, -1, 8, 15)).find(ask(WEST, Stop(EAST.position, "delivery")))
    stop = answer.stops[1]
    assert (stop.served, stop.verdict, stop.needs) == (False, "unknown", ("rulebook",))
    assert (answer.feasible, answer.next_departure) == (False, None)


async def test_weight_limit_of_the_streets_binds(routes: Open) -> None:
    """The vehicle's size reaches the router: row 2 bears 3.5 t, a lorry takes row 3."""
    ends = Stop(at(1, 2.3)), Stop(at(9, 2.3))
    van = await routes({}).find(ask(*ends, facts={"category": "N1", "gvw_kg": 3500}))
    lorry = await routes({}).find(ask(*ends))
    assert van.distance_m == pytest.approx(1927, abs=5)
    assert lorry.distance_m == pytest.approx(2105, abs=5)


async def test_same_place_twice(routes: Open) -> None:
    """Two stops at one place are a way of no length, not an error."""
    answer = await routes({}).find(ask(WEST, WEST, EAST))
    assert answer.feasible
    assert answer.distance_m == STRAIGHT_M


async def test_ninety_tonnes_get_an_answer(routes: Open) -> None:
    """A vehicle beyond every limit gets a route or a reason, never a failure."""
    giant = {**LORRY, "gvw_kg": 90_000, "height_cm": 600, "length_cm": 3000, "axle_load_kg": 20_000}
    answer = await routes({"centre": (CENTRE, DAYTIME, "")}).find(ask(WEST, EAST, facts=giant))
    assert answer.feasible or answer.why
