"""Which edges lie in which zones."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from connectors.valhalla.edges import Edges
from tenants.edges import EdgeIndex, Plane, metres
from tenants.locate import Locator, ZoneRef

LON, LAT = 7.0, 44.0
EAST_M, NORTH_M = 80_185.0, 111_108.0
"""Metres in a degree at 44° north (GRS80)."""


def at(x: float, y: float) -> tuple[float, float]:
    """A position, in metres from a corner."""
    return LON + x / EAST_M, LAT + y / NORTH_M


def edges_of(*lines: list[tuple[float, float]]) -> Edges:
    """Edges numbered from 0, from lines in metres."""
    points = np.array([at(x, y) for line in lines for x, y in line])
    offsets = np.cumsum([0, *map(len, lines)], dtype=np.int32)
    lengths = np.array([sum(np.hypot(c - a, d - b) for (a, b), (c, d) in pairwise(line)) for line in lines])
    return Edges(np.arange(len(lines), dtype=np.int64), offsets, points, lengths)


def rectangle(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A rectangle in metres, as degrees."""
    return shapely.box(*at(west, south), *at(east, north))


def inside(zone: BaseGeometry, *lines: list[tuple[float, float]]) -> list[int]:
    """Which of these lines belong to the zone."""
    # A far edge keeps the plane's middle where it is whatever the lines.
    edges = edges_of(*lines, [(0, 0), (1000, 1000)])
    index = EdgeIndex.of(edges, Locator({ZoneRef("t", "z"): zone}, {}))
    found = index.by_zone.get(ZoneRef("t", "z"), np.array([]))
    return [edge for edge in found.tolist() if edge < len(lines)]


@pytest.mark.parametrize(
    ("length", "within", "belongs"),
    [(500, 29.5, False), (500, 30.5, True), (40, 19.5, False), (40, 20.5, True), (10, 10, True), (58, 28.5, False)],
)
def test_thirty_metres_or_half(length: float, within: float, belongs: bool) -> None:
    """An edge belongs to a zone from 30 m inside, or from half of it."""
    line = [(100 - length + within, 200.0), (100 + within, 200.0)]
    assert inside(rectangle(100, 100, 300, 300), line) == ([0] if belongs else [])


def test_several_pieces_add_up() -> None:
    """What counts is the whole length inside, however often the edge goes in and out."""
    zone = rectangle(100, 100, 300, 120) | rectangle(100, 140, 300, 160)
    assert inside(zone, [(200, 50), (200, 250)]) == [0]
    assert inside(rectangle(100, 100, 300, 120), [(200, 50), (200, 250)]) == []


def test_holes_stay_out() -> None:
    """An edge within a hole is not in the zone."""
    zone = rectangle(100, 100, 500, 500) - rectangle(200, 200, 400, 400)
    assert inside(zone, [(250, 300), (350, 300)], [(120, 300), (180, 300)], [(150, 300), (350, 300)]) == [1, 2]


def test_line_zone_takes_the_street_and_not_those_that_cross_it() -> None:
    """A line is the street it runs along: 10 m around it."""
    zone = shapely.LineString([at(100, 200), at(300, 200)])
    along, crossing, beside, partly = (
        [(100.0, 205.0), (300.0, 205.0)],
        [(200.0, 100.0), (200.0, 300.0)],
        [(100.0, 212.0), (300.0, 212.0)],
        [(275.0, 200.0), (475.0, 200.0)],
    )
    assert inside(zone, along, crossing, beside, partly) == [0]


def test_several_zones_and_edges_of_none() -> None:
    """Edges tell all their zones; the union of zones has each edge once."""
    edges = edges_of([(110, 150), (190, 150)], [(210, 150), (290, 150)], [(600, 600), (700, 700)])
    one, two = ZoneRef("a", "one"), ZoneRef("b", "two")
    index = EdgeIndex.of(edges, Locator({one: rectangle(100, 100, 300, 200), two: rectangle(200, 100, 400, 200)}, {}))
    assert index.by_edge == {0: (one,), 1: (one, two)}
    assert index.edges_of([one, two]).tolist() == [0, 1]
    assert index.edges_of([]).tolist() == []
    assert index.zones_of([1, 2]) == {one, two}
    assert index.edges_of([ZoneRef("c", "absent")]).dtype == np.int64


def test_zones_far_from_the_streets_cost_nothing() -> None:
    """A zone elsewhere holds no edge."""
    edges = edges_of([(110, 150), (190, 150)])
    assert EdgeIndex.of(edges, Locator({ZoneRef("a", "far"): shapely.box(2, 48, 3, 49)}, {})).by_zone == {}


def test_point_zone_holds_nothing() -> None:
    """A point has no extent."""
    assert inside(shapely.Point(*at(150, 150)), [(110, 150), (190, 150)]) == []


def test_metres_are_metres() -> None:
    """Lengths in the plane and on the ellipsoid are those of the ground, to one in a thousand over a city."""
    plane = Plane((6.8, 43.8, 7.2, 44.2))
    ends = at(0, 0), at(300, 400)
    assert np.hypot(*np.diff(plane.points(np.array(ends)), axis=0)[0]) == pytest.approx(500, rel=1e-3)
    assert metres(at(0, 0), at(300, 400)) == pytest.approx(500, rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 800), st.floats(0, 800)), min_size=2, max_size=5),
    st.tuples(st.floats(0, 400), st.floats(0, 400), st.floats(20, 400), st.floats(20, 400)),
)
def test_edges_left_out_stay_near_the_border(
    line: list[tuple[float, float]], frame: tuple[float, float, float, float]
) -> None:
    """An edge that does not belong to a zone never reaches 30 m into it: what routes are proved by."""
    assume(shapely.LineString(line).length > 0)
    x, y, width, height = frame
    if not inside(rectangle(x, y, x + width, y + height), line):
        core = shapely.box(x, y, x + width, y + height).buffer(-30.5)
        assert not shapely.LineString(line).intersects(core)
