"""What was found becomes the answer, in French."""

from collections.abc import Iterator
from datetime import datetime

from itineriz.core import (
    Advice,
    Crossing,
    Handover,
    Instruction,
    LineString,
    Passage,
    RouteAnswer,
    StopAnswer,
    passages,
)
from itineriz.service.detours import avoidances
from itineriz.service.found import Found
from itineriz.service.halts import Held
from itineriz.service.reasons import reasons_of, whys
from itineriz.service.travel import Journey
from rules.model import Profile, Verdict, ZoneDecision
from rules.texts.typography import typeset
from tenants.edges import metres
from tenants.locate import ZoneRef


def tell(
    found: Found, next_departure: datetime | None, advice: Advice | None, handovers: dict[int, Handover]
) -> RouteAnswer:
    """The answer to a demand; `handovers` by stop."""
    journey = found.journey
    return RouteAnswer(
        feasible=found.feasible,
        rulebooks=tuple(book.ref for book in found.trip.ground.books),
        geometry=None if journey is None else LineString([(x, y) for x, y in journey.points.tolist()]),
        distance_m=None if journey is None else round(journey.distance_m),
        duration_s=None if journey is None else round(journey.duration_s),
        instructions=() if journey is None else tuple(_instructions(journey)),
        stops=tuple(_stop(found, number, each, handovers.get(number)) for number, each in enumerate(found.plan.held)),
        zones_crossed=tuple(_crossing(found, passage) for passage in passages(found.steps or ())),
        zones_avoided=avoidances(found.trip, found.crossed, found.extras),
        next_departure=next_departure.astimezone(found.trip.clock) if next_departure else None,
        unverified=found.doubtful,
        why=tuple(whys(found)),
        trials=found.trials,
        advice=advice,
    )


def _instructions(journey: Journey) -> Iterator[Instruction]:
    for number, (leg, first) in enumerate(zip(journey.legs, journey.firsts, strict=True)):
        for maneuver in leg.maneuvers:
            yield Instruction(
                text=typeset(maneuver.instruction),
                distance_m=round(maneuver.length * 1_000),
                duration_s=round(maneuver.time),
                index=first + maneuver.begin_shape_index,
                leg=number,
            )


def _stop(found: Found, number: int, held: Held, handover: Handover | None) -> StopAnswer:
    asked, journey = held.asked, found.journey
    arrive_at = depart_at = None
    lon, lat = (held.halt.lon, held.halt.lat) if held.halt is not None else asked.position
    if journey is not None:
        ends = journey.legs[0].points[0] if number == 0 else journey.legs[number - 1].points[-1]
        lon, lat = float(ends[0]), float(ends[1])
        arrive_at = found.trip.at(journey.arrive_s(number))
        depart_at = found.trip.at(journey.arrive_s(number) + found.plan.stays_s[number])
    return StopAnswer(
        served=held.served,
        verdict=held.answer.verdict.word,
        position=(lon, lat),
        snapped_m=round(metres(asked.position, (lon, lat))),
        arrive_at=arrive_at,
        activity=asked.activity,
        reasons=reasons_of(held),
        needs=held.answer.needs,
        obligations=tuple(duty for _, duty in held.answer.obligations),
        depart_at=depart_at,
        handover=handover,
    )


def _crossing(found: Found, passage: Passage) -> Crossing:
    ref, trip = ZoneRef(*passage.zone), found.trip
    decision, profile, at = max(
        (_lightest(found, leg, ref, passage) for leg in sorted(passage.legs)), key=lambda told: told[0].verdict
    )
    reason = decision.reasons[0] if decision.reasons else None
    enter, leave = trip.span(passage.enter_s, passage.leave_s)
    return Crossing(
        territory=ref.territory,
        zone=ref.zone,
        name=trip.ground.name_of(ref),
        enter_at=enter.astimezone(trip.clock),
        leave_at=leave.astimezone(trip.clock),
        verdict=decision.verdict.word,
        rule=reason.rule if reason else None,
        order=reason.order if reason else None,
        article=reason.article if reason else None,
        message=reason.message if reason else None,
        needs=decision.needs,
        right=trip.ground.right_used(ref, profile, at, decision) if decision.verdict <= Verdict.CONDITIONAL else None,
        obligations=decision.obligations,
    )


type _Said = tuple[ZoneDecision, Profile, datetime]


def _lightest(found: Found, leg: int, ref: ZoneRef, passage: Passage) -> _Said:
    """What is said on one leg to who may best drive there: the gravest between entering and leaving."""
    own = [
        each for each in passages(step for step in found.steps or () if step.leg == leg) if each.zone == passage.zone
    ]
    within = [each for each in own if passage.enter_s <= each.enter_s and each.leave_s <= passage.leave_s]
    enter, leave = found.trip.span(within[0].enter_s, within[-1].leave_s)
    ground = found.trip.ground
    said = []
    for profile in found.plan.profiles(found.trip, leg, ref):
        told = (
            (ground.decide_zone(ref, profile, at), profile, at) for at in ground.changes(ref, profile, enter, leave)
        )
        said.append(max(told, key=_gravity))
    return min(said, key=_gravity)


def _gravity(said: _Said) -> Verdict:
    return said[0].verdict
