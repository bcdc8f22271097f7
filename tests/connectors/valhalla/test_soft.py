"""Streets to spare: the main road is preferred when times are near, and the secondary one still serves its stops."""

import random

import numpy as np
import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.answers import Leg
from connectors.valhalla.costing import cargo_bike, costing_of
from connectors.valhalla.soft import FACTOR
from connectors.valhalla.streets import NONE, EdgeSet, Halt, Streets, TimedCosting
from tests.connectors.valhalla.grid import BLOCK, ENDS, PROFILE, ROUND_M, STRAIGHT_M, WALL_TIME, at, edges_within

VAN = TimedCosting(costing_of({"category": "N1"}), WALL_TIME)
DIAGONAL = (at(1.3, 5), at(12.6, 9))
"""As long by many ways."""


def row(town: Tileset, number: int, west: float = -1, east: float = 15) -> EdgeSet:
    """The edges of a street from west to east, both ways."""
    return edges_within(town, west, number - 0.1, east, number + 0.1)


async def shares(streets: Streets, legs: tuple[Leg, ...], profile: TimedCosting, soft: EdgeSet) -> tuple[float, float]:
    """Seconds in all, and those spent on the streets to spare."""
    whole = spared = 0.0
    for leg in legs:
        start = 0.0
        for edge in await streets.walk(leg, profile) or ():
            spent = edge.end_node.elapsed_time - start
            start = edge.end_node.elapsed_time
            whole += spent
            spared += spent if edge.id in soft else 0
    return whole, spared


@pytest.mark.parametrize("profile", [PROFILE, VAN])
async def test_main_road_is_preferred_when_times_are_near(town: Tileset, router: Router, profile: TimedCosting) -> None:
    """Of ways as quick as each other, one on streets to spare is left for one that takes a block of them at most."""
    streets = Streets(town, router)
    (free,) = await streets.route(DIAGONAL, profile)
    walked = await streets.walk(free, profile)
    assert walked is not None
    soft = np.sort(np.array([edge.id for edge in walked[2:-2]]))
    before, spent = await shares(streets, (free,), profile, soft)
    after, still_spent = await shares(streets, await streets.route(DIAGONAL, profile, soft=soft), profile, soft)
    assert spent > 200
    assert still_spent < 30
    assert after < before * 1.15


async def test_detour_is_made_up_to_the_factor(town: Tileset, router: Router) -> None:
    """Row 7 is left for the next street and back, two blocks longer, but not for one that costs three times as much."""
    streets = Streets(town, router)
    soft = row(town, 7)
    (leg,) = await streets.route(ENDS, PROFILE, soft=soft)
    assert STRAIGHT_M + 400 < leg.distance_m < STRAIGHT_M + 800
    far = np.union1d(row(town, 6), np.union1d(row(town, 8), np.union1d(row(town, 5), row(town, 9))))
    (short,) = await streets.route((at(5.5, 7), at(6.5, 7)), PROFILE, far, soft=soft)
    assert short.distance_m < 300


async def test_stop_on_a_street_to_spare_is_served(town: Tileset, router: Router) -> None:
    """The stop's own block is driven, from the nearest crossing; nothing is refused and no hour is changed."""
    streets = Streets(town, router)
    soft = row(town, 7)
    (free,) = await streets.route((at(5, 6.4), at(5.5, 7)), PROFILE)
    (leg,) = await streets.route((at(5, 6.4), at(5.5, 7)), PROFILE, soft=soft)
    assert (leg.distance_m, leg.duration_s) == (free.distance_m, free.duration_s)
    assert (leg.points[-1] == free.points[-1]).all()


async def test_street_to_spare_is_taken_when_it_saves_much(town: Tileset, router: Router) -> None:
    """With every other street closed it is the way, at its own speed."""
    streets = Streets(town, router)
    soft = row(town, 7)
    others = np.setdiff1d(town.edges.ids, soft)
    (leg,) = await streets.route(ENDS, PROFILE, others, soft=soft)
    assert round(leg.distance_m) == STRAIGHT_M


async def test_closed_stays_closed(town: Tileset, router: Router) -> None:
    """To spare a street is not to open it, and to close one is not to spare it."""
    streets = Streets(town, router)
    closed = edges_within(town, *BLOCK)
    (leg,) = await streets.route(ENDS, PROFILE, closed, soft=closed)
    assert round(leg.distance_m) == ROUND_M


async def test_no_other_way_costs_less(town: Tileset, router: Router) -> None:
    """On random streets to spare, hundreds at once, the way found costs no more than the free way and those closing."""
    streets = Streets(town, router)
    dice = random.Random(5)
    for _ in range(12):
        soft = np.sort(np.array(dice.sample(town.edges.ids.tolist(), 400)))
        ends = [Halt(lon, lat) for lon, lat in dice.sample(town.edges.points.tolist(), 2)]
        found = await streets.route(ends, PROFILE, soft=soft)
        free = await streets.route(ends, PROFILE)
        costs = []
        for legs in (found, free):
            whole, spared = await shares(streets, legs, PROFILE, soft)
            costs.append(whole + (FACTOR - 1) * spared)
        assert costs[0] <= costs[1] + 1e-6


async def test_cycles_and_walkers_ride_them(town: Tileset, router: Router) -> None:
    """The law spares these roads motor traffic."""
    streets = Streets(town, router)
    bike = TimedCosting(cargo_bike(), WALL_TIME)
    soft = row(town, 7)
    (spared,) = await streets.route(ENDS, bike, NONE, soft=soft)
    assert round(spared.distance_m) == STRAIGHT_M
