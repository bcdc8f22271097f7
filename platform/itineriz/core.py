"""What a route is, and the reckoning on it that needs nothing but numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.model import Facts, Obligation, Profile, Reason, Right, Verdict

type ZoneKey = tuple[str, str]
"""Territory slug and zone id."""

type Interval = tuple[datetime, datetime, Verdict]

GAP_M = 60.0
"""Two passages in a zone closer than this are one: an edge with less than half or 30 m inside is not counted."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as asked; without activity, what is done there is unknown."""

    position: tuple[float, float]
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A question: these stops in this order, this vehicle with these rights, leaving at this instant (aware)."""

    territory: str
    facts: Facts
    depart_at: datetime
    stops: tuple[Stop, ...]
    rights: tuple[Right, ...] = ()

    @property
    def passing(self) -> Profile:
        """Who asks, where no stop is."""
        return Profile({**self.facts, "activity": "transit"}, self.rights)

    def at(self, stop: Stop) -> Profile:
        """Who asks at a stop, with what it does there when that is known."""
        done = {} if stop.activity is None else {"activity": stop.activity}
        return Profile({**self.facts, **done}, self.rights)


@dataclass(frozen=True, slots=True)
class LineString:
    """GeoJSON, WGS 84."""

    coordinates: list[tuple[float, float]]
    type: Literal["LineString"] = "LineString"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do, in French, and how far until the next; `index` is the place in the geometry."""

    text: str
    distance_m: int
    duration_s: int
    index: int


@dataclass(frozen=True, slots=True)
class StopAnswer:
    """A stop as the route meets it: `position` is where the vehicle stands, `snapped_m` away from what was asked."""

    served: bool
    verdict: str
    position: tuple[float, float]
    snapped_m: int
    arrive_at: datetime | None
    activity: str | None
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    """What a conditional verdict asks there."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One passage through a zone, with the rule that decides there (null when none speaks).

    `right` is the kind of derogation without which it would be refused; `obligations`, what it asks for.
    """

    territory: str
    zone: str
    name: str
    enter_at: datetime
    leave_at: datetime
    verdict: str
    rule: str | None
    order: str | None
    article: str | None
    message: str | None
    needs: tuple[str, ...]
    right: str | None
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class Avoidance:
    """A barred zone that the shortest way would cross; the extra is what avoiding this one costs.

    The extra is null when no way was found, or not counted.
    """

    territory: str
    zone: str
    name: str
    verdict: str
    rule: str | None
    order: str | None
    article: str | None
    message: str | None
    needs: tuple[str, ...]
    extra_m: int | None
    extra_s: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a route is not feasible, or not certain, in French."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """The answer; geometry, distance and duration are null when no way was found."""

    feasible: bool
    rulebooks: tuple[str, ...]
    geometry: LineString | None
    distance_m: int | None
    duration_s: int | None
    instructions: tuple[Instruction, ...]
    stops: tuple[StopAnswer, ...]
    zones_crossed: tuple[Crossing, ...]
    zones_avoided: tuple[Avoidance, ...]
    next_departure: datetime | None
    unverified: bool
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of the way: its zones, when (seconds since departure), how long, on which leg."""

    edge: int
    zones: frozenset[ZoneKey]
    start_s: float
    end_s: float
    length_m: float
    leg: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A continuous stay in a zone, over some legs."""

    zone: ZoneKey
    enter_s: float
    leave_s: float
    legs: frozenset[int]


def passages(steps: Iterable[Step]) -> tuple[Passage, ...]:
    """Where and when the way is in each zone, by order of entry; gaps below `GAP_M` do not count."""
    open_since: dict[ZoneKey, Passage] = {}
    left_at: dict[ZoneKey, float] = {}
    done: list[Passage] = []
    travelled = 0.0
    for step in steps:
        for zone in sorted(step.zones):
            current = open_since.get(zone)
            if current is not None and travelled - left_at[zone] > GAP_M:
                done.append(current)
                current = None
            if current is None:
                current = Passage(zone, step.start_s, step.end_s, frozenset())
            open_since[zone] = Passage(zone, current.enter_s, step.end_s, current.legs | {step.leg})
            left_at[zone] = travelled + step.length_m
        travelled += step.length_m
    return tuple(sorted((*done, *open_since.values()), key=lambda p: (p.enter_s, p.zone)))


def trespasses(
    steps: Iterable[Step], barred: frozenset[ZoneKey], opened: Sequence[frozenset[ZoneKey]]
) -> frozenset[ZoneKey]:
    """Barred zones that the way enters although no served stop of the leg lies in them."""
    return frozenset(zone for step in steps for zone in step.zones & barred - opened[step.leg])


def legs_by_closure(closures: Sequence[object]) -> tuple[tuple[int, int], ...]:
    """Runs `[first, last]` of consecutive legs with the same closures."""
    runs: list[tuple[int, int]] = []
    for leg, closed in enumerate(closures):
        if runs and closures[runs[-1][0]] == closed:
            runs[-1] = (runs[-1][0], leg)
        else:
            runs.append((leg, leg))
    return tuple(runs)


def verdict_at(intervals: Iterable[Interval], at: datetime) -> Verdict:
    """The verdict at an instant; outside every interval it is unknown."""
    return next((verdict for start, end, verdict in intervals if start <= at < end), Verdict.UNKNOWN)


def openings(
    needed: Sequence[Sequence[Interval]], hoped: Sequence[Sequence[Interval]], after: datetime
) -> tuple[datetime, ...]:
    """Instants after `after` at which a needed or hoped zone opens and every needed one is open, in order."""
    starts = {
        start
        for intervals in (*needed, *hoped)
        for start, _, verdict in intervals
        if start > after and verdict <= Verdict.CONDITIONAL
    }
    return tuple(
        start
        for start in sorted(starts)
        if all(verdict_at(intervals, start) <= Verdict.CONDITIONAL for intervals in needed)
    )
