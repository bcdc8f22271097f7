"""What is answered (DESIGN §12): fields may be added, never renamed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.model import Obligation, Reason


@dataclass(frozen=True, slots=True)
class LineString:
    """GeoJSON, WGS 84."""

    coordinates: list[tuple[float, float]]
    type: Literal["LineString"] = "LineString"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do, in French, and how far until the next; `index` is the place in the geometry.

    `leg` counts from 0: the way to the stop after it.
    """

    text: str
    distance_m: int
    duration_s: int
    index: int
    leg: int


@dataclass(frozen=True, slots=True)
class Handover:
    """How the load of a stop that is not served can finish from the last legal point, in French."""

    mode: Literal["foot", "cargo_bike"]
    distance_m: int
    duration_s: int
    geometry: LineString
    message: str


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
    depart_at: datetime | None = None
    handover: Handover | None = None


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
    would_enter_at: datetime | None = None
    """When the shortest way would enter it."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a route is not feasible, or not certain, in French."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A better departure, in French, with what it saves; a saving is null when nothing can be compared."""

    depart_at: datetime
    arrive_at: datetime
    message: str
    saves_m: int | None
    saves_s: int | None


@dataclass(frozen=True, slots=True)
class Emissions:
    """Greenhouse gas of the way, in grams of CO₂ equivalent, with the bounds of the estimate."""

    co2e_g: int
    low_g: int
    high_g: int
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the law wants said of the way, in French."""

    code: str
    title: str
    detail: str
    territory: str | None
    order: str | None


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
    trials: int = 0
    """How many times the way was sought until it obeyed at every hour of passage."""
    advice: Advice | None = None
    emissions: Emissions | None = None
    notices: tuple[Notice, ...] = ()
