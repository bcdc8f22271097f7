"""Proves a route by geometry alone: it knows neither edges nor overlays."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from tenants.edges import Plane
from tenants.locate import ZoneRef

SHRUNK_M = 30.0
"""An edge that does not belong to a polygon reaches less than this into it."""

LONGEST_RUN_M = 65.0
"""An obedient way stays less than 60 m in a zone without leaving it: less than 30 m at the end of one edge, the same at
the start of the next. The rest is rounding."""


class Proof:
    """The zones of a ground in metres, shrunk, and the land whose rules are known."""

    def __init__(self, plane: Plane, zones: Mapping[ZoneRef, BaseGeometry], spoken_of: Sequence[BaseGeometry]) -> None:
        self._covered = shapely.buffer(plane.geometry(shapely.union_all(spoken_of)), SHRUNK_M)
        shapely.prepare(self._covered)
        self._plane = plane
        self._zones = zones
        self._areas: dict[ZoneRef, tuple[BaseGeometry, BaseGeometry]] = {}

    def breaches(self, way: NDArray[np.float64], zones: Iterable[ZoneRef]) -> frozenset[ZoneRef]:
        """Which of these zones a way (points [n, 2], longitude and latitude) enters."""
        if len(way) < 2:
            return frozenset()
        line = shapely.LineString(self._plane.points(way))
        return frozenset(ref for ref in zones if self._enters(line, ref))

    def uncovered_m(self, way: NDArray[np.float64]) -> float:
        """How far a way goes more than 30 m away from any land whose rules are known."""
        if len(way) < 2:
            return 0.0
        line = shapely.LineString(self._plane.points(way))
        return 0.0 if self._covered.covers(line) else float(shapely.length(line.difference(self._covered)))

    def _enters(self, line: BaseGeometry, ref: ZoneRef) -> bool:
        area, core = self._area(ref)
        if not area.intersects(line):
            return False
        if core.intersects(line):
            return True
        runs = shapely.get_parts(shapely.line_merge(shapely.intersection(area, line)))
        return bool(len(runs)) and float(shapely.length(runs).max()) >= LONGEST_RUN_M

    def _area(self, ref: ZoneRef) -> tuple[BaseGeometry, BaseGeometry]:
        held = self._areas.get(ref)
        if held is None:
            area = self._plane.area(self._zones[ref])
            held = area, shapely.buffer(area, -SHRUNK_M)
            for geometry in held:
                shapely.prepare(geometry)
            self._areas[ref] = held
        return held
