"""What happened in bays, hour by hour: how many stood there, how long, how full it was."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

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


@dataclass(frozen=True, slots=True)
class Activity:
    """Some hours of some bays: those in which something happened, and which hours somebody watched."""

    places: Mapping[UUID, int]
    starts: tuple[datetime, ...]
    online: frozenset[datetime]
    busy: Mapping[tuple[UUID, datetime], Hour]

    def every_hour(self) -> Iterator[Hour]:
        """Each hour of each bay, the empty ones too."""
        for bay, many in self.places.items():
            for start in self.starts:
                yield self.busy.get((bay, start)) or Hour(bay, start, many, online=start in self.online)

    def size(self) -> int:
        """How many those are."""
        return len(self.starts) * len(self.places)


def activity_of(
    places: Mapping[UUID, int], visits: Iterable[Visit], span: tuple[datetime, datetime], beats: Mapping[datetime, int],
    refusals: Iterable[tuple[UUID, datetime, int]] = (),
) -> Activity:  # fmt: skip
    """What happened over `[start, end)`, whole hours."""
    start, end = floor_of(span[0]), span[1]
    starts = tuple(start + n * HOUR for n in range(max(0, -(-(end - start) // HOUR))))
    known, online = set(starts), frozenset(each for each in starts if beats.get(each, 0) * 2 >= MOST_BEATS)
    busy: dict[tuple[UUID, datetime], Hour] = {}

    def at(bay: UUID, hour: datetime) -> Hour | None:
        if bay not in places or hour not in known:
            return None
        return busy.setdefault((bay, hour), Hour(bay, hour, places[bay], online=hour in online))

    for visit in visits:
        if (first := at(visit.bay, floor_of(visit.starts_at))) is not None:
            first.sessions += 1
            first.dwell_s += (visit.ends_at - visit.starts_at).total_seconds()
        for hour, seconds in _shares(visit, start, end):
            if (part := at(visit.bay, hour)) is not None:
                part.occupied_s += seconds
    for bay, hour, times in refusals:
        if (found := at(bay, hour)) is not None:
            found.refusals = times
    return Activity(places, starts, online, busy)


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


def total_of(hours: Iterable[Hour], room: int, days: float) -> Total:
    """What busy hours come to; `room` is how many places there were in all hours that somebody watched."""
    each = list(hours)
    online = [one for one in each if one.online]
    sessions, heard = sum(one.sessions for one in each), sum(one.sessions for one in online)
    return Total(
        sessions, 0 < sessions < FEWEST, sessions / days if room and days else None,
        sum(one.dwell_s for one in online) / 60 / heard if heard else None,
        min(1.0, sum(one.occupied_s for one in online) / (room * HOUR.total_seconds())) if room else None,
        sum(one.refusals for one in each),
    )  # fmt: skip


def total_of_all(activity: Activity, days: float) -> Total:
    """All of it together."""
    return total_of(activity.busy.values(), sum(activity.places.values()) * len(activity.online), days)


def totals_by_bay(activity: Activity, days: float) -> dict[UUID, Total]:
    """Each bay over all hours."""
    hours = defaultdict(list)
    for hour in activity.busy.values():
        hours[hour.bay].append(hour)
    return {bay: total_of(hours[bay], many * len(activity.online), days) for bay, many in activity.places.items()}


def totals_by_hour(activity: Activity, clock: ZoneInfo, days: float) -> dict[int, Total]:
    """Each hour of the day, as clocks there say it, all bays together."""
    hours = defaultdict(list)
    for hour in activity.busy.values():
        hours[hour.start.astimezone(clock).hour].append(hour)
    watched = Counter(start.astimezone(clock).hour for start in activity.online)
    places = sum(activity.places.values())
    told = sorted({start.astimezone(clock).hour for start in activity.starts})
    return {each: total_of(hours[each], places * watched[each], days) for each in told}
