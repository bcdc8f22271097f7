"""The loop: drive, look at the clock, bar what is closed then, drive again."""

from dataclasses import dataclass, replace

from connectors.valhalla.messages import NO_STREET, Kind, Message, RouteRefused, message_of
from itineriz.service.faults import BadHalt, Refusal, Trespass, first_faults
from itineriz.service.foresight import foreseen
from itineriz.service.halts import judge, refuse, stand_aside
from itineriz.service.plan import Plan, drive
from itineriz.service.travel import Journey, Stage
from itineriz.service.trip import Trip
from tenants.locate import ZoneRef

MOST_TRIALS = 24
"""Each trial bars one more zone to one leg or gives up one more stop; few ways need more than four."""

type Fault = Trespass | Refusal | BadHalt


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """How the search ended: with a way that obeys at every hour, or with why there is none."""

    plan: Plan
    trials: int
    journey: Journey | None = None
    refusal: Message | None = None
    """What the streets say when they leave no way."""
    stuck: frozenset[ZoneRef] = frozenset()
    """Zones that the last way still enters: it could not be mended, or the trials ran out."""


async def seek(trip: Trip, plan: Plan, first: Journey | None = None) -> Sought:
    """A way that obeys at the hours at which it passes; `first` is one already driven under this plan.

    Each turn mends the first place where the way is at fault and keeps what comes before, so no turn undoes another;
    the first also bars what its hours foretell.
    """
    kept: tuple[Stage, ...] = ()
    for trial in range(1, MOST_TRIALS + 1):
        if plan.halts is None:
            return Sought(plan, trial, refusal=message_of(NO_STREET))
        try:
            journey = first or Journey(await drive(trip, plan, kept))
        except RouteRefused as refused:
            if refused.message.kind is not Kind.NO_WAY:
                raise
            return Sought(plan, trial, refusal=refused.message)
        first = None
        faults = first_faults(trip, plan, journey)
        if not faults:
            return obeying(trip, plan, journey, trial)
        mended = await mend(trip, plan, journey, faults)
        if mended is None:
            break
        plan, legs = mended
        if trial == 1:
            plan = foreseen(trip, plan, journey)
        kept = journey.stages[:legs]
    return Sought(plan, trial, stuck=frozenset(fault.ref for fault in faults if isinstance(fault, Trespass)))


def obeying(trip: Trip, plan: Plan, journey: Journey, trials: int = 1) -> Sought:
    """What was sought: a way without fault, its stops told what holds as the vehicle comes."""
    return Sought(_told_on_arrival(trip, plan, journey), trials, journey)


async def mend(trip: Trip, plan: Plan, journey: Journey, faults: tuple[Fault, ...]) -> tuple[Plan, int] | None:
    """A stricter plan and how many legs stay as they are; None when nothing stricter would help."""
    fault = faults[0]
    if isinstance(fault, Refusal):
        return await _give_up(trip, plan, journey, fault)
    if isinstance(fault, BadHalt):
        return await _move_halt(trip, plan, journey, fault)
    fresh = frozenset(each.ref for each in faults if isinstance(each, Trespass) and each.leg == fault.leg)
    fresh -= plan.barred[fault.leg]
    return (plan.barring(fault.leg, fresh), fault.leg) if fresh else None


async def _give_up(trip: Trip, plan: Plan, journey: Journey, fault: Refusal) -> tuple[Plan, int] | None:
    """The stop is not served: its halt becomes the last legal point at that hour."""
    held = plan.held[fault.stop]
    if not held.served:
        return None
    refused = await refuse(trip, held, fault.judged, _closed_there(trip, plan, journey, fault.stop))
    return plan.holding(fault.stop, refused), max(0, fault.stop - 1)


async def _move_halt(trip: Trip, plan: Plan, journey: Journey, fault: BadHalt) -> tuple[Plan, int]:
    held = plan.held[fault.stop]
    held = replace(held, shunned=held.shunned | fault.zones)
    moved = await stand_aside(trip, held, _closed_there(trip, plan, journey, fault.stop))
    return plan.holding(fault.stop, moved), max(0, fault.stop - 1)


def _closed_there(trip: Trip, plan: Plan, journey: Journey, stop: int) -> frozenset[ZoneRef]:
    """The zones barred while the vehicle stands at a stop, and those barred to the leg that leads there."""
    arrive = journey.arrive_s(stop)
    barred = trip.ground.barred(trip.passing, *trip.span(arrive, arrive + plan.stays_s[stop]))
    return barred | plan.barred[max(0, stop - 1)]


def _told_on_arrival(trip: Trip, plan: Plan, journey: Journey) -> Plan:
    """The same plan, each served stop with what it is told while the vehicle is there; the first was, at departure."""
    for number, held in enumerate(plan.held):
        if number and held.served:
            arrive = journey.arrive_s(number)
            judged = judge(trip, held.asked, held.snap, arrive, arrive + plan.stays_s[number])
            plan = plan.holding(number, replace(held, answer=judged.answer, at=judged.at))
    return plan
