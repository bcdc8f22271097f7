"""What obedience costs: the zones a free way would cross while they are closed, and the detour each one causes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from connectors.valhalla.messages import Kind, Message, RouteRefused
from connectors.valhalla.streets import Halt
from itineriz.core import Avoidance
from itineriz.service.faults import Trespass, trespasses
from itineriz.service.halts import FARTHEST_M, Held, hold_stops
from itineriz.service.plan import Plan, drive, free_plan, sketch
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from tenants.locate import ZoneRef

COUNTED = 6
"""Beyond this many avoided zones the cost of each is no longer reckoned: one more route is asked for every one."""

ASIDE_M = 60.0
"""A stop that no zone is near is not looked up; its street must be that near, or it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Free:
    """The way as if nothing were barred, for these stops; none when the streets themselves do not allow it."""

    held: tuple[Held, ...]
    journey: Journey | None = None
    refusal: Message | None = None

    def crossed(self, trip: Trip) -> tuple[Trespass, ...]:
        """The zones it crosses while they are closed, each once, those that its own stops lie in apart."""
        if self.journey is None:
            return ()
        plan = free_plan(self.held)
        found: dict[ZoneRef, Trespass] = {}
        for leg in range(len(plan.barred)):
            for fault in trespasses(trip, plan, self.journey, leg):
                if fault.ref not in plan.opened(leg):
                    found.setdefault(fault.ref, fault)
        return tuple(found.values())


async def free_way(trip: Trip, held: tuple[Held, ...]) -> Free:
    """The free way, and the stops with the door at which it stops."""
    known = all(each.snap is not None for each in held)
    try:
        plan = free_plan(held)
        journey = Journey(await drive(trip, plan) if known else await drive(trip, plan, aside_m=FARTHEST_M))
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        # Looked up, a stop that is far from every street is told so.
        return Free(held if known else await hold_stops(trip, everywhere=True), refusal=refused.message)
    if known:
        return Free(held, journey)
    doors = _doors(trip, held, journey)
    if doors is not None:
        return Free(doors, journey)
    return await free_way(trip, await hold_stops(trip, everywhere=True))


def _doors(trip: Trip, held: tuple[Held, ...], journey: Journey) -> tuple[Held, ...] | None:
    """The stops at the doors the way found; None when a street there may be a zone's, or is far."""
    found = []
    for number, each in enumerate(held):
        if each.snap is None:
            # The way leaves a stop where it arrived, or the other side of the street.
            stage = journey.stages[max(0, number - 1)]
            edge = (stage.steps or (None,))[-1 if number else 0]
            lon, lat = stage.leg.points[-1 if number else 0].tolist()
            if edge is None or edge.zones or trip.ground.plane.metres(each.asked.position, (lon, lat)) > ASIDE_M:
                return None
            found.append(replace(each, door=Halt(lon, lat), halt=Halt(lon, lat)))
        else:
            found.append(each)
    return tuple(found)


type Others = dict[ZoneRef, Journey]
"""By zone, the way if that one alone were open; absent where none was found or sought."""


async def others(trip: Trip, plan: Plan, free: Free, crossed: tuple[Trespass, ...]) -> Others:
    """The ways that a plan would take with each of these zones open."""
    refs = [fault.ref for fault in crossed[:COUNTED]]
    if len(crossed) > 1:
        ways = await asyncio.gather(*(_driven(trip, plan.without(ref)) for ref in refs))
    elif plan.halts == free_plan(free.held).halts:
        # With its only zone open the free way is lawful, and nothing is shorter.
        ways = [free.journey] * len(refs)
    else:
        ways = [await _driven(trip, free_plan(plan.held)) for _ in refs]
    return {ref: way for ref, way in zip(refs, ways, strict=True) if way is not None}


def extras(chosen: Journey, ways: Others) -> dict[ZoneRef, tuple[int, int]]:
    """Metres and seconds that avoiding each zone alone costs, 0 or more."""
    return {
        ref: (
            max(0, round(chosen.distance_m - way.distance_m)),
            max(0, round(chosen.duration_s - way.duration_s)),
        )
        for ref, way in ways.items()
    }


async def _driven(trip: Trip, plan: Plan) -> Journey | None:
    """The way of a plan; None where Valhalla's search, which is not exhaustive, finds none."""
    try:
        return Journey(await sketch(trip, plan))
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return None


def avoidances(
    trip: Trip, crossed: tuple[Trespass, ...], costs: Mapping[ZoneRef, tuple[int, int]]
) -> tuple[Avoidance, ...]:
    """The zones avoided as the answer tells them, by name."""
    return tuple(_avoidance(trip, fault, costs.get(fault.ref)) for fault in sorted(crossed, key=lambda each: each.ref))


def _avoidance(trip: Trip, fault: Trespass, cost: tuple[int, int] | None) -> Avoidance:
    decision = trip.ground.decide_zone(fault.ref, trip.demand.passing, fault.at)
    reason = decision.reasons[0] if decision.reasons else None
    return Avoidance(
        territory=fault.ref.territory,
        zone=fault.ref.zone,
        name=trip.ground.name_of(fault.ref),
        verdict=decision.verdict.word,
        rule=reason.rule if reason else None,
        order=reason.order if reason else None,
        article=reason.article if reason else None,
        message=reason.message if reason else None,
        needs=decision.needs,
        extra_m=cost[0] if cost else None,
        extra_s=cost[1] if cost else None,
        would_enter_at=trip.at(fault.enter_s),
    )
