"""The way between stops with zones closed, which edges it takes, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.answers import Leg, WalkedEdge
from connectors.valhalla.messages import NO_WAY, Kind, RouteRefused
from connectors.valhalla.streets import CONNECTED, Halt
from itineriz.core import Step, runs_of
from itineriz.service.proof import Run
from itineriz.service.trip import Trip
from tenants.edges import metres
from tenants.locate import ZoneRef

ASIDE_M = 25.0
SAME_DEG = 2e-6
SLACK_S = 10.0
"""How far the hours along a leg are trusted when its shape and that of its edges do not match point by point."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is shut on a leg: zones, less some edges that stay open."""

    zones: frozenset[ZoneRef]
    freed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A leg driven: when it starts (seconds since departure), its edges and its hours, when these could be told.

    `marks` are places in the leg's points, ascending, and the seconds since departure there.
    """

    leg: Leg
    start_s: float
    steps: tuple[Step, ...] | None = None
    marks: tuple[NDArray[np.intp], NDArray[np.float64], float] | None = None

    @property
    def end_s(self) -> float:
        """When it ends."""
        return self.start_s + self.leg.duration_s

    def run(self, before: NDArray[np.float64] | None, metres: NDArray[np.float64]) -> Run:
        """The leg as drawn, from the point `before` it if any; `metres` [n] are those travelled at its points."""
        count = len(metres)
        since, until = np.full(count, self.start_s), np.full(count, self.end_s)
        if self.marks is not None:
            places, seconds, slack = self.marks
            times = np.interp(metres, metres[places], seconds)
            since, until = np.maximum(times - slack, self.start_s), np.minimum(times + slack, self.end_s)
        if before is None:
            return Run(self.leg.points, since, until)
        ends = [np.concatenate([each[:1], each]) for each in (since, until)]
        return Run(np.concatenate([before, self.leg.points]), *ends)


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """The legs driven, in order."""

    stages: tuple[Stage, ...]

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Without their hours."""
        return tuple(stage.leg for stage in self.stages)

    @property
    def distance_m(self) -> float:
        """Metres in all."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        """Seconds in all, stops apart."""
        return sum(leg.duration_s for leg in self.legs)

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """Every edge; None when those of some leg could not be told."""
        told = [stage.steps for stage in self.stages]
        return None if None in told else tuple(step for steps in told for step in steps or ())

    def arrive_s(self, stop: int) -> float:
        """When the vehicle reaches a stop."""
        return self.stages[stop - 1].end_s if stop else 0.0

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
    def joints(self) -> tuple[NDArray[np.float64] | None, ...]:
        """By leg, the very end of the leg before [1, 2]: nothing of the way drawn is left unproved."""
        return (None, *(leg.points[-1:] for leg in self.legs[:-1]))

    @property
    def _shared(self) -> tuple[int, ...]:
        """By leg, 1 when it starts on the point where the one before ends: beside a halt it may start aside of it."""
        pairs = pairwise(leg.points for leg in self.legs)
        return (0, *(int(np.allclose(end[-1], start[0], rtol=0, atol=SAME_DEG)) for end, start in pairs))


async def travel(
    trip: Trip,
    halts: Sequence[Halt],
    stays_s: Sequence[float],
    closings: Sequence[Closing],
    start_s: float,
    *,
    aside_m: float = ASIDE_M,
    spoken: bool = True,
) -> tuple[Stage, ...]:
    """The legs through the halts, each with what is shut on it; the vehicle stays at each halt (the first too).

    Legs with the same closings and no stay between them are asked at once. Raises RouteRefused when there is no way.
    """
    keys = list(zip(closings, accumulate(stay > 0 for stay in (0, *stays_s[1:-1])), strict=True))
    stages: list[Stage] = []
    now = start_s
    for first, last in runs_of(keys):
        now += stays_s[first]
        for leg in await _run(trip, halts[first : last + 2], closings[first], now, aside_m, spoken=spoken):
            stages.append(Stage(leg, now))
            now += leg.duration_s
    return tuple(stages)


async def _run(
    trip: Trip, halts: Sequence[Halt], closing: Closing, now: float, aside_m: float, *, spoken: bool
) -> tuple[Leg, ...]:
    """Some legs with the same closures; a way that starts or ends aside of a halt is no way.

    Valhalla passes over streets from which little can be reached, which closures make of many: the last attempt takes
    them too. The first does not look again at what is known of the halts, yet a halt may lie where streets meet.
    """
    ground = trip.ground
    closed = ground.closed(closing.zones)
    if closing.freed:
        closed = np.setdiff1d(closed, np.array(sorted(closing.freed), dtype=np.int64))
    for reach in (None, CONNECTED, 0) if any(halt.on_street for halt in halts) else (CONNECTED, 0):
        try:
            legs = await ground.streets.route(
                halts, trip.timed(now), closed, soft=ground.soft, spoken=spoken, walked=spoken, reach=reach
            )
        except RouteRefused as refused:
            if refused.message.kind is not Kind.NO_WAY:
                raise
            continue
        if reaches(legs, halts, aside_m):
            return legs
    raise RouteRefused(NO_WAY, "no way reaches every halt")


def reaches(legs: Sequence[Leg], halts: Sequence[Halt], aside_m: float = ASIDE_M) -> bool:
    """Whether both ends of every leg are at their halts: one may be left by another street than it was reached by."""
    ends = ((float(leg.points[end, 0]), float(leg.points[end, 1])) for leg in legs for end in (0, -1))
    asked = ((halt.lon, halt.lat) for two in pairwise(halts) for halt in two)
    return all(metres(end, halt) <= aside_m for end, halt in zip(ends, asked, strict=True))


async def walk(trip: Trip, stages: Sequence[Stage], first: int) -> tuple[Stage, ...]:
    """The same stages with their edges and hours; `first` is the number of the first leg."""
    return tuple([await _walk(trip, stage, first + place) for place, stage in enumerate(stages)])


async def _walk(trip: Trip, stage: Stage, number: int) -> Stage:
    leg, start = stage.leg, stage.start_s
    if leg.distance_m == 0:
        return Stage(leg, start, ())
    edges = await trip.ground.streets.walk(leg, trip.timed(start))
    if edges is None:
        return stage
    last = edges[-1].end_node.elapsed_time
    ends = np.maximum.accumulate([edge.end_node.elapsed_time for edge in edges])
    ends = start + np.minimum(ends * (leg.duration_s / last if last else 1.0), leg.duration_s)
    begins = np.concatenate([[start], ends[:-1]])
    ids = np.array([edge.id for edge in edges], dtype=np.int64)
    lengths = trip.ground.streets.tileset.edges.lengths_of(ids)
    zones = trip.ground.index.by_edge
    steps = tuple(
        Step(edge, frozenset(zones.get(edge, ())), begin, end, length, number)
        for edge, begin, end, length in zip(ids.tolist(), begins.tolist(), ends.tolist(), lengths.tolist(), strict=True)
    )
    return Stage(leg, start, steps, _marks(leg, edges, start, ends))


def _marks(
    leg: Leg, edges: Sequence[WalkedEdge], start: float, ends: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], float]:
    """Where on the leg its edges end, and when."""
    places = np.array([edge.end_shape_index for edge in edges], dtype=np.intp)
    last = len(leg.points) - 1
    slack = 0.0
    if places[-1] != last:
        places = np.round(places * (last / max(1, places[-1]))).astype(np.intp)
        slack = SLACK_S
    return np.concatenate([[0], places]), np.concatenate([[start], ends]), slack
