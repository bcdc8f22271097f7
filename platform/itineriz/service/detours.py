"""What obedience costs: the zones a free way would cross while they are closed, and the detour each one causes."""

import asyncio
from collections.abc import Mapping

from connectors.valhalla.messages import Kind, RouteRefused
from itineriz.core import Avoidance
from itineriz.service.faults import Trespass, trespasses
from itineriz.service.first import First, first_way
from itineriz.service.halts import Held
from itineriz.service.plan import Plan, free_plan, sketch
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from tenants.locate import ZoneRef

COUNTED = 6
"""Beyond this many avoided zones the cost of each is no longer reckoned: one more route is asked for every one."""


async def free_way(trip: Trip, held: tuple[Held, ...]) -> First:
    """The way as if nothing were barred."""
    return await first_way(trip, free_plan(held))


def crossed_by(trip: Trip, free: First) -> tuple[Trespass, ...]:
    """The zones that a free way crosses while they are closed, each once, those that its own stops lie in apart."""
    if free.journey is None:
        return ()
    found: dict[ZoneRef, Trespass] = {}
    for leg in range(len(free.plan.barred)):
        for fault in trespasses(trip, free.plan, free.journey, leg):
            if fault.ref not in free.plan.opened(leg):
                found.setdefault(fault.ref, fault)
    return tuple(found.values())


type Others = dict[ZoneRef, Journey]
"""By zone, the way if that one alone were open; absent where none was found or sought."""


async def others(trip: Trip, plan: Plan, free: First, crossed: tuple[Trespass, ...]) -> Others:
    """The ways that a plan would take with each of these zones open."""
    refs = [fault.ref for fault in crossed[:COUNTED]]
    if len(crossed) > 1:
        ways = await asyncio.gather(*(_driven(trip, plan.without(ref)) for ref in refs))
    elif plan.halts == free.plan.halts:
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
    decision = trip.ground.decide_zone(fault.ref, trip.passing, fault.at)
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
