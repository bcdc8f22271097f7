"""Proves a route by geometry and hours alone: it knows neither edges nor overlays, and asks the rules zone by zone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from itineriz.core import runs_of
from itineriz.service.lands import OUTSIDE
from rules.engine import decide
from rules.model import Case, Profile, Verdict
from tenants.edges import Plane
from tenants.locate import ZoneRef
from tenants.snapshot import Snapshot

SHRUNK_M = 30.0
"""An edge that does not belong to a polygon reaches less than this into it."""

LONGEST_RUN_M = 65.0
"""An obedient way stays less than 60 m in a zone without leaving it: less than 30 m at the end of one edge, the same at
the start of the next. The rest is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A leg as drawn: points [n, 2] (longitude, latitude), and when the vehicle is surely past and not yet past each.

    `since_s` and `until_s` [n] are seconds after departure, both ascending.
    """

    points: NDArray[np.float64]
    since_s: NDArray[np.float64]
    until_s: NDArray[np.float64]


type Asks = Callable[[ZoneRef], Sequence[Profile]]
"""Who drives there: all of them must be refused for a zone to be closed."""
type Clock = Callable[[float, float], tuple[datetime, datetime]]


class Proof:
    """The zones of a ground, shrunk, and the land whose rules are known."""

    def __init__(
        self,
        plane: Plane,
        snapshot: Snapshot,
        shapes: Mapping[ZoneRef, BaseGeometry],
        spoken_of: Sequence[BaseGeometry],
    ) -> None:
        self._covered = shapely.buffer(plane.geometry(shapely.union_all(spoken_of)), SHRUNK_M)
        shapely.prepare(self._covered)
        self._plane = plane
        self._snapshot = snapshot
        self._shapes = shapes
        self._refs = tuple(shapes)
        self._tree = STRtree(list(shapes.values()))
        self._areas: dict[ZoneRef, tuple[BaseGeometry, BaseGeometry]] = {}

    def breaches(self, run: Run, asks: Asks, clock: Clock) -> Mapping[ZoneRef, datetime]:
        """The zones that a leg enters while they are closed to all who drive there, and when they are."""
        if len(run.points) < 2:
            return {}
        whole = clock(float(run.since_s[0]), float(run.until_s[-1]))
        line = shapely.LineString(self._plane.points(run.points))
        found: dict[ZoneRef, datetime] = {}
        for ref in self._met(run.points):
            if self._closed_at(ref, asks(ref), whole) is None:
                continue
            instants = (self._closed_at(ref, asks(ref), clock(*stay)) for stay in self._stays(line, run, ref))
            if at := next((at for at in instants if at is not None), None):
                found[ref] = at
        return found

    def uncovered_m(self, way: NDArray[np.float64]) -> float:
        """How far a way goes more than 30 m away from any land whose rules are known."""
        if len(way) < 2:
            return 0.0
        corners = self._plane.points(way)
        if self._covered.covers(shapely.box(*corners.min(axis=0), *corners.max(axis=0))):
            return 0.0
        line = shapely.LineString(corners)
        return 0.0 if self._covered.covers(line) else float(shapely.length(line.difference(self._covered)))

    def entered(self, way: NDArray[np.float64]) -> tuple[ZoneRef, ...]:
        """Every zone that a way enters, at whatever hour."""
        line = shapely.LineString(self._plane.points(way))
        return tuple(ref for ref in self._met(way) if self._area(ref)[1].intersects(line))

    def _met(self, way: NDArray[np.float64]) -> tuple[ZoneRef, ...]:
        # A zone drawn as a line reaches beyond it; a degree is 70 km at least.
        near = self._tree.query(shapely.LineString(way), predicate="dwithin", distance=SHRUNK_M / 70_000)
        return tuple(sorted(self._refs[place] for place in near.tolist()))

    def _closed_at(self, ref: ZoneRef, profiles: Sequence[Profile], stay: tuple[datetime, datetime]) -> datetime | None:
        """When a zone is closed during a stay, if it is to all of these; of several instants, that of the first."""
        instants = [self._refused_at(ref, profile, *stay) for profile in profiles]
        return None if None in instants else instants[0]

    def _refused_at(self, ref: ZoneRef, profile: Profile, start: datetime, end: datetime) -> datetime | None:
        """The first instant of `[start, end]` at which the rules refuse, decided anew at each change."""
        bundle = self._snapshot.rulebooks[ref.territory].bundle
        zones = () if ref.zone == OUTSIDE else (ref.zone,)
        at: datetime | None = start
        while at is not None and at <= end:
            decision = decide(bundle, Case(profile, at, zones))
            if decision.verdict > Verdict.CONDITIONAL:
                return at
            at = decision.until
        return None

    def _stays(self, line: BaseGeometry, run: Run, ref: ZoneRef) -> Iterator[tuple[float, float]]:
        """When the leg is 30 m deep in a zone, or in it for 65 m without leaving: seconds, from, to."""
        area, core = self._area(ref)
        if not area.intersects(line):
            return
        corners = shapely.get_coordinates(line)
        parts = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
        deep = shapely.intersects(core, parts)
        inside = np.zeros(len(parts))
        touching = shapely.intersects(area, parts)
        inside[touching] = shapely.length(shapely.intersection(area, parts[touching]))
        in_zone = shapely.intersects_xy(area, corners[:, 0], corners[:, 1])
        for first, last in _continuous(touching, in_zone):
            if inside[first : last + 1].sum() >= LONGEST_RUN_M:
                # Edges that reach less than 30 m into the zone, at either end, do not belong to it.
                deep_from = first + int(np.searchsorted(np.cumsum(inside[first : last + 1]), SHRUNK_M))
                deep_until = last - int(np.searchsorted(np.cumsum(inside[first : last + 1][::-1]), SHRUNK_M))
                yield float(run.since_s[deep_from]), float(run.until_s[deep_until + 1])
        for first, last in runs_of(deep.tolist()):
            if deep[first]:
                yield float(run.since_s[first]), float(run.until_s[last + 1])

    def _area(self, ref: ZoneRef) -> tuple[BaseGeometry, BaseGeometry]:
        held = self._areas.get(ref)
        if held is None:
            area = self._plane.area(self._shapes[ref])
            held = area, shapely.buffer(area, -SHRUNK_M)
            for geometry in held:
                shapely.prepare(geometry)
            self._areas[ref] = held
        return held


def _continuous(touching: NDArray[np.bool_], in_zone: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Runs of parts in a zone that is not left at the corners between them."""
    first: int | None = None
    for part in np.flatnonzero(touching).tolist():
        if first is None:
            first = part
        if not (in_zone[part + 1] and part + 1 < len(touching) and touching[part + 1]):
            yield first, part
            first = None
