"""Land is on the left of a coastline."""

from collections.abc import Sequence
from math import cos, pi, sin

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from connectors.basemap.coast import land_and_sea

SHEET = shapely.box(0, 0, 10, 10)


def star(radii: Sequence[float]) -> LineString:
    """A counter-clockwise ring around the middle of the sheet: land on its left is land inside."""
    corners = [
        (5 + r * cos(2 * pi * i / len(radii)), 5 + r * sin(2 * pi * i / len(radii))) for i, r in enumerate(radii)
    ]
    return LineString([*corners, corners[0]])


@given(st.lists(st.floats(0.5, 4), min_size=3, max_size=12))
def test_land_is_on_the_left_of_the_coast(radii: list[float]) -> None:
    """An island is its ring; turned round, the ring is a lake of the sea; both always fill the sheet."""
    ring = star(radii)
    island, around = land_and_sea([ring], [], SHEET)
    mainland, bay = land_and_sea([ring.reverse()], [], SHEET)
    assert island.area == pytest.approx(bay.area)
    assert island.area + around.area == pytest.approx(100)
    assert mainland.area + bay.area == pytest.approx(100)


def test_a_coast_that_stops_goes_on_to_the_edge() -> None:
    """An extract cut along a border leaves loose ends; land and sea are still told apart."""
    land, sea = land_and_sea([LineString([(3, 5), (7, 5)])], [], SHEET)
    assert land.equals(shapely.box(0, 5, 10, 10))
    assert sea.equals(shapely.box(0, 0, 10, 5))


def test_without_coast_all_is_land() -> None:
    """A territory far from the sea has none."""
    land, sea = land_and_sea([], [], SHEET)
    assert land.equals(SHEET)
    assert sea.is_empty
