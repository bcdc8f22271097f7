"""A way of several legs is drawn whole, whether or not a leg starts where the one before ended."""

from dataclasses import replace

import numpy as np

from connectors.valhalla.answers import Leg
from itineriz.service.travel import Journey, Stage


def leg(*points: tuple[float, float]) -> Leg:
    """A leg along these points."""
    return Leg(np.array(points), polyline="", distance_m=1.0, duration_s=1.0, maneuvers=())


def test_a_leg_that_starts_aside_keeps_its_first_point() -> None:
    """Cutting it off would draw a straight line across whatever lies between."""
    legs = (leg((0, 0), (1, 0)), leg((1, 0), (2, 0)), leg((2, 0.1), (3, 0.1), (4, 0.1)))
    journey = Journey(tuple(Stage(each, start) for each, start in zip(legs, (0.0, 1.0, 9.0), strict=True)))
    assert journey.points.tolist() == [[0, 0], [1, 0], [2, 0], [2, 0.1], [3, 0.1], [4, 0.1]]
    assert journey.firsts == (0, 1, 3)
    for first, each in zip(journey.firsts, journey.legs, strict=True):
        assert journey.points[first : first + len(each.points)].tolist() == each.points.tolist()
    runs = [
        stage.run(before, np.zeros(len(stage.leg.points)))
        for stage, before in zip(journey.stages, journey.joints, strict=True)
    ]
    assert [len(run.points) for run in runs] == [2, 3, 4]
    assert [(run.since_s[0], run.until_s[-1]) for run in runs] == [(0, 1), (1, 2), (9, 10)]
    assert (journey.duration_s, journey.arrive_s(0), journey.arrive_s(3)) == (3.0, 0.0, 10.0)


def test_hours_along_a_leg() -> None:
    """Between the ends of its edges the hours are those of the metres travelled, and their doubt stays in the leg."""
    drawn = replace(leg((0, 0), (1, 0), (2, 0), (3, 0)), duration_s=11.0)
    marks = (np.array([0, 2, 3]), np.array([100.0, 110.0, 111.0]), 2.0)
    run = Stage(drawn, 100.0, (), marks).run(None, np.array([0.0, 50.0, 100.0, 200.0]))
    assert run.since_s.tolist() == [100.0, 103.0, 108.0, 109.0]
    assert run.until_s.tolist() == [102.0, 107.0, 111.0, 111.0]
