"""How far a position is from lines drawn on the map, in metres."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

_NONE: NDArray[np.float64] = np.empty((0, 2, 2))


class Segments[Owner: Hashable]:
    """The straight pieces of some lines, each known by its owner."""

    def __init__(self, lines: Mapping[Owner, Iterable[BaseGeometry]]) -> None:
        pieces = {owner: _pieces(drawn) for owner, drawn in lines.items()}
        self._owners = [owner for owner, ends in pieces.items() for _ in range(len(ends))]
        self._ends = np.concatenate([_NONE, *pieces.values()])
        self._tree = STRtree(shapely.linestrings(self._ends))

    def near(self, lon: float, lat: float, metres: float) -> Mapping[Owner, float]:
        """The owners whose lines pass within so many metres of a position, each with its distance."""
        if not self._owners or not -89 < lat < 89:
            return {}
        scale = _metres_per_degree(lat)
        east, north = metres / scale[0], metres / scale[1]
        found = self._tree.query(shapely.box(lon - east, lat - north, lon + east, lat + north))
        if not len(found):
            return {}
        distances = _distances((self._ends[found] - (lon, lat)) * scale)
        nearest: dict[Owner, float] = {}
        for place, distance in zip(found.tolist(), distances.tolist(), strict=True):
            owner = self._owners[place]
            if distance <= min(metres, nearest.get(owner, metres)):
                nearest[owner] = distance
        return nearest


def lines_of(geometry: BaseGeometry) -> Sequence[BaseGeometry]:
    """The parts of a geometry that are lines."""
    return _parts(geometry, dimension=1)


def edges_of(geometry: BaseGeometry) -> Sequence[BaseGeometry]:
    """The outlines of the surfaces of a geometry, and its lines."""
    outlines = [shapely.boundary(part) for part in _parts(geometry, dimension=2)]
    return [line for part in (*outlines, geometry) for line in lines_of(part)]


def _parts(geometry: BaseGeometry, *, dimension: int) -> list[BaseGeometry]:
    parts = shapely.get_parts(geometry)
    while any(part.geom_type.startswith(("Multi", "Geometry")) for part in parts):
        parts = shapely.get_parts(parts)
    return [part for part in parts if shapely.get_dimensions(part) == dimension]


def _pieces(lines: Iterable[BaseGeometry]) -> NDArray[np.float64]:
    """The ends [n, 2, 2] of each straight piece."""
    each = [shapely.get_coordinates(line) for line in lines]
    return np.concatenate([_NONE, *(np.stack([one[:-1], one[1:]], axis=1) for one in each)])


def _metres_per_degree(lat: float) -> tuple[float, float]:
    """Of longitude and latitude there, on WGS 84 (series of the meridian and parallel arcs, below 1 cm a degree)."""
    angle = radians(lat)
    along = 111_412.84 * cos(angle) - 93.5 * cos(3 * angle) + 0.118 * cos(5 * angle)
    up = 111_132.92 - 559.82 * cos(2 * angle) + 1.175 * cos(4 * angle) - 0.0023 * cos(6 * angle)
    return along, up


def _distances(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the origin to each piece [n, 2, 2]."""
    starts, steps = ends[:, 0], ends[:, 1] - ends[:, 0]
    lengths = np.maximum((steps**2).sum(axis=1), 1e-12)
    along = np.clip(-(starts * steps).sum(axis=1) / lengths, 0, 1)
    return np.asarray(np.hypot(*(starts + steps * along[:, None]).T))
