"""Each stop held against the rules: whether it may be served, and where the vehicle stands if not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely

from connectors.valhalla.streets import Halt, Snap
from itineriz.core import Stop
from itineriz.service.ground import Ground
from itineriz.service.lands import OUTSIDE
from itineriz.service.trip import Trip
from rules.model import Problem, Verdict
from tenants.answers import Answer, answer_in
from tenants.edges import metres
from tenants.errors import Unreadable
from tenants.locate import ZoneRef

FARTHEST_M = 1_000.0
"""A lorry may be kept that far by weight limits; `snapped_m` says how far each stop is."""
NEAR_M = 10.0
SLOWEST_M_S = 2.5
"""9 km/h as the crow flies: a way slower than that is not a likely one."""
SHORTEST_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Held:
    """A stop held against the rules; `own` are the zones it is judged by, `inside` those it really lies in.

    They differ for a stop at the open end of a street that reaches into a zone: the street belongs to the zone, the
    stop does not. It opens its `street` (edges), never the zone behind it.
    `answer` is the gravest over the time spent there, given at the instant `at`.
    `door` is where it meets its street, `halt` is where the route goes: there, or to the last legal point, or nowhere.
    `shunned` are zones in which that point may not be.
    """

    asked: Stop
    snap: Snap | None
    """Nothing for a stop far from every zone: its street is then none of theirs."""
    own: frozenset[ZoneRef]
    inside: frozenset[ZoneRef]
    street: frozenset[int]
    answer: Answer
    at: datetime
    served: bool
    """Whether the vehicle may do there what it comes for."""
    door: Halt
    halt: Halt | None
    shunned: frozenset[ZoneRef] = frozenset()

    @property
    def opens(self) -> frozenset[ZoneRef]:
        """The zones this stop gives the right to drive in."""
        return self.inside if self.served else frozenset()

    @property
    def frees(self) -> frozenset[int]:
        """The edges of its own street that this stop may be reached by."""
        return self.street if self.served else frozenset()

    @property
    def stay_s(self) -> float:
        """How long the vehicle stands there."""
        return self.asked.stay_min * 60.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a stop is told: by which zones, and when it is told the gravest."""

    own: frozenset[ZoneRef]
    answer: Answer
    at: datetime

    @property
    def lets_in(self) -> bool:
        """Whether the vehicle may be there, conditions met."""
        return self.answer.verdict <= Verdict.CONDITIONAL


async def hold_stops(trip: Trip, *, everywhere: bool = False) -> tuple[Held, ...]:
    """Every stop held against the rules; raises `Unreadable` for those far from any street.

    Only those in a zone or near a street of one are looked up on the streets, or all of them `everywhere`.
    """
    stops = trip.demand.stops
    asked = [
        n
        for n, stop in enumerate(stops)
        if everywhere or trip.heard_at(stop.position)[0] or trip.ground.is_near(*stop.position)
    ]
    snaps: dict[int, Snap | None] = {}
    if asked:
        found = await trip.ground.streets.locate([Halt(*stops[n].position) for n in asked], trip.timed(0))
        snaps = dict(zip(asked, _near(asked, found), strict=True))
    held = []
    for number, (early, late) in enumerate(_likely(trip)):
        held.append(await _hold(trip, stops[number], snaps.get(number), early, late))
    return tuple(held)


def _likely(trip: Trip) -> Iterator[tuple[float, float]]:
    """By stop, between when and when the vehicle is likely to arrive (seconds)."""
    early = late = 0.0
    before: Stop | None = None
    for stop in trip.demand.stops:
        if before is not None:
            late += likely_s(before, stop)
        yield early, late
        stay = stop.stay_min * 60.0 if before is not None else 0.0
        early, late, before = early + stay, late + stay, stop


def likely_s(one: Stop, other: Stop) -> float:
    """How long the way between two stops is likely to take at most."""
    return max(SHORTEST_S, metres(one.position, other.position) / SLOWEST_M_S)


async def _hold(trip: Trip, stop: Stop, snap: Snap | None, early: float, late: float) -> Held:
    """A stop that may be served at some likely instant is held for served until the hour of arrival is known."""
    judged = judge(trip, stop, snap, early, early)
    if not judged.lets_in:
        opening = (each for each in judgements(trip, stop, snap, early, late) if each.lets_in)
        judged = next(opening, judged)
    door = Halt(*stop.position) if snap is None else snap.halt
    inside = frozenset(ref for ref in judged.own if _lies_in(trip.ground, ref, stop, door))
    street = frozenset(_street(trip.ground, snap, judged.own, inside))
    held = Held(stop, snap, judged.own, inside, street, judged.answer, judged.at, judged.lets_in, door, door)
    return (
        held
        if held.served
        else await refuse(trip, held, judged, trip.ground.shut(trip.passing, *trip.span(early, late)))
    )


async def refuse(trip: Trip, held: Held, judged: Judged, barred: frozenset[ZoneRef]) -> Held:
    """The same stop, not served, its halt on the nearest street that stays open."""
    refused = replace(held, served=False, answer=judged.answer, at=judged.at)
    return await stand_aside(trip, refused, barred)


async def stand_aside(trip: Trip, held: Held, barred: frozenset[ZoneRef]) -> Held:
    """The same stop with its halt on the nearest street outside these zones, those that refuse it, those shunned."""
    refusing = (ZoneRef(slug, zone.zone) for slug, zone in held.answer.zones if zone.verdict > Verdict.CONDITIONAL)
    closed = trip.ground.closed(barred.union(refusing, held.shunned))
    (snap,) = await trip.ground.streets.locate([Halt(*held.asked.position)], trip.timed(0), closed)
    return replace(held, halt=snap.halt if snap is not None else None)


def judge(trip: Trip, stop: Stop, snap: Snap | None, enter_s: float, leave_s: float) -> Judged:
    """The gravest that a stop is told while the vehicle is there.

    A stop lies in the zones of its position and in those of the street it is served from: a street that is itself the
    zone holds no position. Where several streets pass equally near, the one that says the least grave is meant.
    """
    choices = (max(said, key=_gravity) for said in _by_side(trip, stop, snap, enter_s, leave_s))
    return min(choices, key=lambda judged: (judged.answer.verdict, len(judged.own)))


def judgements(trip: Trip, stop: Stop, snap: Snap | None, enter_s: float, leave_s: float) -> Iterator[Judged]:
    """All that a stop is told between two instants, on every side."""
    for said in _by_side(trip, stop, snap, enter_s, leave_s):
        yield from said


def _by_side(trip: Trip, stop: Stop, snap: Snap | None, enter_s: float, leave_s: float) -> Iterator[list[Judged]]:
    index = trip.ground.index
    position, covering = trip.heard_at(stop.position)
    zones = frozenset(position)
    streets = [_named(index.zones_of([edge])) for edge in snap.edges] if snap is not None else [frozenset[ZoneRef]()]
    for own in dict.fromkeys(zones | street for street in streets):
        yield list(_told(trip, stop, own, covering, trip.span(enter_s, leave_s)))


def _told(
    trip: Trip, stop: Stop, own: frozenset[ZoneRef], covering: frozenset[str], stay: tuple[datetime, datetime]
) -> Iterator[Judged]:
    """What these zones say together at an instant, then at each change until another."""
    profile, refs = trip.demand.at(stop), sorted(own)
    at: datetime | None = stay[0]
    while at is not None and at <= stay[1]:
        answer = answer_in(trip.ground.snapshot, profile, at, refs, covering)
        yield Judged(own, answer, at)
        at = answer.until


def _gravity(judged: Judged) -> Verdict:
    return judged.answer.verdict


def _named(refs: Iterable[ZoneRef]) -> frozenset[ZoneRef]:
    """Without land that is no zone: a stop is told of it by the territory that covers its position."""
    return frozenset(ref for ref in refs if ref.zone != OUTSIDE)


def _street(ground: Ground, snap: Snap | None, own: frozenset[ZoneRef], inside: frozenset[ZoneRef]) -> Iterator[int]:
    """The edges a stop is served from, when they reach into a zone that it does not lie in."""
    for edge in snap.edges if snap is not None else ():
        zones = ground.index.zones_of([edge])
        if zones - inside and _named(zones) <= own:
            yield edge


def _lies_in(ground: Ground, ref: ZoneRef, stop: Stop, door: Halt) -> bool:
    """Whether a stop or its door lies in a zone, or so near that the street before it is the zone's edge."""
    area = ground.area(ref)
    return any(
        area.distance(shapely.Point(ground.plane.points(np.array([place]))[0])) <= NEAR_M
        for place in (stop.position, (door.lon, door.lat))
    )


def _near(numbers: Sequence[int], snaps: Iterable[Snap | None]) -> Sequence[Snap]:
    near: list[Snap] = []
    problems = []
    for number, snap in zip(numbers, snaps, strict=True):
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
