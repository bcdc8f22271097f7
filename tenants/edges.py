"""Which streets lie in which zones: directed edges of a tileset against the zones of a set of rulebooks.

An edge belongs to a zone when at least 30 m or at least half of it lies inside (by half alone, long edges leak through
small zones). A line counts as the 10 m around it. Holes are respected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from connectors.valhalla.edges import Edges
from tenants.locate import BESIDE_LINE_M, Locator, ZoneRef

INSIDE_M = 30.0
INSIDE_SHARE = 0.5

_EARTH = Geod(ellps="GRS80")

_NONE: NDArray[np.int64] = np.array([], dtype=np.int64)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two positions (longitude, latitude), on the ellipsoid."""
    return float(_EARTH.inv(*one, *other)[2])


class Plane:
    """Degrees to metres around the middle of a box (transverse Mercator; below 0.1 % of error within 150 km)."""

    def __init__(self, bbox: tuple[float, float, float, float]) -> None:
        west, south, east, north = bbox
        centre = f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2}"
        metric = CRS.from_proj4(f"+proj=tmerc {centre} +k=1 +ellps=GRS80 +units=m +no_defs")
        self._transformer = Transformer.from_crs(CRS.from_epsg(4326), metric, always_xy=True)

    def points(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points [n, 2] in metres."""
        return np.column_stack(self._transformer.transform(lonlat[:, 0], lonlat[:, 1]))

    def along(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres travelled at each point [n] of a way [n, 2]."""
        steps = np.hypot(*np.diff(self.points(lonlat), axis=0).T)
        return np.concatenate([[0.0], np.cumsum(steps)])

    def geometry(self, geometry: BaseGeometry) -> BaseGeometry:
        """The same geometry in metres."""
        return shapely.transform(geometry, self.points)

    def area(self, geometry: BaseGeometry) -> BaseGeometry:
        """The surface a zone covers, in metres: polygons as they are, 10 m around lines; points cover nothing."""
        parts = shapely.get_parts(self.geometry(geometry), return_index=False)
        while any(part.geom_type.startswith(("Multi", "Geometry")) for part in parts):
            parts = shapely.get_parts(parts)
        dimensions = shapely.get_dimensions(parts)
        beside = shapely.buffer(parts[dimensions == 1], BESIDE_LINE_M, cap_style="flat")
        surfaces = np.concatenate([parts[dimensions == 2], beside])
        # Uniting a lone large polygon with nothing would cost seconds.
        return surfaces[0] if len(surfaces) == 1 else shapely.union_all(surfaces)


@dataclass(frozen=True, slots=True, eq=False)
class EdgeIndex:
    """Zone → edges and edge → zones."""

    by_zone: Mapping[ZoneRef, NDArray[np.int64]]
    """Ids of directed edges, ascending; zones without any are absent."""
    by_edge: Mapping[int, tuple[ZoneRef, ...]]
    lines: STRtree
    """The edges that some zone holds, in metres."""

    @classmethod
    def of(cls, edges: Edges, locator: Locator) -> Self:
        """The index of these edges over every zone the locator knows."""
        plane = Plane(edges.bbox)
        near = [ref for ref, zone in locator.zones.items() if shapely.box(*edges.bbox).buffer(0.01).intersects(zone)]
        lines = _lines(edges, plane)
        tree = STRtree(lines)
        by_zone: dict[ZoneRef, NDArray[np.int64]] = {}
        by_edge: dict[int, tuple[ZoneRef, ...]] = {}
        held = np.zeros(len(lines), dtype=np.bool_)
        for ref in near:
            places = _inside(lines, tree, plane.area(locator.zones[ref]))
            held[places] = True
            found = edges.ids[places]
            if len(found):
                by_zone[ref] = found
                for edge in found.tolist():
                    by_edge[edge] = (*by_edge.get(edge, ()), ref)
        return cls(by_zone, by_edge, STRtree(lines[held]))

    def edges_of(self, refs: Iterable[ZoneRef]) -> NDArray[np.int64]:
        """The edges of all these zones, ascending, each once."""
        held = [self.by_zone[ref] for ref in refs if ref in self.by_zone]
        return np.unique(np.concatenate(held)) if held else _NONE

    def zones_of(self, edges: Iterable[int]) -> frozenset[ZoneRef]:
        """The zones that hold one of these edges."""
        return frozenset(ref for edge in edges for ref in self.by_edge.get(edge, ()))


def _lines(edges: Edges, plane: Plane) -> NDArray[np.object_]:
    owners = np.repeat(np.arange(len(edges)), np.diff(edges.offsets))
    return np.asarray(shapely.linestrings(plane.points(edges.points), indices=owners))


def _inside(lines: NDArray[np.object_], tree: STRtree, area: BaseGeometry) -> NDArray[np.intp]:
    """Positions (ascending) of the lines that belong to the area."""
    shapely.prepare(area)
    near: NDArray[np.intp] = np.sort(tree.query(area, predicate="intersects"))
    if not len(near):
        return near
    whole = shapely.contains_properly(area, lines[near])
    inside = np.array(shapely.length(lines[near]))
    length = inside.copy()
    inside[~whole] = shapely.length(shapely.intersection(lines[near][~whole], area))
    belongs = (inside >= INSIDE_M) | ((inside >= INSIDE_SHARE * length) & (length > 0))
    return np.asarray(near[belongs])
