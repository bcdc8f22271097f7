"""Where a point lies, whatever way its zone is drawn."""

import pytest
import shapely

from rules.model import GeoJSON
from tenants.locate import Locator, ZoneRef, geometry_of


def ring(west: float, south: float, side: float) -> list[list[float]]:
    """A closed square."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


ONE, TWO = ring(7.0, 43.0, 0.2), ring(7.1, 43.1, 0.2)
OVERLAP = (7.15, 43.15)
DRAWN_TWICE: list[GeoJSON] = [
    {"type": "MultiPolygon", "coordinates": [[ONE], [TWO]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [part]} for part in (ONE, TWO)]},
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [part]}}
            for part in (ONE, TWO)
        ],
    },
]


@pytest.mark.parametrize("drawn", DRAWN_TWICE)
def test_what_is_drawn_twice_is_inside(drawn: GeoJSON) -> None:
    """Overlapping parts of one zone never make a hole: a hole would answer "allowed"."""
    geometry = geometry_of(drawn)
    assert geometry.is_valid
    assert geometry.contains(shapely.Point(OVERLAP))


def test_a_hole_is_outside_and_an_edge_is_inside() -> None:
    """A hole the author drew is out of the zone; its border is in."""
    holed: GeoJSON = {"type": "Polygon", "coordinates": [ONE, ring(7.05, 43.05, 0.1)]}
    locator = Locator({ZoneRef("t", "z"): geometry_of(holed)}, {})
    assert locator.zones_at(7.1, 43.1) == ()
    assert locator.zones_at(7.01, 43.01) == (ZoneRef("t", "z"),)
    assert locator.zones_at(7.0, 43.1) == (ZoneRef("t", "z"),)


def test_a_line_zone_keeps_its_line() -> None:
    """A zone drawn as a line is not lost when it is made valid."""
    line: GeoJSON = {"type": "LineString", "coordinates": [[7.0, 43.0], [7.1, 43.1]]}
    assert geometry_of(line).length > 0


STREET: GeoJSON = {"type": "LineString", "coordinates": [[7.0, 43.0], [7.01, 43.0]]}
METRE = 1 / 111_100
"""Of latitude there, in degrees."""


def test_a_line_zone_holds_what_is_ten_metres_away() -> None:
    """As an edge does: 9 m beside its middle or beyond its end is in, 11 m is not."""
    locator = Locator({ZoneRef("t", "street"): geometry_of(STREET)}, {})
    inside, outside = (ZoneRef("t", "street"),), ()
    for metres, found in ((0, inside), (9, inside), (11, outside)):
        assert locator.zones_at(7.005, 43.0 + metres * METRE) == found
        assert locator.zones_at(7.005, 43.0 - metres * METRE) == found
        assert locator.zones_at(7.01 + metres / 81_550, 43.0) == found


def test_zones_come_in_the_order_of_their_rulebooks() -> None:
    """Surfaces and lines alike, whatever found them."""
    refs = [ZoneRef("t", name) for name in ("b", "street", "a")]
    square: GeoJSON = {"type": "Polygon", "coordinates": [ONE]}
    shapes = [geometry_of(square), geometry_of(STREET), geometry_of(square)]
    assert Locator(dict(zip(refs, shapes, strict=True)), {}).zones_at(7.005, 43.0) == tuple(refs)


def test_approximate_outlines_are_near_within_fifty_metres() -> None:
    """On both sides of the outline, of a hole too; never for an exact zone."""
    rough, exact = ZoneRef("t", "rough"), ZoneRef("t", "exact")
    shape = geometry_of({"type": "Polygon", "coordinates": [ONE, ring(7.05, 43.05, 0.1)]})
    locator = Locator({rough: shape, exact: shape}, {}, [rough])
    for lat in (43.0, 43.05):
        for metres in (-49, 49):
            found = locator.rough_edges(7.1, lat + metres * METRE)
            assert {ref: round(far) for ref, far in found.items()} == {rough: 49}
        assert locator.rough_edges(7.1, lat + 51 * METRE) == {}
