"""A way of several legs is drawn whole, whether or not a leg starts where the one before ended."""

import numpy as np

from connectors.valhalla.answers import Leg
from itineriz.service.travel import Journey


def leg(*points: tuple[float, float]) -> Leg:
    """A leg along these points."""
    return Leg(np.array(points), polyline="", distance_m=1.0, duration_s=1.0, maneuvers=())


def test_a_leg_that_starts_aside_keeps_its_first_point() -> None:
    """Cutting it off would draw a straight line across whatever lies between."""
    journey = Journey((leg((0, 0), (1, 0)), leg((1, 0), (2, 0)), leg((2, 0.1), (3, 0.1), (4, 0.1))), (frozenset(),) * 3)
    assert journey.points.tolist() == [[0, 0], [1, 0], [2, 0], [2, 0.1], [3, 0.1], [4, 0.1]]
    assert journey.firsts == (0, 1, 3)
    for first, each in zip(journey.firsts, journey.legs, strict=True):
        assert journey.points[first : first + len(each.points)].tolist() == each.points.tolist()
    assert [len(run) for run in journey.runs] == [2, 3, 4]
