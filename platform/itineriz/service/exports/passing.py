"""When the vehicle is at each point of the way, and what its stops are called."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from itineriz.core import Instruction, LineString, RouteAnswer
from tenants.errors import Conflict


def way_of(answer: RouteAnswer) -> LineString:
    """The way there is to export; raises `Conflict` when there is none, with the reason."""
    if answer.geometry is not None:
        return answer.geometry
    reasons = " ".join(f"{why.title} {why.detail}" for why in answer.why)
    raise Conflict("route-none", "Aucun trajet à exporter.", reasons or "Aucun chemin n’a été trouvé.")


def departure_of(answer: RouteAnswer) -> datetime:
    """When the vehicle leaves, on the territory's clock."""
    first = answer.stops[0]
    at = first.depart_at or first.arrive_at
    assert at is not None, "a way has hours"
    return at


def times_of(answer: RouteAnswer) -> list[datetime]:
    """The instant (UTC) at each point of the way: between two instructions, in proportion to the metres."""
    along = _along(np.array(way_of(answer).coordinates, dtype=np.float64))
    seconds = np.zeros(len(along))
    for leg, told in groupby(answer.instructions, key=lambda each: each.leg):
        knots = list(_knots(answer, leg, tuple(told)))
        first, last = knots[0][0], knots[-1][0] + 1
        places, passed = zip(*knots, strict=True)
        seconds[first:last] = np.interp(along[first:last], along[list(places)], passed)
    start = departure_of(answer).astimezone(UTC)
    # What no instruction tells of comes after what was passed before.
    return [start + timedelta(seconds=round(each)) for each in np.maximum.accumulate(seconds).tolist()]


def _knots(answer: RouteAnswer, leg: int, told: tuple[Instruction, ...]) -> Iterator[tuple[int, float]]:
    """Of a leg, the point where each instruction begins and the seconds since departure there."""
    left, reached = answer.stops[leg].depart_at or answer.stops[leg].arrive_at, answer.stops[leg + 1].arrive_at
    assert left is not None
    assert reached is not None
    start, span = (left - departure_of(answer)).total_seconds(), (reached - left).total_seconds()
    whole = sum(each.duration_s for each in told) or 1
    elapsed = 0
    for each in told:
        yield each.index, start + span * elapsed / whole
        elapsed += each.duration_s


def _along(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each point is on the way, in degrees of latitude: only proportions count."""
    east = np.diff(points[:, 0]) * np.cos(np.radians(points[:-1, 1]))
    return np.concatenate([[0.0], np.cumsum(np.hypot(east, np.diff(points[:, 1])))])


def name_of(number: int, count: int) -> str:
    """What a stop is called."""
    if number == 0:
        return "Départ"
    return "Arrivée" if number == count - 1 else f"Arrêt n°\u00a0{number + 1}"
