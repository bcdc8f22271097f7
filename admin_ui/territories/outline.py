"""A small map of a territory, drawn on the server: its members and what they make together."""

import math
from collections.abc import Iterable, Mapping

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from rules.model import GeoJSON

SIDE = 320
_MARGIN = 8
_FINEST = 0.6
"""Pixels: what a smaller detail would add is not seen."""


def drawn(outlines: Mapping[str, GeoJSON]) -> tuple[str, int, int] | None:
    """The path of these outlines (SVG), its width and its height in pixels; None when nothing can be drawn."""
    areas = [shapely.make_valid(shape(outline)) for outline in outlines.values()]
    if not areas:
        return None
    west, south, east, north = shapely.union_all([shapely.box(*area.bounds) for area in areas]).bounds
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (SIDE - 2 * _MARGIN) / max((east - west) * narrow, north - south, 1e-9)
    width = round((east - west) * narrow * scale + 2 * _MARGIN)
    height = round((north - south) * scale + 2 * _MARGIN)

    def placed(ring: Iterable[tuple[float, ...]]) -> str:
        points = ((_MARGIN + (x - west) * narrow * scale, _MARGIN + (north - y) * scale) for x, y, *_ in ring)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"

    rings = [ring for area in areas for ring in _rings(area.simplify(_FINEST / scale))]
    return "".join(placed(ring) for ring in rings), width, height


def _rings(area: BaseGeometry) -> Iterable[Iterable[tuple[float, ...]]]:
    for part in shapely.get_parts(area):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior.coords
            yield from (ring.coords for ring in part.interiors)
