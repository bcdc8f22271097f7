"""What is wrong with a way at its hours: a zone that is closed while it is crossed, a stop that refuses on arrival."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from itineriz.core import passages
from itineriz.service.halts import Judged, judge
from itineriz.service.plan import Plan
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from tenants.answers import answer_in
from tenants.locate import ZoneRef


@dataclass(frozen=True, slots=True)
class Trespass:
    """A zone is closed, at `at`, while a leg crosses it (seconds since departure)."""

    leg: int
    ref: ZoneRef
    enter_s: float
    leave_s: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stop held for served refuses the vehicle as it comes, while it stays or before it is gone."""

    stop: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class BadHalt:
    """The point where a stop that is not served would be awaited lies in zones that are closed then."""

    stop: int
    zones: frozenset[ZoneRef]


def trespasses(trip: Trip, plan: Plan, journey: Journey, leg: int) -> Iterator[Trespass]:
    """The zones closed while a leg crosses them, by its edges; nothing where these could not be told."""
    for passage in passages(plan.counted(journey.stages[leg].steps or ())):
        ref = ZoneRef(*passage.zone)
        at = trip.barred_at(ref, plan.profiles(trip, leg, ref), passage.enter_s, passage.leave_s)
        if at is not None:
            yield Trespass(leg, ref, passage.enter_s, passage.leave_s, at)


def first_faults(trip: Trip, plan: Plan, journey: Journey) -> tuple[Trespass | Refusal | BadHalt, ...]:
    """What is wrong at the first place where something is: what follows would be reckoned on wrong hours."""
    for leg in range(len(journey.stages)):
        found = tuple(trespasses(trip, plan, journey, leg))
        own = [fault for fault in found if fault.ref in plan.opened(leg)]
        if own:
            return (_left_too_late(trip, plan, own[0]),)
        if found:
            return found
        if fault := _at_stop(trip, plan, journey, leg + 1):
            return (fault,)
    found = tuple(_disproved(trip, plan, journey))
    own = [fault for fault in found if fault.ref in plan.opened(fault.leg)]
    return (_left_too_late(trip, plan, own[0]),) if own else found[:1]


def _at_stop(trip: Trip, plan: Plan, journey: Journey, stop: int) -> Refusal | BadHalt | None:
    held, arrive = plan.held[stop], journey.arrive_s(stop)
    if held.served:
        judged = judge(trip, held.asked, held.snap, arrive, arrive + held.stay_s)
        return None if judged.lets_in else Refusal(stop, judged)
    zones = _closed_at_end(trip, plan, journey, stop) - held.shunned
    return BadHalt(stop, zones) if zones else None


def _closed_at_end(trip: Trip, plan: Plan, journey: Journey, stop: int) -> frozenset[ZoneRef]:
    """The zones of the last street before a stop that are closed while the vehicle stands there."""
    steps, arrive = journey.stages[stop - 1].steps, journey.arrive_s(stop)
    leave = arrive + plan.held[stop].stay_s
    return frozenset(
        ref
        for ref in (plan.zones_on(steps[-1]) if steps else ())
        if trip.barred_at(ref, plan.profiles(trip, stop - 1, ref), arrive, leave) is not None
    )


def _left_too_late(trip: Trip, plan: Plan, fault: Trespass) -> Refusal:
    """A zone opened for a stop is closed on the way to it or from it: the stop cannot be served then."""
    stop = fault.leg + 1 if fault.ref in plan.held[fault.leg + 1].opens else fault.leg
    held = plan.held[stop]
    asked = trip.demand.at(held.asked)
    at = trip.barred_at(fault.ref, [asked], fault.enter_s, fault.leave_s) or fault.at
    covering = trip.heard_at(held.asked.position)[1]
    answer = answer_in(trip.ground.snapshot, asked, at, sorted(held.own), covering)
    return Refusal(stop, Judged(held.own, answer, at))


def _disproved(trip: Trip, plan: Plan, journey: Journey) -> Iterator[Trespass]:
    """What geometry alone finds closed, leg by leg."""
    for leg, (stage, before) in enumerate(zip(journey.stages, journey.joints, strict=True)):
        run = stage.run(before, trip.ground.plane.along(stage.leg.points))
        for ref, at in trip.ground.proof.breaches(run, partial(plan.profiles, trip, leg), trip.span).items():
            yield Trespass(leg, ref, stage.start_s, stage.end_s, at)
