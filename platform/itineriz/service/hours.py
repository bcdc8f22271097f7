"""When a trip is legal over some days: one free way, and the windows of every zone it meets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from math import ceil, floor

from connectors.valhalla.messages import NO_WAY, message_of
from itineriz.core import Demand, Met, Passage, Served, Side, Spell, Timeline, Why, least, met, passages, spells, worst
from itineriz.service.detours import free_way
from itineriz.service.first import First
from itineriz.service.ground import Ground
from itineriz.service.halts import Held, hold_stops
from itineriz.service.lands import OUTSIDE
from itineriz.service.plan import Plan, free_plan
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from rules.engine import timeline
from rules.model import Profile, Verdict
from rules.texts.typography import typeset
from tenants.locate import ZoneRef

LONGEST = timedelta(days=8)
"""How far a question may reach."""
NOON = time(12)
"""The hour at which the free way is sought: what streets allow by day, whatever the hours asked about."""

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Week:
    """The spells of a trip, the rulebooks that spoke; `why` says what could not be told, in French."""

    rulebooks: tuple[str, ...]
    timezone: str
    spells: tuple[Spell, ...]
    names: Mapping[ZoneRef, str]
    why: tuple[Why, ...] = ()


async def hours_of(ground: Ground, demand: Demand, end: datetime) -> Week:
    """The state of a trip for departures from the demand's up to `end`, excluded.

    Raises `Unreadable` for stops far from any street.
    """
    start, end = demand.depart_at.astimezone(UTC), end.astimezone(UTC)
    clock = ground.clock(demand.territory, demand.depart_at)
    noon = datetime.combine(start.astimezone(clock).date(), NOON, clock)
    trip = Trip.of(ground, replace(demand, depart_at=noon))
    free = await _free(trip)
    rulebooks, zone = tuple(book.ref for book in ground.books), str(clock)
    if free.journey is None or free.journey.steps is None:
        return Week(rulebooks, zone, (Spell(start, end, "refused" if free.journey is None else "unknown", ()),), {},
                    (_silence(free),))  # fmt: skip
    weighing = _Weighing(trip, free_plan(free.held), free.journey, start, end)
    told = spells(tuple(weighing.passed()), tuple(weighing.served()), start, end)
    refs = {ZoneRef(*each.zone) for spell in told for each in spell.zones}
    return Week(rulebooks, zone, told, {ref: ground.name_of(ref) for ref in refs})


async def _free(trip: Trip) -> First:
    """The way to the very doors of the stops, whether or not they may be served at noon."""
    free = await free_way(trip, _served(await hold_stops(trip)))
    if all(each.served for each in free.held):
        return free
    # Some door had to be looked up, and the stops were then held as of noon.
    return await free_way(trip, _served(await hold_stops(trip, everywhere=True)))


def _served(held: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple(replace(each, served=True, halt=each.door) for each in held)


def _silence(free: First) -> Why:
    if free.journey is None:
        message = free.refusal or message_of(NO_WAY)
        return Why(message.code, typeset(message.title), typeset(message.detail))
    title = "Les rues empruntées n’ont pas pu être relues une à une."
    return Why("route_unread", title, "Les zones traversées ne sont donc pas connues.")


@dataclass(frozen=True, slots=True, eq=False)
class _Weighing:
    """The free way of a trip, held against the rules for departures in `[start, end)` (UTC)."""

    trip: Trip
    plan: Plan
    journey: Journey
    start: datetime
    end: datetime

    def passed(self) -> Iterator[Met]:
        """The zones passed through without a stop in them."""
        for leg, ref, passage in self._passages():
            if ref not in self.plan.opened(leg):
                yield Met(ref, self._driven(ref, self.trip.passing, passage))

    def served(self) -> Iterator[Served]:
        """The stops, each while the vehicle is there and while it drives in the zones opened for it."""
        driven: dict[int, list[Met]] = {}
        for leg, ref, passage in self._passages():
            if ref in self.plan.opened(leg):
                stop = leg + 1 if ref in self.plan.held[leg + 1].opens else leg
                either = [self._driven(ref, who, passage) for who in self.plan.profiles(self.trip, leg, ref)]
                driven.setdefault(stop, []).append(Met(ref, least(either, self.start, self.end)))
        for number, held in enumerate(self.plan.held):
            position, covering = self.trip.heard_at(held.asked.position)
            sides = dict.fromkeys(frozenset(position) | street for street in self._streets(held))
            met_there = driven.get(number, ())
            yield Served(number, tuple(self._side(number, own, covering, met_there) for own in sides))

    def _passages(self) -> Iterator[tuple[int, ZoneRef, Passage]]:
        for leg, stage in enumerate(self.journey.stages):
            for passage in passages(self.plan.counted(stage.steps or ())):
                yield leg, ZoneRef(*passage.zone), passage

    def _streets(self, held: Held) -> Iterator[frozenset[ZoneRef]]:
        """By street the stop may be served from, its zones; none where no zone is near."""
        if held.snap is None:
            yield frozenset()
            return
        for edge in held.snap.edges:
            yield frozenset(ref for ref in self.trip.ground.index.zones_of([edge]) if ref.zone != OUTSIDE)

    def _side(self, number: int, own: frozenset[ZoneRef], covering: frozenset[str], driven: Sequence[Met]) -> Side:
        who = self.trip.demand.at(self.plan.held[number].asked)
        arrive = self.journey.arrive_s(number)
        there = _whole(arrive, arrive + self.plan.stays_s[number])
        alone = [Met(ref, self._met(ref.territory, who, (ref.zone,), there)) for ref in sorted(own)]
        together = [
            self._met(slug, who, tuple(ref.zone for ref in sorted(own) if ref.territory == slug), there)
            for slug in sorted(covering | {ref.territory for ref in own})
        ]
        nobody: list[Timeline] = [((self.start, self.end, Verdict.UNKNOWN),)]
        lines = [*(together or nobody), *(each.timeline for each in driven)]
        return Side(worst(lines, self.start, self.end), (*alone, *driven))

    def _driven(self, ref: ZoneRef, who: Profile, passage: Passage) -> Timeline:
        if ref.zone == OUTSIDE:
            default = self.trip.ground.snapshot.rulebooks[ref.territory].bundle.territory.default
            return ((self.start, self.end, default),)
        return self._met(ref.territory, who, (ref.zone,), _whole(passage.enter_s, passage.leave_s))

    def _met(self, slug: str, who: Profile, zones: tuple[str, ...], there: tuple[timedelta, timedelta]) -> Timeline:
        enter, leave = there
        bundle = self.trip.ground.snapshot.rulebooks[slug].bundle
        return met(timeline(bundle, who, zones, self.start + enter, self.end + leave + _MOMENT), enter, leave)


def _whole(enter_s: float, leave_s: float) -> tuple[timedelta, timedelta]:
    """A stretch of time in whole seconds, rounded outwards."""
    return timedelta(seconds=floor(enter_s)), timedelta(seconds=ceil(leave_s))
