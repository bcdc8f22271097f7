"""A trip becomes a way: the free way first, for it is the answer when it obeys; then the loop."""

from dataclasses import replace

from connectors.valhalla.messages import NO_STREET, message_of
from itineriz.service.detours import Free, extras, free_way
from itineriz.service.faults import first_faults
from itineriz.service.found import Found
from itineriz.service.halts import hold_stops
from itineriz.service.loop import Sought, seek
from itineriz.service.plan import free_plan, likely_plan
from itineriz.service.trip import Trip


async def find_way(trip: Trip, *, counted: bool = True) -> Found:
    """The way of a trip, with what avoiding each zone costs when that is to be `counted`."""
    held = await hold_stops(trip)
    if free_plan(held).halts is None:
        return Found(trip, free_plan(held), Free(held), refusal=message_of(NO_STREET))
    free = await free_way(trip, held)
    if free.journey is None:
        return Found(trip, free_plan(free.held), free, refusal=free.refusal, trials=1)
    sought = await _seek(trip, free)
    obeys = sought.journey is free.journey
    crossed = () if obeys else free.crossed(trip)
    costs = {}
    if counted and sought.journey is not None and not obeys:
        costs = await extras(trip, sought.plan, sought.journey, free, crossed)
    uncovered = trip.ground.proof.uncovered_m(sought.journey.points) if sought.journey is not None else 0.0
    return Found(
        trip, sought.plan, free, crossed, sought.journey, sought.refusal, sought.stuck, sought.trials, costs, uncovered
    )


async def _seek(trip: Trip, free: Free) -> Sought:
    """The free way if it obeys, for nothing lawful is shorter; else a way that does."""
    plan = likely_plan(trip, free.held)
    if any(plan.closing(leg).zones for leg in range(len(plan.barred))):
        assert free.journey is not None
        open_plan = free_plan(free.held)
        if first_faults(trip, open_plan, free.journey):
            sought = await seek(trip, plan)
            return replace(sought, trials=sought.trials + 1)
        plan = open_plan
    return await seek(trip, plan, free.journey)
