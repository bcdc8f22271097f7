"""Derogations along a route: a right in hand opens its zones, for as long and as far as it holds, and is named."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.model import GeoJSON, Right

TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
LORRY: dict[str, int | str] = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"}
ALWAYS = "if: {gvw_kg: {gt: 3500}}"
LIFTED = "if: {right: {has: artisan}}"
WITH_PASS = "if: {right: {has: artisan}}\n    require: [pass]\n    limit: {stay_min: 30}"
COUNTED = "if: {right: {has: urgence}}"


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


CORNERS = [at(5.9, 4.9), at(8.1, 4.9), at(8.1, 9.1), at(5.9, 9.1), at(5.9, 4.9)]
CENTRE: GeoJSON = {"type": "Polygon", "coordinates": [[list(corner) for corner in CORNERS]]}
WEST, EAST, INSIDE = Stop(at(1.3, 7)), Stop(at(12.6, 7)), Stop(at(7, 7.3), "delivery")
ARTISAN = Right("artisan", "town")


def ask(*stops: Stop, rights: tuple[Right, ...] = ()) -> Demand:
    """A demand in the town."""
    return Demand("town", LORRY, TEN, stops, rights)


async def test_a_right_opens_the_way(routes: Callable[..., Routes]) -> None:
    """Without it the lorry goes around; with it, straight through, and the crossing names it."""
    open_routes = routes({"centre": (CENTRE, ALWAYS, LIFTED)})
    around = await open_routes.find(ask(WEST, EAST))
    through = await open_routes.find(ask(WEST, EAST, rights=(ARTISAN,)))
    assert [zone.zone for zone in around.zones_avoided] == ["centre"]
    assert around.zones_crossed == ()
    assert through.zones_avoided == ()
    (crossed,) = through.zones_crossed
    assert (crossed.zone, crossed.verdict, crossed.rule, crossed.right) == ("centre", "allowed", "d-centre", "artisan")
    assert through.feasible
    assert not through.unverified


@pytest.mark.parametrize(
    "held",
    [
        Right("urgence", "town"),
        Right("artisan", "elsewhere"),
        Right("artisan", "town", zones=("other",)),
        Right("artisan", "town", end=date(2026, 11, 24)),
        Right("artisan", "town", start=date(2026, 11, 25)),
    ],
)
async def test_a_right_that_does_not_hold_opens_nothing(routes: Callable[..., Routes], held: Right) -> None:
    """Of another kind, another territory, another zone, another day."""
    answer = await routes({"centre": (CENTRE, ALWAYS, LIFTED)}).find(ask(WEST, INSIDE, rights=(held,)))
    assert not answer.feasible
    assert not answer.stops[1].served
    assert answer.stops[1].verdict == "forbidden"


async def test_a_stop_is_served_with_its_duties(routes: Callable[..., Routes]) -> None:
    """What the right asks for is told at the stop and along the zone."""
    answer = await routes({"centre": (CENTRE, ALWAYS, WITH_PASS)}).find(ask(WEST, INSIDE, rights=(ARTISAN,)))
    assert answer.feasible
    stop, (crossed,) = answer.stops[1], answer.zones_crossed
    assert (stop.served, stop.verdict, crossed.verdict) == (True, "conditional", "conditional")
    for duties in (stop.obligations, crossed.obligations):
        assert [(duty.kind, duty.amount) for duty in duties] == [("pass", None), ("stay_min", 30)]
    assert crossed.right == "artisan"


async def test_a_count_that_is_not_told_is_asked_for(routes: Callable[..., Routes]) -> None:
    """A right counted in days leaves the stop unknown until its days are told."""
    open_routes = routes({"centre": (CENTRE, ALWAYS, COUNTED)})
    unknown, told, used = [
        await open_routes.find(ask(WEST, INSIDE, rights=(Right("urgence", "town", days_left=days),)))
        for days in (None, 1, 0)
    ]
    assert (unknown.stops[1].verdict, unknown.stops[1].needs) == ("unknown", ("days_left",))
    assert any("le nombre de jours qui restent" in why.detail for why in unknown.why)
    assert (told.stops[1].verdict, used.stops[1].verdict) == ("allowed", "forbidden")


async def test_a_zone_open_anyway_names_no_right(routes: Callable[..., Routes]) -> None:
    """A right in hand that changes nothing is not what opened it."""
    answer = await routes({"centre": (CENTRE, "if: {gvw_kg: {gt: 19000}}", LIFTED)}).find(
        ask(WEST, EAST, rights=(ARTISAN,))
    )
    assert [(zone.zone, zone.right) for zone in answer.zones_crossed] == [("centre", None)]
