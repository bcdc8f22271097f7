"""The way between stops with zones closed, and which edges it takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.answers import Leg
from connectors.valhalla.messages import NO_WAY, Kind, RouteRefused
from connectors.valhalla.streets import CONNECTED, EdgeSet, Halt, TimedCosting
from itineriz.core import Step, legs_by_closure
from itineriz.service.ground import Ground
from tenants.locate import ZoneRef

ASIDE_M = 25.0
SAME_DEG = 2e-6


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """The legs driven; `opened` are, by leg, the zones its served stops lie in."""

    legs: tuple[Leg, ...]
    opened: tuple[frozenset[ZoneRef], ...]

    @property
    def distance_m(self) -> float:
        """Metres in all."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        """Seconds in all, stops apart."""
        return sum(leg.duration_s for leg in self.legs)

    @property
    def starts_s(self) -> tuple[float, ...]:
        """When each leg starts, and when the last ends, in seconds since departure."""
        return tuple(accumulate((leg.duration_s for leg in self.legs), initial=0.0))

    @property
    def points(self) -> NDArray[np.float64]:
        """The whole way, points shared by two legs once."""
        return np.concatenate([leg.points[shared:] for leg, shared in zip(self.legs, self._shared, strict=True)])

    @property
    def firsts(self) -> tuple[int, ...]:
        """Where each leg begins in `points`."""
        counts = (len(leg.points) - shared for leg, shared in zip(self.legs, self._shared, strict=True))
        ends = tuple(accumulate(counts, initial=0))
        return tuple(end - shared for end, shared in zip(ends, self._shared, strict=False))

    @property
    def runs(self) -> tuple[NDArray[np.float64], ...]:
        """By leg, its points from the very end of the leg before: nothing of the way drawn is left out."""
        joined = (np.concatenate([before.points[-1:], leg.points]) for before, leg in pairwise(self.legs))
        return (self.legs[0].points, *joined)

    @property
    def _shared(self) -> tuple[int, ...]:
        """By leg, 1 when it starts on the point where the one before ends: beside a halt it may start aside of it."""
        pairs = pairwise(leg.points for leg in self.legs)
        return (0, *(int(np.allclose(end[-1], start[0], rtol=0, atol=SAME_DEG)) for end, start in pairs))


@dataclass(frozen=True, slots=True, eq=False)
class Errand:
    """What is to be driven: halts in order, and by leg the zones and the edges opened by the stops at its ends."""

    ground: Ground
    profile: TimedCosting
    halts: Sequence[Halt]
    opened: Sequence[frozenset[ZoneRef]]
    freed: Sequence[frozenset[int]]


def opened_by[T](opens: Sequence[frozenset[T]]) -> tuple[frozenset[T], ...]:
    """By leg, the zones or edges that the stops at its two ends give the right to drive in."""
    return tuple(one | other for one, other in pairwise(opens))


async def travel(errand: Errand, barred: frozenset[ZoneRef], *, spoken: bool = True) -> Journey:
    """The way through the halts with the barred zones closed, except on the legs that serve a stop inside.

    Raises RouteRefused when there is no way.
    """
    profile = errand.profile
    closures = [(barred - zones, freed) for zones, freed in zip(errand.opened, errand.freed, strict=True)]
    legs: list[Leg] = []
    for first, last in legs_by_closure(closures):
        elapsed = timedelta(seconds=round(sum(leg.duration_s for leg in legs)))
        later = TimedCosting(profile.costing, profile.hour + elapsed)
        zones, freed = closures[first]
        closed = np.setdiff1d(errand.ground.closed(zones), np.array(sorted(freed), dtype=np.int64))
        legs += await _run(errand.ground, later, errand.halts[first : last + 2], closed, spoken=spoken)
    return Journey(tuple(legs), tuple(errand.opened))


async def _run(
    ground: Ground, profile: TimedCosting, halts: Sequence[Halt], closed: EdgeSet, *, spoken: bool
) -> tuple[Leg, ...]:
    """Some legs with the same closures; a way that starts or ends aside of a halt is no way.

    Valhalla passes over streets from which little can be reached, which closures make of many: the second attempt
    takes them too.
    """
    for reach in (CONNECTED, 0):
        try:
            legs = await ground.streets.route(halts, profile, closed, spoken=spoken, reach=reach)
        except RouteRefused as refused:
            if refused.message.kind is not Kind.NO_WAY:
                raise
            continue
        # Both ends of every leg: Valhalla may leave a halt by another street than it came by.
        ends = [
            (leg.points[end], halt)
            for leg, two in zip(legs, pairwise(halts), strict=True)
            for end, halt in zip((0, -1), two, strict=True)
        ]
        if all(ground.plane.metres((halt.lon, halt.lat), (lon, lat)) <= ASIDE_M for (lon, lat), halt in ends):
            return legs
    raise RouteRefused(NO_WAY, "no way reaches every halt")


async def walk(errand: Errand, journey: Journey) -> tuple[Step, ...] | None:
    """The edges taken, in order, with their zones; None when they cannot be told."""
    walks = await asyncio.gather(*(_walk_leg(errand, journey, leg) for leg in range(len(journey.legs))))
    if any(steps is None for steps in walks):
        return None
    return tuple(step for steps in walks if steps is not None for step in steps)


async def _walk_leg(errand: Errand, journey: Journey, number: int) -> list[Step] | None:
    ground = errand.ground
    leg, start = journey.legs[number], journey.starts_s[number]
    if leg.distance_m == 0:
        return []
    edges = await ground.streets.walk(leg, errand.profile)
    if edges is None:
        return None
    lengths = ground.streets.tileset.edges.lengths_of(np.array([edge.id for edge in edges], dtype=np.int64))
    steps, entered = [], 0.0
    for edge, length in zip(edges, lengths.tolist(), strict=True):
        left = min(max(edge.end_node.elapsed_time, entered), leg.duration_s)
        zones = frozenset(ground.index.by_edge.get(edge.id, ()))
        if edge.id in errand.freed[number]:
            zones &= errand.opened[number]
        steps.append(Step(edge.id, zones, start + entered, start + left, length, number))
        entered = left
    return steps
