"""The made-up town as tests point at it, and a lorry that crosses it."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import numpy as np

from connectors.valhalla import Tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.streets import NONE, EdgeSet, Halt, Streets, TimedCosting

LORRY = costing_of({"category": "N2", "gvw_kg": 7500, "length_cm": 700, "height_cm": 300})
WALL_TIME = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - what clocks on these streets show
PROFILE = TimedCosting(LORRY, WALL_TIME)
STRAIGHT_M = 2531
"""From west to east along row 7."""
ROUND_M = 3869
"""The same with `BLOCK` closed."""
BLOCK = (5.9, 4.9, 8.1, 9.1)
"""A rectangle of streets in the middle: columns and rows."""


def at(column: float, row: float) -> Halt:
    """A crossing of the town, or between crossings."""
    return Halt(7.0 + 0.0028 * column, 44.0 + 0.002 * row)


ENDS = (at(1.3, 7), at(12.6, 7))


def edges_within(town: Tileset, west: float, south: float, east: float, north: float) -> EdgeSet:
    """The edges whose middle lies in a rectangle of streets."""
    edges = town.edges
    middles = np.array([edges.points[a:b].mean(axis=0) for a, b in zip(edges.offsets, edges.offsets[1:], strict=False)])
    low, high = at(west, south), at(east, north)
    inside = (middles > [low.lon, low.lat]).all(axis=1) & (middles < [high.lon, high.lat]).all(axis=1)
    return np.asarray(edges.ids[inside])


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, ten seconds at most."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(0.01)


async def length(streets: Streets, closed: EdgeSet = NONE) -> int:
    """Metres from west to east."""
    return round(sum(leg.distance_m for leg in await streets.route(ENDS, PROFILE, closed)))
