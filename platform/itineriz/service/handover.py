"""How the load of a stop that is not served gets there: on foot or by cargo bike, from the last legal point."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from connectors.valhalla.answers import Leg
from connectors.valhalla.costing import Costing, cargo_bike, is_marked, on_foot
from connectors.valhalla.messages import Kind, RouteRefused
from connectors.valhalla.streets import Halt, TimedCosting
from itineriz.core import Handover, LineString
from itineriz.service.found import Found
from itineriz.service.halts import Held
from rules.model import Facts, Profile, Verdict
from rules.texts.quantities import decimal
from rules.texts.typography import figure, typeset

FARTHEST_M = 2_000.0
WALKED_M = 400.0
"""Up to here a handcart will do; beyond it a cargo bike is proposed first."""

CYCLE: Facts = {"gvw_kg": 650, "length_cm": 500, "width_cm": 150, "height_cm": 250}
"""At most: the largest cargo cycles of EN 17860-4 weigh 650 kg laden; no size sold reaches these.

It is no motor vehicle: it has no category, no Crit’Air and no energy, and what rests on those stays unknown.
"""


async def hand_over(found: Found) -> dict[int, Handover]:
    """By stop that is not served, what can finish; nothing beyond two kilometres, nor for dangerous goods."""
    if found.journey is None or is_marked(found.trip.demand.facts):
        return {}
    refused = [number for number, held in enumerate(found.plan.held) if not held.served and held.halt is not None]
    ways = await asyncio.gather(*(_finish(found, number) for number in refused))
    return {number: way for number, way in zip(refused, ways, strict=True) if way is not None}


async def _finish(found: Found, number: int) -> Handover | None:
    assert found.journey is not None
    held = found.plan.held[number]
    assert held.halt is not None
    # Where the vehicle stands may be no street for who walks or rides.
    ends = [replace(held.halt, on_street=False), Halt(*held.asked.position)]
    # At the first stop the load comes to the vehicle.
    ends = ends if number else ends[::-1]
    seconds = found.journey.arrive_s(number)
    walked, ridden = await asyncio.gather(
        _way(found, on_foot(), ends, seconds), _way(found, cargo_bike(), ends, seconds)
    )
    if walked is not None and walked.distance_m <= WALKED_M:
        return _on_foot(walked)
    if ridden is not None and ridden.distance_m <= FARTHEST_M:
        verdict = _verdict(found, held, ridden, seconds)
        if verdict < Verdict.FORBIDDEN:
            return _ridden(ridden, verdict)
    return _on_foot(walked) if walked is not None and walked.distance_m <= FARTHEST_M else None


async def _way(found: Found, costing: Costing, ends: list[Halt], seconds: float) -> Leg | None:
    hour = TimedCosting(costing, found.trip.at(seconds).replace(tzinfo=None))
    try:
        (leg,) = await found.trip.ground.streets.route(ends, hour, spoken=False)
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return None
    return leg


def _verdict(found: Found, held: Held, leg: Leg, seconds: float) -> Verdict:
    """The gravest that a cargo bike is told, for what the stop is for, in every zone of its way and of the stop."""
    done = {} if held.asked.activity is None else {"activity": held.asked.activity}
    bike = Profile({**CYCLE, **done})
    ground = found.trip.ground
    start, end = found.trip.span(seconds, seconds + leg.duration_s)
    refs = held.own.union(ground.proof.entered(leg.points))
    told = (
        ground.decide_zone(ref, bike, at).verdict
        for ref in refs
        for at in ground.changes(ref, bike, start, end + timedelta(minutes=held.asked.stay_min))
    )
    return max(told, default=held.answer.verdict if not refs else Verdict.ALLOWED)


def _on_foot(leg: Leg) -> Handover:
    return _told("foot", leg, "à pied, avec un diable")


def _ridden(leg: Leg, verdict: Verdict) -> Handover:
    doubt = " Les règles ne disent pas si elles visent un vélo : à vérifier." if verdict is Verdict.UNKNOWN else ""
    return _told("cargo_bike", leg, "en vélo cargo", doubt)


def _told(mode: str, leg: Leg, how: str, doubt: str = "") -> Handover:
    metres = round(leg.distance_m)
    far = f"{figure(metres)} m" if metres < 1_000 else f"{decimal(metres, 1_000, 'fr')} km"
    message = f"Depuis le dernier point permis : {far} {how}, {max(1, round(leg.duration_s / 60))} min.{doubt}"
    return Handover(
        mode="foot" if mode == "foot" else "cargo_bike",
        distance_m=metres,
        duration_s=round(leg.duration_s),
        geometry=LineString([(x, y) for x, y in leg.points.tolist()]),
        message=typeset(message),
    )
