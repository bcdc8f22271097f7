"""What happened in bays, hour by hour: how many stood there, how long, how full it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

HOUR = timedelta(hours=1)
OFFLINE = -1.0
"""A figure of an hour through most of which the source did not answer (CDS Metrics)."""
MOST_BEATS = 60
FEWEST = 5
"""Fewer stays than that could be somebody’s: their number is not told."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay: where, from when to when."""

    bay: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class Hour:
    """What happened in a bay in one hour; times in seconds. `dwell_s` is of the stays that began then."""

    bay: UUID
    start: datetime
    places: int
    sessions: int = 0
    dwell_s: float = 0.0
    occupied_s: float = 0.0
    refusals: int = 0
    online: bool = True

    @property
    def occupancy(self) -> float:
        """Which part of its places was taken, from 0 to 1; -1 offline."""
        if not self.online:
            return OFFLINE
        return min(1.0, self.occupied_s / (HOUR.total_seconds() * self.places))

    @property
    def mean_dwell_min(self) -> float:
        """How long those who came then stayed; -1 offline."""
        if not self.online:
            return OFFLINE
        return self.dwell_s / 60 / self.sessions if self.sessions else 0.0


def floor_of(at: datetime) -> datetime:
    """The hour an instant is of."""
    return at.replace(minute=0, second=0, microsecond=0)


def hours_of(
    places: Mapping[UUID, int], visits: Iterable[Visit], span: tuple[datetime, datetime], beats: Mapping[datetime, int]
) -> dict[tuple[UUID, datetime], Hour]:
    """Each hour of each bay over `[start, end)`, whole hours."""
    start, end = floor_of(span[0]), span[1]
    starts = [start + n * HOUR for n in range(max(0, -(-(end - start) // HOUR)))]
    found = {
        (bay, each): Hour(bay, each, many, online=beats.get(each, 0) * 2 >= MOST_BEATS)
        for bay, many in places.items()
        for each in starts
    }
    for visit in visits:
        first = found.get((visit.bay, floor_of(visit.starts_at)))
        if first is not None:
            first.sessions += 1
            first.dwell_s += (visit.ends_at - visit.starts_at).total_seconds()
        for hour, seconds in _shares(visit, start, end):
            if (part := found.get((visit.bay, hour))) is not None:
                part.occupied_s += seconds
    return found


def _shares(visit: Visit, start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """How long a stay was in each hour."""
    at, last = max(visit.starts_at, start), min(visit.ends_at, end)
    while at < last:
        following = min(last, floor_of(at) + HOUR)
        yield floor_of(at), (following - at).total_seconds()
        at = following


@dataclass(frozen=True, slots=True)
class Total:
    """Some hours together; figures are None where none of them was online, `few` where too few to be told."""

    sessions: int
    few: bool
    a_day: float | None
    mean_dwell_min: float | None
    occupancy: float | None
    refusals: int


def total_of(hours: Iterable[Hour], days: float) -> Total:
    """What they come to."""
    each = list(hours)
    online = [one for one in each if one.online]
    sessions, heard = sum(one.sessions for one in each), sum(one.sessions for one in online)
    room = sum(one.places for one in online) * HOUR.total_seconds()
    return Total(
        sessions, 0 < sessions < FEWEST, sessions / days if online and days else None,
        sum(one.dwell_s for one in online) / 60 / heard if heard else None,
        min(1.0, sum(one.occupied_s for one in online) / room) if room else None,
        sum(one.refusals for one in each),
    )  # fmt: skip
