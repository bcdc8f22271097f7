"""The way between stops with zones closed, and which edges it takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.answers import Leg
from connectors.valhalla.streets import Halt, Profile
from itineriz.core import Step, legs_by_closure
from itineriz.service.ground import Ground
from tenants.locate import ZoneRef


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
        parts = [self.legs[0].points, *(leg.points[1:] for leg in self.legs[1:])]
        return np.concatenate(parts)


def opened_by(opens: Sequence[frozenset[ZoneRef]]) -> tuple[frozenset[ZoneRef], ...]:
    """By leg, the zones that the stops at its two ends give the right to drive in."""
    return tuple(one | other for one, other in pairwise(opens))


async def travel(
    ground: Ground,
    profile: Profile,
    halts: Sequence[Halt],
    opened: Sequence[frozenset[ZoneRef]],
    barred: frozenset[ZoneRef],
    *,
    spoken: bool = True,
) -> Journey:
    """The way through these halts with the barred zones closed, except on the legs that serve a stop inside.

    Raises RouteRefused when there is no way.
    """
    closures = [barred - zones for zones in opened]
    legs: list[Leg] = []
    for first, last in legs_by_closure(closures):
        elapsed = timedelta(seconds=round(sum(leg.duration_s for leg in legs)))
        later = Profile(profile.costing, profile.hour + elapsed)
        closed = ground.closed(closures[first])
        legs += await ground.streets.route(halts[first : last + 2], later, closed, spoken=spoken)
    return Journey(tuple(legs), tuple(opened))


async def walk(ground: Ground, profile: Profile, journey: Journey) -> tuple[Step, ...] | None:
    """The edges taken, in order, with their zones; None when they cannot be told."""
    walks = await asyncio.gather(*(_walk_leg(ground, profile, journey, leg) for leg in range(len(journey.legs))))
    if any(steps is None for steps in walks):
        return None
    return tuple(step for steps in walks if steps is not None for step in steps)


async def _walk_leg(ground: Ground, profile: Profile, journey: Journey, number: int) -> list[Step] | None:
    leg, start = journey.legs[number], journey.starts_s[number]
    if leg.distance_m == 0:
        return []
    along = ground.plane.along(leg.points)
    edges = await ground.streets.walk(leg, profile)
    if edges is None:
        return None
    steps, entered = [], 0.0
    for edge in edges:
        left = min(max(edge.end_node.elapsed_time, entered), leg.duration_s)
        zones = frozenset(ground.index.by_edge.get(edge.id, ()))
        length = float(along[edge.end_shape_index] - along[edge.begin_shape_index])
        steps.append(Step(edge.id, zones, start + entered, start + left, length, number))
        entered = left
    return steps
