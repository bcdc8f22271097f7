"""A trip becomes a way: the free way first, for it is the answer when it obeys; then the loop."""

import asyncio
from dataclasses import replace

from connectors.valhalla.messages import NO_STREET, message_of
from itineriz.service.detours import Free, extras, free_way, others
from itineriz.service.faults import Trespass, first_faults
from itineriz.service.foresight import foreseen
from itineriz.service.found import Found
from itineriz.service.halts import hold_stops
from itineriz.service.loop import Sought, obeying, seek
from itineriz.service.plan import Plan, free_plan, likely_plan
from itineriz.service.trip import Trip


async def find_way(trip: Trip, *, counted: bool = True) -> Found:
    """The way of a trip, with what avoiding each zone costs when that is to be `counted`."""
    held = await hold_stops(trip)
    if free_plan(held).halts is None:
        return Found(trip, free_plan(held), Free(held), refusal=message_of(NO_STREET))
    free = await free_way(trip, held)
    if free.journey is None:
        return Found(trip, free_plan(free.held), free, refusal=free.refusal, trials=1)
    plan = free_plan(free.held)
    if not first_faults(trip, plan, free.journey):
        return _found(trip, free, (), obeying(trip, plan, free.journey))
    crossed = free.crossed(trip)
    plan = foreseen(trip, likely_plan(trip, free.held), free.journey, crossed)
    if not any(plan.closing(leg).zones for leg in range(len(plan.barred))):
        sought = await seek(trip, plan, free.journey)
    elif counted:
        return await _counted(trip, free, crossed, plan)
    else:
        sought = await _again(trip, plan)
    found = _found(trip, free, crossed, sought)
    if not counted or sought.journey is None:
        return found
    return replace(found, extras=extras(sought.journey, await others(trip, sought.plan, free, crossed)))


async def _counted(trip: Trip, free: Free, crossed: tuple[Trespass, ...], plan: Plan) -> Found:
    """The way sought while what each zone costs is counted, for the plan mostly holds."""
    sought, ways = await asyncio.gather(_again(trip, plan), others(trip, plan, free, crossed))
    found = _found(trip, free, crossed, sought)
    if sought.journey is None:
        return found
    if sought.plan.barred != plan.barred or sought.plan.halts != plan.halts:
        ways = await others(trip, sought.plan, free, crossed)
    return replace(found, extras=extras(sought.journey, ways))


async def _again(trip: Trip, plan: Plan) -> Sought:
    """The loop, after the free way."""
    sought = await seek(trip, plan)
    return replace(sought, trials=sought.trials + 1)


def _found(trip: Trip, free: Free, crossed: tuple[Trespass, ...], sought: Sought) -> Found:
    journey = sought.journey
    uncovered = trip.ground.proof.uncovered_m(journey.points) if journey is not None else 0.0
    return Found(
        trip,
        sought.plan,
        free,
        crossed,
        journey,
        sought.refusal,
        sought.stuck,
        sought.trials,
        uncovered_m=uncovered,
    )
