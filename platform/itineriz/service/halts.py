"""Each stop held against the rules: whether it may be served, and where the vehicle stands if not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely

from connectors.valhalla.streets import Halt, Snap, TimedCosting
from itineriz.core import Demand, Stop
from itineriz.service.ground import Ground
from rules.model import Problem, Verdict
from tenants.answers import Answer, answer_in
from tenants.errors import Unreadable
from tenants.locate import ZoneRef

FARTHEST_M = 1_000.0
"""A lorry may be kept that far by weight limits; `snapped_m` says how far each stop is."""
NEAR_M = 10.0


@dataclass(frozen=True, slots=True)
class Held:
    """A stop held against the rules; `own` are the zones it is judged by, `inside` those it really lies in.

    They differ for a stop at the open end of a street that reaches into a zone: the street belongs to the zone, the
    stop does not. It opens its `street` (edges), never the zone behind it.
    `door` is where it meets its street, `halt` is where the route goes: there, or to the last legal point, or nowhere.
    """

    asked: Stop
    own: frozenset[ZoneRef]
    inside: frozenset[ZoneRef]
    street: frozenset[int]
    answer: Answer
    door: Halt
    halt: Halt | None

    @property
    def served(self) -> bool:
        """Whether the vehicle may do there what it comes for."""
        return self.answer.verdict <= Verdict.CONDITIONAL

    @property
    def opens(self) -> frozenset[ZoneRef]:
        """The zones this stop gives the right to drive in."""
        return self.inside if self.served else frozenset()

    @property
    def frees(self) -> frozenset[int]:
        """The edges of its own street that this stop may be reached by."""
        return self.street if self.served else frozenset()

    @property
    def refusing(self) -> frozenset[ZoneRef]:
        """The own zones that refuse the stop."""
        return frozenset(
            ZoneRef(slug, zone.zone) for slug, zone in self.answer.zones if zone.verdict > Verdict.CONDITIONAL
        )


async def hold_stops(
    ground: Ground, demand: Demand, profile: TimedCosting, barred: frozenset[ZoneRef]
) -> tuple[Held, ...]:
    """Every stop held against the rules; raises `Unreadable` for those far from any street."""
    snaps = _near(await ground.streets.locate([Halt(*stop.position) for stop in demand.stops], profile))
    held = []
    for stop, snap in zip(demand.stops, snaps, strict=True):
        own, answer = judge(ground, demand, stop, snap, demand.depart_at)
        door = Halt(snap.lon, snap.lat)
        inside = frozenset(ref for ref in own if _lies_in(ground, ref, stop, door))
        street = frozenset(snap.edges) if own - inside else frozenset()
        first = Held(stop, own, inside, street, answer, door, door)
        held.append(first if first.served else await _last_legal(ground, profile, barred, first))
    return tuple(held)


async def _last_legal(ground: Ground, profile: TimedCosting, barred: frozenset[ZoneRef], held: Held) -> Held:
    """The same stop, its halt on the nearest street that stays open."""
    closed = ground.closed(barred | held.refusing)
    (snap,) = await ground.streets.locate([Halt(*held.asked.position)], profile, closed)
    return replace(held, halt=Halt(snap.lon, snap.lat) if snap is not None else None)


def judge(ground: Ground, demand: Demand, stop: Stop, snap: Snap, at: datetime) -> tuple[frozenset[ZoneRef], Answer]:
    """The zones a stop lies in and what they answer together.

    A stop lies in the zones of its position and in those of the street it is served from: a street that is itself the
    zone holds no position. Where several streets pass equally near, the one that says the least grave is meant.
    """
    lon, lat = stop.position
    locator = ground.snapshot.locator
    position, covering = frozenset(locator.zones_at(lon, lat)), locator.covering(lon, lat)
    profile = demand.at(stop)
    sides = dict.fromkeys(position | ground.index.zones_of([edge]) for edge in snap.edges)
    choices = [(zones, answer_in(ground.snapshot, profile, at, sorted(zones), covering)) for zones in sides]
    return min(choices, key=lambda choice: (choice[1].verdict, len(choice[0])))


def _lies_in(ground: Ground, ref: ZoneRef, stop: Stop, door: Halt) -> bool:
    """Whether a stop or its door lies in a zone, or so near that the street before it is the zone's edge."""
    area = ground.plane.area(ground.snapshot.locator.zones[ref])
    return any(
        area.distance(shapely.Point(ground.plane.points(np.array([place]))[0])) <= NEAR_M
        for place in (stop.position, (door.lon, door.lat))
    )


def _near(snaps: Iterable[Snap | None]) -> Sequence[Snap]:
    near: list[Snap] = []
    problems = []
    for number, snap in enumerate(snaps):
        if snap is None or snap.distance_m > FARTHEST_M:
            message = f"Aucune rue ouverte à ce véhicule à moins d’un kilomètre de l’arrêt n° {number + 1}."
            hint = "Placez l’arrêt plus près d’une rue carrossable."
            problems.append(Problem("stop-far", message, hint, pointer=f"/stops/{number}/position"))
        else:
            near.append(snap)
    if problems:
        raise Unreadable(
            "stop-far", "Un arrêt est trop loin de toute rue.", problems[0].message, problems=tuple(problems)
        )
    return near
