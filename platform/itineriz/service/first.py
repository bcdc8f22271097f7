"""The first way driven under a plan: it also says where the stops that no zone is near meet their streets."""

from dataclasses import dataclass, replace

from connectors.valhalla.messages import Kind, Message, RouteRefused
from connectors.valhalla.streets import Halt
from itineriz.service.ground import ASIDE_M
from itineriz.service.halts import FARTHEST_M, Held, hold_stops
from itineriz.service.plan import Plan, drive
from itineriz.service.travel import Journey, reaches
from itineriz.service.trip import Trip
from tenants.edges import metres


@dataclass(frozen=True, slots=True, eq=False)
class First:
    """A plan whose stops have their doors, and its way; none when the streets leave none."""

    plan: Plan
    journey: Journey | None = None
    refusal: Message | None = None

    @property
    def held(self) -> tuple[Held, ...]:
        """The stops."""
        return self.plan.held


async def first_way(trip: Trip, plan: Plan) -> First:
    """The way of a plan, and its stops with the door at which it stops."""
    known = all(each.snap is not None for each in plan.held)
    try:
        journey = Journey(await drive(trip, plan) if known else await drive(trip, plan, aside_m=FARTHEST_M))
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        # Looked up, a stop that is far from every street is told so.
        return First(plan if known else await _looked_up(trip, plan), refusal=refused.message)
    if known:
        return First(plan, journey)
    doors = _doors(plan.held, journey)
    if doors is not None:
        return First(replace(plan, held=doors), journey)
    looked_up = await _looked_up(trip, plan)
    return First(looked_up, journey) if _is_way_of(looked_up, plan, journey) else await first_way(trip, looked_up)


async def _looked_up(trip: Trip, plan: Plan) -> Plan:
    return replace(plan, held=await hold_stops(trip, everywhere=True))


def _is_way_of(plan: Plan, driven: Plan, journey: Journey) -> bool:
    """Whether the way of one plan is that of another: between the same doors, with the same things shut."""
    legs = range(len(plan.barred))
    same = all(plan.closing(leg) == driven.closing(leg) for leg in legs)
    return same and plan.halts is not None and reaches(journey.legs, plan.halts)


def _doors(held: tuple[Held, ...], journey: Journey) -> tuple[Held, ...] | None:
    """The stops at the doors the way found; None when a street there may be a zone's, or is far."""
    found = []
    for number, each in enumerate(held):
        if each.snap is None:
            # The way leaves a stop where it arrived, or the other side of the street.
            stage = journey.stages[max(0, number - 1)]
            edge = (stage.steps or (None,))[-1 if number else 0]
            lon, lat = stage.leg.points[-1 if number else 0].tolist()
            if edge is None or edge.zones or metres(each.asked.position, (lon, lat)) > ASIDE_M:
                return None
            door = Halt(lon, lat, on_street=True)
            found.append(replace(each, door=door, halt=door))
        else:
            found.append(each)
    return tuple(found)
