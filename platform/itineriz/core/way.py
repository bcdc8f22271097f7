"""The way in time: its edges, its passages through zones, what it may not enter."""

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
