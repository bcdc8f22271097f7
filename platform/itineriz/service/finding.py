"""A trip becomes a way: driven around what is closed for sure, then mended by the loop until it obeys at its hours."""

import asyncio
from dataclasses import replace

from connectors.valhalla.messages import NO_STREET, message_of
from itineriz.service.detours import crossed_by, extras, free_way, others
from itineriz.service.faults import first_faults
from itineriz.service.first import First, first_way
from itineriz.service.found import Found
from itineriz.service.halts import Held, hold_stops
from itineriz.service.loop import Sought, obeying, seek
from itineriz.service.plan import Plan, free_plan, likely_plan
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip


async def find_way(trip: Trip, *, counted: bool = True) -> Found:
    """The way of a trip, with what avoiding each zone costs when that is to be `counted`."""
    held = await hold_stops(trip)
    plan = likely_plan(trip, held)
    if plan.halts is None:
        return Found(trip, free_plan(held), First(free_plan(held)), refusal=message_of(NO_STREET))
    if counted:
        free, sought = await _free_and_sought(trip, plan, held)
    else:
        free, sought = First(free_plan(held)), await _sought(trip, await first_way(trip, plan))
    if free.refusal is not None:
        return Found(trip, free_plan(free.held), free, refusal=free.refusal, trials=1)
    crossed = () if sought.journey is free.journey else crossed_by(trip, free)
    journey = sought.journey
    return Found(
        trip,
        sought.plan,
        free,
        crossed,
        journey,
        sought.refusal,
        sought.stuck,
        sought.trials,
        extras=extras(journey, await others(trip, sought.plan, free, crossed)) if journey is not None else {},
        uncovered_m=trip.ground.proof.uncovered_m(journey.points) if journey is not None else 0.0,
    )


async def _free_and_sought(trip: Trip, plan: Plan, held: tuple[Held, ...]) -> tuple[First, Sought]:
    """The free way and the one that obeys; they are the same when nothing is closed, or the free way obeys."""
    if not plan.shuts:
        free = await first_way(trip, plan)
        return free, await _sought(trip, free)

    async def around() -> Sought:
        return await _sought(trip, await first_way(trip, plan))

    free, sought = await asyncio.gather(free_way(trip, held), around())
    trials = sought.trials + 1
    if free.journey is not None and _obeys_better(trip, free.plan, free.journey, sought):
        return free, obeying(trip, free.plan, free.journey, trials)
    return free, replace(sought, trials=trials)


async def _sought(trip: Trip, first: First) -> Sought:
    """The loop, from a first way."""
    if first.journey is None:
        return Sought(first.plan, 1, refusal=first.refusal)
    return await seek(trip, first.plan, first.journey)


def _obeys_better(trip: Trip, plan: Plan, free: Journey, sought: Sought) -> bool:
    """Whether the free way obeys though the search, which is not exhaustive, ended worse than it."""
    if sought.journey is not None and sought.journey.duration_s <= free.duration_s + 1:
        return False
    return not first_faults(trip, plan, free)
