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


async def test_zone_that_closes_before_the_way_leaves_it_is_said(routes: Open) -> None:
    """Entered at an open hour and left at a closed one, a zone is told closed on the way."""
    streets = routes({"centre": (shapely.geometry.mapping(box(5.9, 4.9, 8.1, 9.1)), DAYTIME, "")})
    (crossed,) = (await streets.find(across(FOUR))).zones_crossed
    inside = crossed.enter_at + (crossed.leave_at - crossed.enter_at) / 2
    answer = await streets.find(across(FOUR + (FIVE - inside)))
    (crossed,) = answer.zones_crossed
    assert crossed.enter_at < FIVE < crossed.leave_at
    assert (crossed.verdict, answer.unverified) == ("forbidden", True)
    assert [why.code for why in answer.why] == ["zone_closed_on_arrival"]


async def test_way_through_land_without_rulebook_is_to_verify(routes: Open) -> None:
    """Between two places whose rules are known, streets of which nobody speaks are not called allowed."""
    ends: GeoJSON = shapely.geometry.mapping(shapely.union_all([box(0, 5, 4, 9), box(10, 5, 14, 9)]))
    answer = await routes({}, coverage=ends).find(across(FOUR))
    assert [stop.served for stop in answer.stops] == [True, True]
    assert answer.unverified
    assert [why.code for why in answer.why] == ["outside_rulebooks"]


async def test_way_over_land_shut_by_default_is_to_verify(routes: Open) -> None:
    """Between two zones that an order opens, streets that nothing opens are not called allowed."""
    always = ('when: {time: "00:00-24:00"}', "if: {gvw_kg: {gt: 1}}")
    ends = {"ouest": (shapely.geometry.mapping(box(0, 5, 4, 9)), *always),
            "est": (shapely.geometry.mapping(box(10, 5, 14, 9)), *always)}  # fmt: skip
    answer = await routes(ends, default="forbidden").find(across(FOUR))
    assert [stop.served for stop in answer.stops] == [True, True]
    assert answer.unverified
    assert not (await routes(ends).find(across(FOUR))).unverified
