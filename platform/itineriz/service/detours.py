"""What obedience costs: the barred zones a free route would cross, and the detour each one causes."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from connectors.valhalla.messages import Kind, RouteRefused
from itineriz.core import Avoidance, Step, trespasses
from itineriz.service.ground import Ground
from itineriz.service.travel import Errand, Journey, travel, walk
from rules.model import Profile
from tenants.locate import ZoneRef

COUNTED = 6
"""Beyond this many avoided zones the cost of each is no longer reckoned: one more route is asked for every one."""


@dataclass(frozen=True, slots=True, eq=False)
class Free:
    """The route without any closure, the edges it takes, and the barred zones it crosses without a stop in them."""

    journey: Journey | None = None
    steps: tuple[Step, ...] | None = None
    crossed: tuple[ZoneRef, ...] = ()

    @property
    def obeys(self) -> bool:
        """Whether it is known to cross no barred zone: it is then the answer, for nothing lawful is shorter."""
        return self.steps is not None and not self.crossed


async def free_route(errand: Errand, barred: frozenset[ZoneRef]) -> Free:
    """The route as if nothing were barred; none when the streets themselves do not allow it."""
    try:
        journey = await travel(errand, frozenset())
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return Free()
    steps = await walk(errand, journey)
    crossed = trespasses(steps or (), barred, errand.opened)
    return Free(journey, steps, tuple(ZoneRef(*zone) for zone in sorted(crossed)))


async def extras(
    errand: Errand, chosen: Journey, free: Free, barred: frozenset[ZoneRef]
) -> dict[ZoneRef, tuple[int, int]]:
    """Metres and seconds that avoiding each zone alone costs, 0 or more."""
    counted = free.crossed[:COUNTED]
    others = await asyncio.gather(*(_without(errand, free, barred, ref) for ref in counted))
    return {
        ref: (
            max(0, round(chosen.distance_m - other.distance_m)),
            max(0, round(chosen.duration_s - other.duration_s)),
        )
        for ref, other in zip(counted, others, strict=True)
        if other is not None
    }


async def _without(errand: Errand, free: Free, barred: frozenset[ZoneRef], ref: ZoneRef) -> Journey | None:
    """The way if this one zone were open; None where Valhalla's search, which is not exhaustive, finds none."""
    if len(free.crossed) == 1:
        # With this zone open the free route is lawful, and nothing is shorter.
        return free.journey
    try:
        return await travel(errand, barred - {ref}, spoken=False)
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return None


def avoidance(ground: Ground, ref: ZoneRef, passing: Profile, at: datetime, cost: tuple[int, int] | None) -> Avoidance:
    """The zone as the answer tells it."""
    decision = ground.decide_zone(ref, passing, at)
    reason = decision.reasons[0] if decision.reasons else None
    return Avoidance(
        territory=ref.territory,
        zone=ref.zone,
        name=ground.name_of(ref),
        verdict=decision.verdict.word,
        rule=reason.rule if reason else None,
        order=reason.order if reason else None,
        article=reason.article if reason else None,
        message=reason.message if reason else None,
        needs=decision.needs,
        extra_m=cost[0] if cost else None,
        extra_s=cost[1] if cost else None,
    )
