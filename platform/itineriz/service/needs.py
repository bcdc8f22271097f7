"""What must be open for a way to be driven as it is, whenever it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from connectors.valhalla.messages import Kind, RouteRefused
from itineriz.core import Minutes, Need, departures, instant_of, passages
from itineriz.service.detours import free_way
from itineriz.service.first import First
from itineriz.service.found import Found
from itineriz.service.halts import Held
from itineriz.service.plan import Plan, drive, free_plan
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from rules.model import Profile
from tenants.locate import ZoneRef


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """The way that would serve every stop, at whatever hour."""

    trip: Trip
    plan: Plan
    journey: Journey

    def at_stops(self, first: int, last: int) -> tuple[Need, ...]:
        """What the stops ask: their zones while the vehicle is there, and on the way to them and from them."""
        return tuple(self._stops(first, last)) + tuple(need for own, need in self._way(first, last) if own)

    def on_the_way(self, first: int, last: int) -> tuple[Need, ...]:
        """What is asked of the zones that are only passed through."""
        return tuple(need for own, need in self._way(first, last) if not own)

    def minutes(self, first: int, last: int) -> Minutes:
        """When one may leave and drive this very way, stops served."""
        return departures((*self.at_stops(first, last), *self.on_the_way(first, last)), first, last)

    def _stops(self, first: int, last: int) -> Iterator[Need]:
        for number, held in enumerate(self.plan.held):
            arrive = self.journey.arrive_s(number)
            for ref in sorted(held.own):
                yield self._need(
                    ref, (self.trip.demand.at(held.asked),), arrive, arrive + self.plan.stays_s[number], (first, last)
                )

    def _way(self, first: int, last: int) -> Iterator[tuple[bool, Need]]:
        for leg, stage in enumerate(self.journey.stages):
            for passage in passages(self.plan.counted(stage.steps or ())):
                ref = ZoneRef(*passage.zone)
                profiles = self.plan.profiles(self.trip, leg, ref)
                need = self._need(ref, profiles, passage.enter_s, passage.leave_s, (first, last))
                yield ref in self.plan.opened(leg), need

    def _need(
        self, ref: ZoneRef, profiles: tuple[Profile, ...], enter: float, leave: float, within: tuple[int, int]
    ) -> Need:
        start = instant_of(within[0]) + timedelta(seconds=enter - 60)
        end = instant_of(within[1]) + timedelta(seconds=leave + 120)
        opens = tuple(self.trip.ground.open_spans(ref, profile, start, end) for profile in profiles)
        return Need(opens, enter, leave)


def _served(held: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple(replace(each, served=True, halt=each.door) for each in held)


async def wish(found: Found) -> Wish | None:
    """The free way to the very doors of the stops; None when the streets do not allow it."""
    held = _served(found.free.held)
    free = found.free
    if free_plan(free.held).halts != free_plan(held).halts or free.journey is None:
        free = await free_way(found.trip, held)
    return _wish(found.trip, free)


def _wish(trip: Trip, free: First) -> Wish | None:
    return Wish(trip, free_plan(_served(free.held)), free.journey) if free.journey is not None else None


async def wish_again(found: Found) -> Wish | None:
    """The way to the doors of the stops around what was barred when it was sought."""
    plan = Plan(_served(found.plan.held), found.plan.barred)
    if found.feasible and found.journey is not None:
        return Wish(found.trip, plan, found.journey)
    try:
        return Wish(found.trip, plan, Journey(await drive(found.trip, plan)))
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return None
