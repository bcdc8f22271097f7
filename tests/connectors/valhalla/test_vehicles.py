"""What a vehicle's facts change on real streets: signs of weight, height and access bind those they are for."""

import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.costing import Costing, cargo_bike, costing_of, on_foot, shortest
from connectors.valhalla.messages import Kind, RouteRefused
from connectors.valhalla.streets import Halt, Streets, TimedCosting
from rules.model import Facts
from tests.connectors.valhalla.grid import BLOCK, ENDS, STRAIGHT_M, WALL_TIME, at, edges_within

LOW_ROW = (at(1.3, 12), at(12.6, 12))
"""Along the street limited to 2.5 m of height."""
LIGHT_ROW = (at(1.3, 2), at(12.6, 2))
"""Along the street limited to 3.5 t."""


async def metres(streets: Streets, costing: Costing, halts: tuple[Halt, Halt] = ENDS) -> int:
    """The length of the way."""
    legs = await streets.route(halts, TimedCosting(costing, WALL_TIME))
    return round(sum(leg.distance_m for leg in legs))


async def drives(streets: Streets, costing: Costing, halts: tuple[Halt, Halt]) -> bool:
    """Whether it may drive on the street between two points of it."""
    try:
        return await metres(streets, costing, halts) == STRAIGHT_M
    except RouteRefused as refused:
        return refused.message.kind is not Kind.NO_WAY


@pytest.mark.parametrize(
    ("facts", "low", "light"),
    [
        ({"category": "N1", "gvw_kg": 3500, "height_cm": 220}, True, True),
        ({"category": "N1", "gvw_kg": 3500, "height_cm": 280}, False, True),
        ({"category": "N1", "gvw_kg": 3500}, False, True),
        ({"category": "N2", "gvw_kg": 7500, "height_cm": 240}, True, False),
        ({"category": "N3", "gvw_kg": 44000, "height_cm": 400}, False, False),
        ({"category": "M3", "gvw_kg": 19000, "height_cm": 350}, False, False),
        ({"category": "M1", "gvw_kg": 1800, "height_cm": 150}, True, True),
        ({}, False, False),
    ],
)
async def test_signs_bind_by_size(town: Tileset, router: Router, facts: Facts, low: bool, light: bool) -> None:
    """A low passage stops what is too high or of unknown height, a weight limit what is too heavy: vans as lorries."""
    streets = Streets(town, router)
    costing = costing_of(facts)
    assert await drives(streets, costing, LOW_ROW) == low
    assert await drives(streets, costing, LIGHT_ROW) == light


async def test_signs_against_lorries_let_vans_pass(other_town: Tileset, router: Router) -> None:
    """A street signed against lorries is for vans; a lorry of unknown size never drives there."""
    streets = Streets(other_town, router)
    assert await drives(streets, costing_of({"category": "N1", "gvw_kg": 3500}), ENDS)
    assert not await drives(streets, costing_of({"category": "N2", "gvw_kg": 7500}), ENDS)
    assert not await drives(streets, costing_of({}), ENDS)


@pytest.mark.parametrize("costing", [cargo_bike(), on_foot()])
async def test_cycles_and_walkers_pass_closed_streets(town: Tileset, router: Router, costing: Costing) -> None:
    """Closures are for motor vehicles: with everything closed they ride, and their way is read back edge by edge."""
    streets = Streets(town, router)
    profile = TimedCosting(costing, WALL_TIME)
    for closed in (edges_within(town, *BLOCK), town.edges.ids):
        (leg,) = await streets.route(ENDS, profile, closed)
        assert round(leg.distance_m) == STRAIGHT_M
        walked = await streets.walk(leg, profile)
        assert walked is not None
        assert walked[-1].end_node.elapsed_time == pytest.approx(leg.duration_s, abs=1)
        (snap,) = await streets.locate(ENDS[:1], profile, closed)
        assert snap is not None
        assert snap.distance_m < 1


async def test_speeds_of_cycles_and_walkers(town: Tileset, router: Router) -> None:
    """A laden bike makes 12 to 16 km/h door to door, a handcart 3 to 4."""
    streets = Streets(town, router)
    (ridden,) = await streets.route(ENDS, TimedCosting(cargo_bike(), WALL_TIME))
    (walked,) = await streets.route(ENDS, TimedCosting(on_foot(), WALL_TIME))
    assert 12 <= ridden.distance_m / ridden.duration_s * 3.6 <= 16
    assert 3 <= walked.distance_m / walked.duration_s * 3.6 <= 4


async def test_shortest_is_never_longer(town: Tileset, router: Router) -> None:
    """The fewest metres, with the same signs obeyed."""
    streets = Streets(town, router)
    lorry = costing_of({"category": "N2", "gvw_kg": 7500})
    assert shortest(lorry).options == {**lorry.options, "shortest": True}
    for halts in (ENDS, (at(1.3, 1), at(4, 9.4)), (at(0, 2.3), at(13, 12.6))):
        assert await metres(streets, shortest(lorry), halts) <= await metres(streets, lorry, halts)
    assert not await drives(streets, shortest(lorry), LIGHT_ROW)
