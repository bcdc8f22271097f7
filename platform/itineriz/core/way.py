"""The way in time: its edges and its passages through zones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

type ZoneKey = tuple[str, str]
"""Territory slug and zone id."""

GAP_M = 60.0
"""Two passages in a zone closer than this are one: an edge with less than half or 30 m inside is not counted."""


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


def runs_of(keys: Sequence[object]) -> tuple[tuple[int, int], ...]:
    """Runs `[first, last]` of consecutive places with the same key."""
    runs: list[tuple[int, int]] = []
    for place, key in enumerate(keys):
        if runs and keys[runs[-1][0]] == key:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return tuple(runs)
