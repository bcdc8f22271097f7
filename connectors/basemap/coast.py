"""Land and sea: a coastline is only a line, with land on its left (wiki.openstreetmap.org/wiki/Coastline)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

import shapely
from shapely import LineString, MultiLineString, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

_ASIDE = 1e-6
"""How far beside a coastline we look for its land, degrees (about 0.1 m)."""


def land_and_sea(
    coasts: Sequence[LineString], roads: Sequence[LineString], sheet: Polygon
) -> tuple[BaseGeometry, BaseGeometry]:
    """The sheet cut by its coastlines into land and sea (degrees, WGS 84).

    A coastline that stops inside the sheet, because the extract was cut along a border, goes on straight to the edge.
    """
    if not coasts:
        return sheet, Polygon()
    merged = shapely.line_merge(MultiLineString(list(coasts)), directed=True)
    chains = [_to_the_edge(chain, sheet) for chain in shapely.get_parts(merged)]
    cuts = shapely.union_all([*(shapely.intersection(chain, sheet) for chain in chains), sheet.exterior])
    faces = [
        face for face in shapely.get_parts(shapely.polygonize([cuts])) if sheet.contains(face.representative_point())
    ]
    votes = _votes(chains, faces)
    driven = STRtree(list(roads))
    land = [
        face
        for face, vote in zip(faces, votes, strict=True)
        if vote > 0 or (vote == 0 and driven.query(face, predicate="intersects").size)
    ]
    ground = shapely.union_all(land)
    return ground, sheet.difference(ground)


def _to_the_edge(chain: LineString, sheet: Polygon) -> LineString:
    """The chain with each end that dangles inside the sheet carried on along its general direction."""
    points = [(x, y) for x, y in chain.coords]
    first, last = points[0], points[-1]
    if first == last:
        return chain
    west, south, east, north = sheet.bounds
    reach = hypot(east - west, north - south)
    span = hypot(last[0] - first[0], last[1] - first[1])
    step = ((last[0] - first[0]) / span * reach, (last[1] - first[1]) / span * reach)
    if sheet.contains(Point(first)):
        points.insert(0, (first[0] - step[0], first[1] - step[1]))
    if sheet.contains(Point(last)):
        points.append((last[0] + step[0], last[1] + step[1]))
    return LineString(points)


def _votes(chains: Sequence[LineString], faces: Sequence[Polygon]) -> list[float]:
    """For each face, the length of coast that has it on its left minus the length that has it on its right."""
    tree = STRtree(list(faces))
    votes = [0.0] * len(faces)
    for left, right, length in _sides(chains):
        for point, weight in ((left, length), (right, -length)):
            for found in tree.query(point, predicate="within"):
                votes[int(found)] += weight
    return votes


def _sides(chains: Sequence[LineString]) -> Iterator[tuple[Point, Point, float]]:
    """A point on the left and one on the right of each segment, with its length."""
    for chain in chains:
        points = list(chain.coords)
        for (x1, y1), (x2, y2) in pairwise(points):
            length = hypot(x2 - x1, y2 - y1)
            if length:
                middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
                aside_x, aside_y = -(y2 - y1) / length * _ASIDE, (x2 - x1) / length * _ASIDE
                yield (
                    Point(middle_x + aside_x, middle_y + aside_y),
                    Point(middle_x - aside_x, middle_y - aside_y),
                    length,
                )
