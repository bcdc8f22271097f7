"""Where the loop might not end: it does, with an answer that explains itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import shapely

from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes, loop
from rules.model import Facts, GeoJSON

type Open = Callable[..., Routes]
type Zones = Mapping[str, tuple[GeoJSON, str, str]]

PARIS = ZoneInfo("Europe/Paris")
TEN = datetime(2026, 11, 24, 10, tzinfo=PARIS)
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel", "length_cm": 700}
DELIVERIES = "if: {activity: {in: [delivery]}}"
ALWAYS = "if: {gvw_kg: {gt: 3500}}"
SOON = 'when: {time: "10:01-12:00"}'


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing of the made-up town, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


def box(west: float, south: float, east: float, north: float) -> GeoJSON:
    """A rectangle in streets."""
    geometry: GeoJSON = shapely.geometry.mapping(shapely.box(*at(west, south), *at(east, north)))
    return geometry


def ask(*stops: Stop, depart_at: datetime = TEN) -> Demand:
    """A demand in the town."""
    return Demand("town", LORRY, depart_at, stops)


WEST, EAST = Stop(at(1.3, 7)), Stop(at(12.6, 7))


def explained(answer: RouteAnswer) -> set[str]:
    """The codes of what is said, in French, of an answer that is no plain yes."""
    assert all(why.title and why.detail and why.title.endswith((".", "!")) for why in answer.why)
    return {why.code for why in answer.why}


@pytest.mark.parametrize("ban", [ALWAYS, SOON, 'when: {time: "09:00-10:01"}'])
async def test_origin_on_a_street_half_in_a_zone(routes: Open, ban: str) -> None:
    """Where deliveries are let in, the vehicle leaves by the open end of its street; else it waits at the next one."""
    zone, origin = box(1.5, 4.9, 5, 9.1), Stop(WEST.position, "delivery")
    served = await routes({"centre": (zone, ban, DELIVERIES)}).find(ask(origin, EAST))
    assert served.feasible
    assert served.trials <= 4
    assert not served.unverified
    assert served.stops[0].snapped_m <= 1
    refused = await routes({"centre": (zone, ban, "")}).find(ask(origin, EAST))
    assert refused.trials <= 4
    assert refused.feasible or explained(refused) == {"stop_refused"}
    assert refused.stops[1].served


async def test_zones_that_alternate(routes: Open) -> None:
    """Every row of streets closes as the vehicle comes: each is tried once, then the way round or none is told."""
    strips: Zones = {f"row{row}": (box(5.9, row - 0.1, 8.1, row + 0.1), SOON, "") for row in range(15) if row != 11}
    answer = await routes(strips).find(ask(WEST, EAST))
    assert answer.feasible
    assert 3 <= answer.trials <= loop.MOST_TRIALS
    assert answer.zones_avoided
    shut: Zones = {f"row{row}": (box(5.9, row - 0.1, 8.1, row + 0.1), SOON, "") for row in range(15)}
    none = await routes(shut).find(ask(WEST, EAST))
    assert not none.feasible
    assert none.geometry is None
    assert explained(none) >= {"zones_in_the_way"}
    assert none.next_departure is not None
    assert none.next_departure.hour in {11, 12}


async def test_trials_run_out(routes: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they do, the answer names what still closes the way, and when it opens."""
    monkeypatch.setattr(loop, "MOST_TRIALS", 2)
    strips: Zones = {f"row{row}": (box(5.9, row - 0.1, 8.1, row + 0.1), SOON, "") for row in range(15)}
    answer = await routes(strips).find(ask(WEST, EAST))
    assert not answer.feasible
    assert answer.geometry is None
    assert "route_breaches" in explained(answer)
    assert answer.next_departure is not None


async def test_a_stop_in_a_zone_that_closes_before_arrival(routes: Open) -> None:
    """It is left for the last legal point; the stop that follows is served at its own hour."""
    zones: Zones = {"centre": (box(5.9, 4.9, 8.1, 9.1), 'if: {gvw_kg: {gt: 1}}\n    when: {time: "10:01-12:00"}', "")}
    inside = Stop(at(7, 7.3), "delivery")
    answer = await routes(zones).find(ask(WEST, inside, EAST))
    assert [stop.served for stop in answer.stops] == [True, False, True]
    assert explained(answer) == {"stop_refused"}
    assert answer.geometry is not None
    assert 200 <= answer.stops[1].snapped_m <= 260
    assert answer.stops[1].handover is not None
    assert answer.advice is not None
    again = await routes(zones).find(ask(WEST, inside, EAST, depart_at=answer.advice.depart_at))
    assert again.feasible


async def test_a_stop_that_could_not_be_left(routes: Open) -> None:
    """Deliveries end while the vehicle is there: it does not enter."""
    zones: Zones = {"centre": (box(5.9, 4.9, 8.1, 9.1), ALWAYS, f'{DELIVERIES}\n    when: {{time: "06:00-10:10"}}')}
    for stay, served in ((0, True), (20, False)):
        answer = await routes(zones).find(ask(WEST, Stop(at(7, 7.3), "delivery", stay), EAST))
        assert answer.stops[1].served is served
        assert answer.feasible is served
        if not served:
            assert (answer.stops[1].verdict, answer.stops[1].reasons[0].rule) == ("forbidden", "r-centre")


async def test_zones_that_close_one_after_the_other(routes: Open) -> None:
    """A zone violated on one leg at one hour is crossed on another at another hour."""
    zones: Zones = {"centre": (box(5.9, -1, 8.1, 15), 'when: {time: "10:00-10:30"}', "")}
    answer = await routes(zones).find(ask(WEST, Stop(at(1.3, 8), None, 60), EAST))
    assert answer.feasible
    assert [zone.zone for zone in answer.zones_crossed] == ["centre"]
    assert answer.zones_avoided == ()
    back = await routes(zones).find(
        ask(WEST, EAST, Stop(at(12.6, 8), None, 60), WEST, depart_at=TEN.replace(hour=9, minute=50))
    )
    assert back.feasible
    assert [zone.verdict for zone in back.zones_crossed] == ["allowed", "allowed"]
