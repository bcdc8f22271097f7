"""Degrees as metres: on the ellipsoid where a figure is published, on a local plane where shapes are compared."""

import json
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from rules.model import GeoJSON

GRID = 1e-7
"""Degrees: what the rules keep of a position, about one centimetre."""
METRES = 111_195.0
"""In a degree of latitude, to 0.6 %."""
_GEOD = Geod(ellps="GRS80")
_PLACES = 7


def area_m2(area: BaseGeometry) -> float:
    """The surface on the ellipsoid; 0 for a line."""
    found: float = _GEOD.geometry_area_perimeter(shapely.orient_polygons(area))[0]
    return abs(found)


def length_m(drawn: BaseGeometry) -> float:
    """The length of a line, or of every edge of an area, on the ellipsoid."""
    lines = drawn if drawn.length and shapely.get_dimensions(drawn) == 1 else shapely.boundary(drawn)
    found: float = _GEOD.geometry_length(lines) if not shapely.is_empty(lines) else 0.0
    return found


def flat(drawn: BaseGeometry, latitude: float) -> BaseGeometry:
    """The same in metres, near this latitude."""
    scale = np.array([METRES * cos(radians(latitude)), METRES])

    def stretch(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(positions * scale)

    return shapely.transform(drawn, stretch)


def round_degrees(latitude: float, metres: float) -> float:
    """At least this many metres, in degrees."""
    return metres / (METRES * max(0.1, cos(radians(latitude))))


def areas_of(drawn: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry alone, as one."""
    parts = [part for part in shapely.get_parts(drawn).tolist() if part.geom_type in ("Polygon", "MultiPolygon")]
    found = [piece for part in parts for piece in shapely.get_parts(part).tolist() if piece.area > 0]
    return found[0] if len(found) == 1 else shapely.MultiPolygon(found)


def written(drawn: BaseGeometry) -> GeoJSON:
    """As GeoJSON, to the seventh decimal; what crosses itself stays as it is drawn."""
    snapped = drawn
    if shapely.is_valid(drawn):
        snapped = shapely.set_precision(drawn, GRID)
        if shapely.get_dimensions(snapped) == 2:
            snapped = shapely.orient_polygons(areas_of(snapped))
    found: dict[str, object] = json.loads(shapely.to_geojson(snapped))
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _rounded(tree: object) -> object:
    return [_rounded(part) for part in tree] if isinstance(tree, list) else round(float(str(tree)), _PLACES)
