"""What is not certain is never told as certain."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import shapely

from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.model import Facts, GeoJSON

type Open = Callable[..., Routes]

FOUR, FIVE = (datetime(2026, 11, 24, hour, tzinfo=ZoneInfo("Europe/Paris")) for hour in (4, 5))
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"}
DAYTIME = 'when: {time: "05:00-23:00"}'


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle, counted in streets."""
    return shapely.box(7.0 + 0.0028 * west, 44.0 + 0.002 * south, 7.0 + 0.0028 * east, 44.0 + 0.002 * north)


def across(depart_at: datetime) -> Demand:
    """From one side of the town to the other."""
    return Demand("town", LORRY, depart_at, (Stop((7.00364, 44.014)), Stop((7.03528, 44.014))))


async def test_zone_that_closes_before_the_way_leaves_it_is_avoided(routes: Open) -> None:
    """Entered at an open hour and left at a closed one, a zone is not crossed."""
    streets = routes({"centre": (shapely.geometry.mapping(box(5.9, 4.9, 8.1, 9.1)), DAYTIME, "")})
    (crossed,) = (await streets.find(across(FOUR))).zones_crossed
    inside = crossed.enter_at + (crossed.leave_at - crossed.enter_at) / 2
    answer = await streets.find(across(FOUR + (FIVE - inside)))
    assert (answer.feasible, answer.unverified, answer.zones_crossed) == (True, False, ())
    assert [zone.zone for zone in answer.zones_avoided] == ["centre"]


async def test_way_through_land_without_rulebook_is_to_verify(routes: Open) -> None:
    """Between two places whose rules are known, streets of which nobody speaks are not called allowed."""
    ends: GeoJSON = shapely.geometry.mapping(shapely.union_all([box(0, 5, 4, 9), box(10, 5, 14, 9)]))
    answer = await routes({}, coverage=ends).find(across(FOUR))
    assert [stop.served for stop in answer.stops] == [True, True]
    assert answer.unverified
    assert [why.code for why in answer.why] == ["outside_rulebooks"]


async def test_land_shut_by_default_is_not_crossed(routes: Open) -> None:
    """Between two zones that an order opens, streets that nothing opens are closed; a corridor of zones is followed."""
    always = ('when: {time: "00:00-24:00"}', "if: {gvw_kg: {gt: 1}}")
    west, east = shapely.geometry.mapping(box(0, 5, 4, 9)), shapely.geometry.mapping(box(10, 5, 14, 9))
    ends = {"ouest": (west, *always), "est": (east, *always)}
    answer = await routes(ends, default="forbidden").find(across(FOUR))
    assert [stop.served for stop in answer.stops] == [True, True]
    assert (answer.feasible, answer.geometry) == (False, None)
    assert [zone.name for zone in answer.zones_avoided] == ["Hors des zones de town"]
    assert answer.next_departure is None
    assert (await routes(ends).find(across(FOUR))).feasible
    way = shapely.union_all([box(3.9, 8.7, 10.1, 12.3), box(2.7, 5, 4, 12.3), box(10, 5, 11.3, 12.3)])
    corridor = {**ends, "passage": (shapely.geometry.mapping(way), *always)}
    around = await routes(corridor, default="forbidden").find(across(FOUR))
    assert (around.feasible, around.unverified) == (True, False)
    assert around.distance_m is not None
    assert around.distance_m > 3_000
    assert around.geometry is not None
    lands = shapely.union_all([shapely.geometry.shape(zone[0]) for zone in corridor.values()]).buffer(0.0004)
    assert lands.covers(shapely.LineString(around.geometry.coordinates))
