"""A tracé checked whole: every fault told with its place, every repair valid and no larger a change than it says."""

import json
from collections.abc import Mapping
from math import cos, pi, sin

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenants.drawing.checking import length_said, measure, review, surface_said
from tenants.drawing.model import Around, Fault, Neighbour, Review
from tenants.drawing.plane import area_m2, areas_of
from tenants.drawing.reading import read_geometry, read_shape
from tenants.drawing.repairing import filled

LIMIT = shapely.box(7.2, 43.6, 7.4, 43.8)
TOWN = Around(LIMIT)
type Shape = Mapping[str, object]


def polygon(*rings: list[list[float]]) -> Shape:
    """A polygon of these rings, as given."""
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def square(west: float, south: float, size: float = 0.01) -> list[list[float]]:
    """A ring."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def same(one: Shape | None, other: Shape) -> bool:
    """Whether both are one surface, wherever its ring begins."""
    return bool(shapely.equals(shapely.from_geojson(json.dumps(one)), shapely.from_geojson(json.dumps(other))))


BOW = polygon([[7.25, 43.7], [7.26, 43.71], [7.26, 43.7], [7.25, 43.71], [7.25, 43.7]])


def found(told: Review, code: str) -> Fault:
    """The one fault of this code."""
    (fault,) = [fault for fault in told.faults if fault.code == code]
    return fault


def test_nothing_to_say() -> None:
    """A square in the town: no fault, its surface on the ellipsoid."""
    told = review(polygon(square(7.25, 43.7)), TOWN)
    assert told.faults == ()
    assert told.measure is not None
    assert told.measure.area_m2 == pytest.approx(895_000, rel=0.01)
    assert told.measure.vertices == 5


def test_crossing() -> None:
    """Where it crosses, and the two triangles it goes around."""
    fault = found(review(BOW, TOWN), "crossing")
    assert fault.blocking
    assert fault.places == ((7.255, 43.705),)
    assert fault.repaired
    assert fault.repaired["type"] == "MultiPolygon"
    assert review(fault.repaired, TOWN).faults == ()


def test_holes() -> None:
    """One outside goes, one across the edge is cut."""
    outside = found(review(polygon(square(7.25, 43.7), square(7.3, 43.7)), TOWN), "hole-outside")
    assert outside.places == ((7.3, 43.7),)
    assert same(outside.repaired, polygon(square(7.25, 43.7)))
    across = found(review(polygon(square(7.25, 43.7), square(7.255, 43.705)), TOWN), "hole-outside")
    assert across.repaired
    assert shapely.from_geojson(json.dumps(across.repaired)).area == pytest.approx(0.000075)


def test_places() -> None:
    """Beyond the limit, how much and cut; swapped, turned; elsewhere, how far."""
    beyond = found(review(polygon(square(7.395, 43.7)), TOWN), "outside")
    assert "50\u00a0%" in beyond.message
    assert not beyond.blocking
    assert beyond.repaired
    assert review(beyond.repaired, TOWN).faults == ()
    turned = polygon([position[::-1] for position in square(7.25, 43.7)])
    swapped = found(review(turned, TOWN), "swapped")
    assert swapped.repaired
    assert review(swapped.repaired, TOWN).faults == ()
    foreign = found(review(polygon(square(2.3, 48.8)), TOWN), "foreign")
    assert "très loin" in foreign.message
    near = found(review(polygon(square(7.45, 43.7)), TOWN), "foreign")
    assert "à 4,4" in near.message
    line = review({"type": "LineString", "coordinates": [[7.39, 43.7], [7.41, 43.7]]}, TOWN)
    assert found(line, "outside").repaired == {"type": "LineString", "coordinates": [[7.39, 43.7], [7.4, 43.7]]}


def test_repeats_slivers_and_neighbours() -> None:
    """Doubles go, a slip goes, what a zone of the same kind holds too is told."""
    ring = square(7.25, 43.7)
    told = review(polygon([ring[0], ring[0], *ring[1:]]), TOWN)
    assert same(found(told, "duplicates").repaired, polygon(ring))
    slip = [[7.3, 43.7], [7.31, 43.7], [7.31, 43.700001], [7.3, 43.7]]
    parts: Shape = {"type": "MultiPolygon", "coordinates": [[ring], [slip]]}
    assert same(found(review(parts, TOWN), "sliver").repaired, polygon(ring))
    alone = found(review(polygon(slip), TOWN), "sliver")
    assert alone.repaired is None
    other = Neighbour("Vieille ville", "ztl", shapely.box(7.255, 43.7, 7.3, 43.72))
    shared = found(review(polygon(ring), Around(LIMIT, kind="ztl", neighbours=(other,))), "overlap")
    assert "Vieille ville" in shared.message
    assert shared.repaired
    assert review(polygon(ring), Around(LIMIT, kind="zfe", neighbours=(other,))).faults == ()


def test_too_many_vertices() -> None:
    """Simplified, with the greatest deviation said."""
    ring = [[7.3 + 0.05 * cos(2 * pi * i / 30_000), 43.7 + 0.05 * sin(2 * pi * i / 30_000)] for i in range(30_000)]
    fault = found(review(polygon([*ring, ring[0]]), TOWN), "heavy")
    assert "30\u202f001 sommets" in fault.message
    assert "0,2\u00a0m au plus" in fault.hint or "0,1\u00a0m au plus" in fault.hint
    assert fault.repaired
    assert review(fault.repaired, TOWN).faults == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Ligne 1, colonne 2"),
        ("[]", "objet GeoJSON"),
        ("[" * 100_000, "GeoJSON"),
        ('{"type": "Point", "coordinates": [7, 43]}', "polygones ou des lignes"),
        ('{"type": "Polygon", "coordinates": []}', "coordonnées manquent"),
        (
            '{"type": "Polygon", "coordinates": [[[700000, 6800000], [1, 1], [2, 2], [700000, 6800000]]]}',
            "hors du globe",
        ),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [1, 1], [2, 2], [NaN, 1]]]}', "nombre"),
        ('{"type": "LineString", "coordinates": [[7, 43]]}', "qu’un point"),
        ('{"type": "FeatureCollection", "features": []}', "vide"),
    ],
)
def test_unreadable(text: str, said: str) -> None:
    """Each with a sentence and what to do."""
    shape = read_shape(text)
    fault = shape if isinstance(shape, Fault) else review(shape, TOWN).faults[0]
    assert said in fault.message
    assert fault.blocking
    assert fault.hint


def test_left_open() -> None:
    """A ring left open is closed by a button."""
    ring = square(7.25, 43.7)
    fault = review(polygon(ring[:-1]), TOWN).faults[0]
    assert fault.code == "open"
    assert fault.repaired == polygon(ring)


def test_said() -> None:
    """Figures as they are read."""
    assert [surface_said(area) for area in (350, 12_500, 3_200_000)] == ["350\u00a0m²", "1,25\u00a0ha", "3,20\u00a0km²"]
    assert [length_said(length) for length in (850, 3_200)] == ["850\u00a0m", "3,20\u00a0km"]


NEAR = st.integers(0, 400).map(lambda step: round(step * 0.0005, 7))
RINGS = st.lists(st.tuples(NEAR, NEAR), min_size=3, max_size=14, unique=True)


@settings(max_examples=100, deadline=None)
@given(RINGS)
def test_any_polygon_is_mended(points: list[tuple[float, float]]) -> None:
    """Whatever the outline: what repairs it is valid, stays repaired, and changes no more than was said."""
    ring = [[7.2 + x, 43.6 + y] for x, y in points]
    shape = polygon([*ring, ring[0]])
    drawn = read_geometry(shape)
    assert not isinstance(drawn, Fault)
    assume(shapely.area(shapely.convex_hull(drawn)) > 0)
    told = review(shape, TOWN)
    assert measure(drawn).length_m > 0
    assert shapely.is_valid(drawn) == all(fault.code != "crossing" for fault in told.faults)
    for fault in told.faults:
        if fault.code == "crossing" and fault.repaired:
            after = shapely.from_geojson(json.dumps(fault.repaired))
            assert shapely.is_valid(after)
            changed = area_m2(areas_of(shapely.symmetric_difference(filled(drawn), after)))
            assert changed <= fault.changes_m2
            assert all(again.code != "crossing" for again in review(fault.repaired, TOWN).faults)
