"""The router: closures obeyed, streets spared, tilesets and closures never mixed, errors told in French."""

import asyncio
import random

import numpy as np
import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.messages import Kind, RouteRefused
from connectors.valhalla.requests import LocateRequest, RouteRequest, WalkRequest
from connectors.valhalla.streets import NONE, Halt, Streets
from tests.connectors.valhalla.grid import (
    BLOCK,
    ENDS,
    PROFILE,
    ROUND_M,
    STRAIGHT_M,
    at,
    edges_within,
    length,
)


async def test_closed_edges_are_gone_round(town: Tileset, router: Router) -> None:
    """A closed edge is not driven, in either form of the same streets, and the walk names the edges taken."""
    streets = Streets(town, router)
    closed = edges_within(town, *BLOCK)
    assert await length(streets) == STRAIGHT_M
    (leg,) = await streets.route(ENDS, PROFILE, closed)
    assert round(leg.distance_m) == ROUND_M
    walked = await streets.walk(leg, PROFILE)
    assert walked is not None
    assert not {edge.id for edge in walked} & set(closed.tolist())
    assert walked[-1].end_node.elapsed_time == pytest.approx(leg.duration_s, abs=1)
    assert (leg.points[0] == [7.00364, 44.014]).all()


async def test_a_route_is_walked_in_one_errand(town: Tileset, router: Router) -> None:
    """Asked with the route, the edges of each leg are those that a walk of it tells, closures or not."""
    streets = Streets(town, router)
    for closed in (NONE, edges_within(town, *BLOCK)):
        there_and_back = [*ENDS, ENDS[0]]
        bare = await streets.route(there_and_back, PROFILE, closed)
        legs = await streets.route(there_and_back, PROFILE, closed, walked=True)
        assert [leg.polyline for leg in legs] == [leg.polyline for leg in bare]
        assert [leg.walked for leg in bare] == [None, None]
        assert [leg.walked for leg in legs] == [await streets.walk(leg, PROFILE) for leg in bare]
        assert all(leg.walked for leg in legs)


async def test_one_direction_can_be_closed(town: Tileset, router: Router) -> None:
    """Edges are directed: closing one way leaves the other."""
    streets = Streets(town, router)
    (leg,) = await streets.route(ENDS, PROFILE)
    walked = await streets.walk(leg, PROFILE)
    assert walked is not None
    closed = np.sort(np.array([edge.id for edge in walked[3:6]]))
    assert await length(streets, closed) > STRAIGHT_M
    (back,) = await streets.route(ENDS[::-1], PROFILE, closed)
    assert round(back.distance_m) == STRAIGHT_M


async def test_locate_says_street_and_distance(town: Tileset, router: Router) -> None:
    """A point meets its nearest street, or the nearest open one; far away there is none."""
    streets = Streets(town, router)
    (snap, none) = await streets.locate([at(7, 7.3), Halt(9.0, 44.0)], PROFILE)
    assert none is None
    assert snap is not None
    assert snap.distance_m < 1
    assert len(snap.edges) == 2
    (moved,) = await streets.locate([at(7, 7.3)], PROFILE, edges_within(town, *BLOCK))
    assert moved is not None
    assert 220 < moved.distance_m < 250


async def test_instructions_are_french(town: Tileset, router: Router) -> None:
    """What the driver hears is French."""
    (leg,) = await Streets(town, router).route(ENDS, PROFILE)
    assert leg.maneuvers[0].instruction.startswith("Conduisez vers l'est")


def test_no_request_without_hour() -> None:
    """A request without date would silently ignore closures: it cannot be written."""
    for request in (RouteRequest, LocateRequest, WalkRequest):
        assert "date_time" in request.__struct_fields__
        fields = request.__struct_fields__
        required = fields[: len(fields) - len(request.__struct_defaults__)]
        assert "date_time" in required


async def test_two_tilesets_never_mix(town: Tileset, other_town: Tileset, router: Router) -> None:
    """Eight callers at once on two tilesets, open and closed in six ways: every answer is the right one."""
    asked = [
        (Streets(tileset, router), closed)
        for tileset in (town, other_town)
        for closed in (NONE, *(edges_within(tileset, *BLOCK[:3], north) for north in (7.6, 8.1, 9.1, 10.1, 11.1)))
    ]
    alone = [await length(*each) for each in asked]
    assert alone[0] == STRAIGHT_M < alone[6]
    assert len(set(alone)) > 4
    turns = asyncio.Semaphore(8)

    async def one(number: int) -> int:
        async with turns:
            return await length(*asked[number])

    order = [random.Random(seed).sample(range(12), 12) for seed in range(15)]
    for numbers in order:
        assert await asyncio.gather(*map(one, numbers)) == [alone[number] for number in numbers]


async def test_no_way_is_told_in_french(town: Tileset, router: Router) -> None:
    """A stop walled in by closures is refused with a stable code."""
    closed = edges_within(town, -1, -1, 16, 16)
    with pytest.raises(RouteRefused) as raised:
        await Streets(town, router).route(ENDS, PROFILE, closed)
    assert raised.value.message.kind is Kind.NO_WAY
