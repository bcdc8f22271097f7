"""What a stay is at an instant, and what a phone may say of when and where it was set; no clock, no database.

held ─ taken ─▶ waiting ─▶ running ─▶ ending ─▶ over ─▶ ended
Only `held` and the end are acts: what lies between follows from the instant.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from numeriz.core.distance import metres

type Phase = Literal["held", "waiting", "running", "ending", "over", "ended"]
"""Of a hold; not regulated yet; within its time; five minutes left; past it; gone."""
type Means = Literal["position", "sign", "code", "map", "text"]
"""How the bay was found; who reads its sign, or types the code on it, stands there."""
type Position = tuple[float, float]
"""Longitude and latitude."""

LAST_MINUTES = timedelta(minutes=5)
GRACE = timedelta(minutes=15)
"""How long after its time a disc ends by itself."""
UNLIMITED = timedelta(hours=2)
"""When a disc that nothing limits ends by itself: forgotten, it would take a place for nothing."""
OLDEST = timedelta(hours=24)
"""How late a disc may be sent."""
MISTAKE = timedelta(minutes=2)
"""A disc taken back that soon was set by mistake: who set it may set it again."""
AHEAD = timedelta(minutes=2)
"""How far ahead of ours a clock may be."""
LATE = timedelta(minutes=2)
"""From when a disc is said to have been set without a network."""
NEAR_M = 200.0
FAR_M = 100_000.0
AT_THE_SIGN = frozenset({"sign", "code", "text"})


@dataclass(frozen=True, slots=True)
class Span:
    """The instants of a stay."""

    starts_at: datetime
    ends_at: datetime
    due_at: datetime | None = None
    regulated_from: datetime | None = None
    ended_at: datetime | None = None
    held: bool = False

    def phase(self, at: datetime) -> Phase:
        """What it is at an instant."""
        if self.ended_at is not None or at >= self.ends_at:
            return "ended"
        if self.held:
            return "held"
        if self.regulated_from is not None and at < self.regulated_from:
            return "waiting"
        if self.due_at is None:
            return "running"
        if at >= self.due_at:
            return "over"
        return "ending" if at >= self.due_at - LAST_MINUTES else "running"


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds at a bay for a vehicle at an instant, as far as a stay is concerned."""

    verdict: str = "unknown"
    stay_min: int | None = None
    no_return_min: int | None = None
    hold_min: int | None = None
    extension_min: int = 0
    closes_at: datetime | None = None
    """From when nobody may stop there."""
    regulated_from: datetime | None = None
    source: str = "none"


def begun(at: datetime, limits: Limits, *, grace: timedelta = GRACE) -> Span:
    """The span of a disc that is set: its time counts from the first regulated instant."""
    counted = max(at, limits.regulated_from or at)
    if limits.stay_min is None:
        return Span(at, max(at, counted) + UNLIMITED, None, limits.regulated_from)
    due = counted + timedelta(minutes=limits.stay_min)
    if limits.closes_at is not None and limits.closes_at > at:
        due = min(due, limits.closes_at)
    # Set for the night and forgotten, it would take a place for days.
    return Span(at, min(due + grace, at + OLDEST), due, limits.regulated_from)


def held(at: datetime, minutes: int) -> Span:
    """The span of a hold: it lapses on its minute."""
    due = at + timedelta(minutes=minutes)
    return Span(at, due, due, held=True)


def departure(said: datetime, starts_at: datetime, at: datetime) -> datetime:
    """When a vehicle left, within what is possible."""
    return min(max(said, starts_at), max(at, starts_at))


@dataclass(frozen=True, slots=True)
class Told:
    """When a phone says that something was, and by how much its clock is behind ours, where it knows."""

    at: datetime
    offset_s: float | None = None

    @property
    def ours(self) -> datetime:
        """The same by our clock, as far as the phone knows."""
        return self.at + timedelta(seconds=self.offset_s or 0)


def instant_of(told: Told, now: datetime) -> datetime | Literal["future", "old"]:
    """When it was by our clock, or why that is not to be believed."""
    ours = told.ours
    if ours > now + AHEAD:
        return "future"
    if ours < now - OLDEST:
        return "old"
    return min(ours, now)


def set_now(told: Told, now: datetime) -> datetime | Literal["old"]:
    """When a disc was set that is sent at once: a clock nobody compared with ours is not asked."""
    if told.offset_s is None:
        return now
    found = instant_of(told, now)
    return now if found == "future" else found


type Where = Literal["near", "unsaid", "far", "reversed", "elsewhere"]


def where_is(position: Position | None, bay: Position, means: Means) -> Where:
    """Whether somebody stands at a bay, by the position of their phone; at its sign no position is asked."""
    if position is None:
        return "unsaid" if means == "position" else "near"
    apart = metres(*position, *bay)
    if apart <= NEAR_M or means in AT_THE_SIGN:
        return "near"
    if metres(position[1], position[0], *bay) <= NEAR_M:
        return "reversed"
    return "elsewhere" if apart > FAR_M else "far"
