"""What a way that came too late foretells: zones that close before any other could have crossed them.

Nothing that obeys goes faster than a way with fewer zones barred. That one passes nearest to a zone at some hour; less
the time from there to the zone at a walker's pace, hardly any way is there earlier. A zone that closes before, for as
long as the leg may last, is barred at once, which spares a turn of the loop.
"""

from datetime import timedelta

import numpy as np
import shapely

from itineriz.service.faults import trespasses
from itineriz.service.halts import likely_s
from itineriz.service.plan import Plan
from itineriz.service.travel import Journey, Stage
from itineriz.service.trip import Trip
from tenants.locate import ZoneRef

PACE_M_S = 1.5


def foreseen(trip: Trip, plan: Plan, early: Journey) -> Plan:
    """The plan, with the zones that will surely be closed on a leg barred to it; `early` was driven with fewer."""
    for leg, stage in enumerate(early.stages):
        late = stage.end_s + likely_s(plan.held[leg].asked, plan.held[leg + 1].asked)
        _, end = trip.span(late, late)
        shut = trip.ground.barred(trip.passing, end, end) - plan.barred[leg]
        left_late = {fault.ref: fault.leave_s for fault in trespasses(trip, plan, early, leg)}
        plan = plan.barring(
            leg, frozenset(ref for ref in shut if _closes_before(trip, ref, stage, late, left_late.get(ref)))
        )
    return plan


def _closes_before(trip: Trip, ref: ZoneRef, stage: Stage, late: float, left_s: float | None) -> bool:
    """Whether a zone closes, until `late`, before a way could be through it; the early way leaves it at `left_s`."""
    start, end = trip.span(stage.start_s, late)
    spans = trip.ground.open_spans(ref, trip.passing, start, end + timedelta(seconds=1))
    if not spans:
        return True
    through_s = left_s if left_s is not None else _soonest_s(trip, ref, stage)
    return through_s is not None and spans[-1][1] <= trip.span(through_s, through_s)[0]


def _soonest_s(trip: Trip, ref: ZoneRef, stage: Stage) -> float | None:
    """The soonest that a way may be in a zone which the early way does not cross; None when that cannot be told."""
    if stage.marks is None:
        return None
    corners = trip.ground.plane.points(stage.leg.points)
    line = shapely.LineString(corners)
    towards = shapely.shortest_line(line, trip.ground.area(ref))
    metres = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    nearest = shapely.get_point(towards, 0)
    hour = np.interp(line.project(nearest), metres, stage.run(None, metres).since_s)
    return float(hour) - float(shapely.length(towards)) / PACE_M_S
