"""When to leave instead: the first opening at which every stop can be served, tried on the streets."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.valhalla.messages import Kind, RouteRefused
from connectors.valhalla.streets import TimedCosting
from itineriz.core import Demand, Interval, openings
from itineriz.service.ground import Ground
from itineriz.service.halts import Held
from itineriz.service.travel import Errand, opened_by, travel
from rules.engine import windows
from rules.model import Profile
from tenants.locate import ZoneRef

HORIZON = timedelta(days=7)
TRIES = 6


async def next_departure(
    ground: Ground, demand: Demand, profile: TimedCosting, held: Sequence[Held], blocking: Sequence[ZoneRef]
) -> datetime | None:
    """The first opening in seven days at which every stop is served and a route exists; None when none was found.

    `blocking` are barred zones in the way; opening one may be what makes the route possible.
    """
    if any("rulebook" in each.answer.needs for each in held):
        return None
    needed = [
        _intervals(ground, demand.at(each.asked), ref, demand.depart_at) for each in held for ref in sorted(each.own)
    ]
    hoped = [_intervals(ground, demand.passing, ref, demand.depart_at) for ref in blocking]
    opened = opened_by([each.inside for each in held])
    freed = opened_by([each.street for each in held])
    halts = [each.door for each in held]
    for at in openings(needed, hoped, demand.depart_at)[:TRIES]:
        later = TimedCosting(profile.costing, profile.hour + (at - demand.depart_at))
        try:
            await travel(Errand(ground, later, halts, opened, freed), ground.barred(demand.passing, at), spoken=False)
        except RouteRefused as refused:
            if refused.message.kind is not Kind.NO_WAY:
                raise
            continue
        return at
    return None


def _intervals(ground: Ground, profile: Profile, ref: ZoneRef, start: datetime) -> tuple[Interval, ...]:
    bundle = ground.snapshot.rulebooks[ref.territory].bundle
    return windows(bundle, profile, ref.zone, start, start + HORIZON).intervals
