"""When a trip is legal: what it meets on its way, told by its hour of departure."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal

from itineriz.core.hours import Interval
from itineriz.core.way import ZoneKey
from rules.model import Verdict

type Timeline = tuple[Interval, ...]
"""Disjoint, sorted, without a hole."""

type State = Literal["free", "detour", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Barring:
    """A zone in the way that is forbidden or unknown; `stop` is the one it holds, None for a zone passed through."""

    zone: ZoneKey
    verdict: Verdict
    stop: int | None


@dataclass(frozen=True, slots=True)
class Spell:
    """Departures in `[start, end)` that meet the same."""

    start: datetime
    end: datetime
    state: State
    zones: tuple[Barring, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """One zone by hour of departure."""

    zone: ZoneKey
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Side:
    """One street a stop may be served from: all its zones together, and each alone."""

    timeline: Timeline
    zones: tuple[Met, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A stop, by the streets it may be served from: the one that says the least grave is meant."""

    number: int
    sides: tuple[Side, ...]


def met(timeline: Timeline, enter: timedelta, leave: timedelta) -> Timeline:
    """By hour of departure, the gravest verdict met from `enter` to `leave` after it, both included.

    A verdict over `[a, b)` is met by whoever departs in `[a - leave, b - enter)`.
    """
    cuts = sorted({at for start, end, _ in timeline for at in (start - leave, end - enter)})
    told: list[Interval] = []
    first = 0
    for start, end in pairwise(cuts):
        while timeline[first][1] - enter <= start:
            first += 1
        last, gravest = first, timeline[first][2]
        while last < len(timeline) and timeline[last][0] - leave <= start:
            gravest = max(gravest, timeline[last][2])
            last += 1
        told.append((start, end, gravest))
    return tuple(_joined(told))


def worst(timelines: Sequence[Timeline], start: datetime, end: datetime) -> Timeline:
    """The gravest of several at each instant of `[start, end)`."""
    return _chosen(max, timelines, start, end)


def least(timelines: Sequence[Timeline], start: datetime, end: datetime) -> Timeline:
    """The least grave of several at each instant of `[start, end)`."""
    return _chosen(min, timelines, start, end)


def _chosen(
    choose: Callable[[Iterable[Verdict]], Verdict], timelines: Sequence[Timeline], start: datetime, end: datetime
) -> Timeline:
    cuts = pairwise(_cuts(timelines, start, end))
    return tuple(_joined((at, until, choose(said_at(each, at) for each in timelines)) for at, until in cuts))


def said_at(timeline: Timeline, instant: datetime) -> Verdict:
    """The verdict at an instant; unknown before and after."""
    place = bisect_right(timeline, instant, key=lambda interval: interval[0]) - 1
    return timeline[place][2] if place >= 0 and instant < timeline[place][1] else Verdict.UNKNOWN


def spells(passed: Sequence[Met], stops: Sequence[Served], start: datetime, end: datetime) -> tuple[Spell, ...]:
    """The states of a trip over departures in `[start, end)`: disjoint, sorted, neighbours different."""
    lines = [each.timeline for each in passed]
    for side in (side for stop in stops for side in stop.sides):
        lines += [side.timeline, *(each.timeline for each in side.zones)]
    pieces = [(at, until, _told(passed, stops, at)) for at, until in pairwise(_cuts(lines, start, end))]
    alike = (list(group) for _, group in groupby(pieces, key=lambda piece: piece[2]))
    return tuple(Spell(group[0][0], group[-1][1], *group[0][2]) for group in alike)


def _told(passed: Sequence[Met], stops: Sequence[Served], instant: datetime) -> tuple[State, tuple[Barring, ...]]:
    """The state of a trip that leaves at an instant, and the zones that bar it."""
    barring = [Barring(each.zone, said_at(each.timeline, instant), None) for each in passed]
    gravest = Verdict.ALLOWED
    for stop in stops:
        side = min(stop.sides, key=lambda side: (said_at(side.timeline, instant), len(side.zones)))
        said = said_at(side.timeline, instant)
        if said > Verdict.CONDITIONAL:
            gravest = max(gravest, said)
            barring += [Barring(each.zone, said_at(each.timeline, instant), stop.number) for each in side.zones]
    found = tuple(dict.fromkeys(each for each in barring if each.verdict > Verdict.CONDITIONAL))
    if gravest > Verdict.CONDITIONAL:
        return "refused" if gravest is Verdict.FORBIDDEN else "unknown", found
    return "detour" if found else "free", found


def _cuts(timelines: Sequence[Timeline], start: datetime, end: datetime) -> list[datetime]:
    bounds = {at for timeline in timelines for first, last, _ in timeline for at in (first, last)}
    return [start, *sorted(at for at in bounds if start < at < end), end]


def _joined(pieces: Iterable[Interval]) -> Iterator[Interval]:
    for said, group in groupby(pieces, key=lambda piece: piece[2]):
        run = list(group)
        yield run[0][0], run[-1][1], said
