"""What would mend a tracé; each returns a valid shape, or None when nothing of it would stay."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tenants.drawing.plane import METRES, area_m2, areas_of, flat, round_degrees

MOST_VERTICES = 20_000
"""Of a zone as it is kept: beyond, a phone no longer draws it."""
NARROW_M = 0.5
"""Thinner than this, a piece is a slip of the hand."""


def uncross(area: BaseGeometry) -> BaseGeometry:
    """The surface that an outline crossing itself goes around, holes kept."""
    return areas_of(shapely.make_valid(area, method="structure", keep_collapsed=False))


def filled(area: BaseGeometry) -> BaseGeometry:
    """The surface by the rule of even and odd: what a screen fills."""
    return areas_of(shapely.make_valid(area, method="linework"))


def changed_m2(before: BaseGeometry, after: BaseGeometry) -> float:
    """The surface in one and not in the other, as a bound: rounding to the grid included."""
    return area_m2(areas_of(shapely.symmetric_difference(before, after))) + area_of_grid(after)


def area_of_grid(area: BaseGeometry) -> float:
    """What rounding each position to the seventh decimal may move."""
    return float(area.length) * METRES * 0.012 + 0.01


def without_stray_holes(area: BaseGeometry) -> BaseGeometry:
    """The same without its holes outside its outline, whole or in part."""
    whole = []
    for part in shapely.get_parts(area).tolist():
        shell = uncross(shapely.Polygon(part.exterior))
        holes = [uncross(shapely.Polygon(ring)) for ring in part.interiors]
        whole.append(shapely.difference(shell, shapely.union_all(holes)) if holes else shell)
    return areas_of(shapely.union_all(whole))


def without_repeats(drawn: BaseGeometry) -> BaseGeometry:
    """The same, each position said once in a row."""
    return shapely.remove_repeated_points(drawn, 0.0)


def without_slivers(area: BaseGeometry) -> BaseGeometry | None:
    """The same without the parts and holes nobody can stand in."""
    kept = []
    for part in shapely.get_parts(area).tolist():
        if is_sliver(shapely.Polygon(part.exterior)):
            continue
        holes = [ring for ring in part.interiors if not is_sliver(shapely.Polygon(ring))]
        kept.append(shapely.Polygon(part.exterior, holes))
    return areas_of(shapely.MultiPolygon(kept)) if kept else None


def is_sliver(ring: BaseGeometry) -> bool:
    """Whether a polygon without holes is thinner than what anybody draws."""
    metres = flat(ring, ring.centroid.y if ring.area else 0.0)
    around = metres.length
    return bool(around == 0 or 2 * metres.area / around < NARROW_M)


def simplified(drawn: BaseGeometry) -> tuple[BaseGeometry, float] | None:
    """The same with fewer vertices than the most, and the greatest deviation in metres; None when nothing does it."""
    latitude = float(shapely.bounds(drawn)[[1, 3]].mean())
    before = flat(drawn, latitude)
    for metres in (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0):
        after = shapely.simplify(drawn, round_degrees(0.0, metres), preserve_topology=True)
        if shapely.get_num_coordinates(after) <= MOST_VERTICES and shapely.is_valid(after):
            return after, _deviation(before, flat(after, latitude))
    return None


def _deviation(before: BaseGeometry, after: BaseGeometry) -> float:
    """How far a vertex that went lies from the new edges, at most."""
    positions = shapely.points(shapely.get_coordinates(before))
    edges = [edge for edge in _edges(after) if edge.length]
    nearest = shapely.STRtree(edges).query_nearest(positions, return_distance=True, all_matches=False)[1]
    return float(np.max(nearest))


def _edges(drawn: BaseGeometry) -> list[BaseGeometry]:
    lines = shapely.get_parts(drawn if shapely.get_dimensions(drawn) == 1 else shapely.boundary(drawn))
    found: list[BaseGeometry] = []
    for line in shapely.get_parts(lines).tolist():
        positions = shapely.get_coordinates(line)
        found += shapely.linestrings(np.stack([positions[:-1], positions[1:]], axis=1)).tolist()
    return found


def crossings(area: BaseGeometry, most: int = 50) -> tuple[tuple[float, float], ...]:
    """Where the edges of an area cross each other: the first places."""
    edges = np.array(_edges(area), dtype=object)
    tree = shapely.STRtree(edges)
    one, other = tree.query(edges, predicate="crosses")
    pairs = one < other
    met = shapely.intersection(edges[one[pairs][:most]], edges[other[pairs][:most]])
    places = [(round(float(point.x), 7), round(float(point.y), 7)) for point in met if point.geom_type == "Point"]
    return tuple(dict.fromkeys(places))
