"""The same trip by cargo bike, where everything is within reach and no order shuts it to all."""

from datetime import UTC, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray

from connectors.valhalla.costing import cargo_bike, is_marked
from connectors.valhalla.messages import Kind, RouteRefused
from connectors.valhalla.streets import Halt, TimedCosting
from itineriz.core import Alternative, Change, Demand, LineString
from itineriz.service.ground import Ground
from itineriz.service.travel import reaches
from rules.model import Profile, Verdict
from rules.texts.typography import typeset
from tenants.locate import ZoneRef

REACH_M = 5_000.0
"""A round of this length leaves a cargo bike time to come back for a second load."""
ASIDE_M = 60.0
"""Farther from a stop than this, a bike does not serve it."""

_SAID = "Sans échappement ; l’électricité d’une assistance n’est pas comptée. La charge doit y tenir."
_DOUBT = "Les règles publiées visent les véhicules à moteur : à vérifier pour un cycle."


async def by_cargo_bike(ground: Ground, demand: Demand) -> Alternative | None:
    """The trip by cargo bike; None when it is too long, has no way, or meets a zone shut to whatever comes.

    Rules tell motor vehicles apart by facts a cycle has not: where they turn on one, it is not verified. No bike takes
    goods that must be marked as dangerous.
    """
    if is_marked(demand.facts):
        return None
    clock = ground.clock(demand.territory, demand.depart_at)
    start = demand.depart_at.astimezone(clock)
    timed = TimedCosting(cargo_bike(), start.replace(tzinfo=None))
    halts = [Halt(*stop.position) for stop in demand.stops]
    try:
        legs = await ground.streets.route(halts, timed, spoken=False)
    except RouteRefused as refused:
        if refused.message.kind is not Kind.NO_WAY:
            raise
        return None
    metres = round(sum(leg.distance_m for leg in legs))
    if metres > REACH_M or not reaches(legs, halts, ASIDE_M):
        return None
    points = np.concatenate([leg.points for leg in legs])
    said = _verdict(ground, demand, points)
    if said is Verdict.FORBIDDEN:
        return None
    seconds = round(sum(leg.duration_s for leg in legs))
    away = timedelta(seconds=seconds, minutes=sum(stop.stay_min for stop in demand.stops[:-1]))
    doubtful = said is Verdict.UNKNOWN or ground.proof.uncovered_m(points) > 0
    return Alternative(
        kind="cargo_bike",
        label="En vélo cargo",
        message=typeset(f"{_SAID} {_DOUBT}" if doubtful else _SAID),
        depart_at=start,
        arrive_at=(start.astimezone(UTC) + away).astimezone(clock),
        feasible=True,
        unverified=doubtful,
        distance_m=metres,
        duration_s=seconds,
        co2e_g=0,
        geometry=LineString([(lon, lat) for lon, lat in points.tolist()]),
        change=Change(),
    )


def _verdict(ground: Ground, demand: Demand, points: NDArray[np.float64]) -> Verdict:
    """The gravest said, to whatever comes, by the zones on the way: for a stop's activity in those that hold one."""
    way = shapely.LineString(points)
    zones = ground.snapshot.locator.zones
    held: dict[ZoneRef, set[str | None]] = {ref: set() for ref in ground.index.by_zone if zones[ref].intersects(way)}
    for stop in demand.stops:
        for ref in ground.snapshot.locator.zones_at(*stop.position):
            held.setdefault(ref, set()).add(stop.activity)
    said = [
        ground.decide_zone(ref, Profile({} if activity is None else {"activity": activity}), demand.depart_at).verdict
        for ref, activities in held.items()
        for activity in activities or {"transit"}
    ]
    return max(said, default=Verdict.ALLOWED)
