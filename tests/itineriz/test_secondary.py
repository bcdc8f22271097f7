"""« Voies secondaires »: traffic is led by the main road when times are near, and still served on them."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.model import Facts, GeoJSON
from rules.vocabulary import SECONDARY_ROAD

TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
LORRY: Facts = {
    "category": "N2",
    "gvw_kg": 7500,
    "critair": "3",
    "energy": "diesel",
    "length_cm": 700,
    "height_cm": 300,
}
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "2", "energy": "diesel"}
NOTHING = "if: {gvw_kg: {gt: 70000}}"
ROW_M = 2531


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


ROW: GeoJSON = {"type": "LineString", "coordinates": [list(at(0, 7)), list(at(14, 7))]}
WEST, EAST = Stop(at(1.3, 7), "delivery"), Stop(at(12.6, 7), "delivery")


@pytest.mark.parametrize("facts", [LORRY, VAN])
async def test_traffic_keeps_to_the_main_road(routes: Callable[..., Routes], facts: Facts) -> None:
    """The straight way is the secondary road: the way beside it is proposed, both stops on it are served."""
    demand = Demand("town", facts, TEN, (WEST, EAST))
    free = await routes({}).find(demand)
    answer = await routes({f"{SECONDARY_ROAD}-7": (ROW, NOTHING, "")}).find(demand)
    assert free.distance_m == ROW_M
    assert answer.feasible
    assert not answer.unverified
    assert answer.distance_m is not None
    assert ROW_M + 400 < answer.distance_m < ROW_M + 800
    assert [stop.served for stop in answer.stops] == [True, True]
    assert answer.geometry is not None
    on_row = [lat for _, lat in answer.geometry.coordinates if abs(lat - at(0, 7)[1]) < 1e-4]
    assert 0 < len(on_row) < len(answer.geometry.coordinates) / 2


async def test_stop_reached_by_the_secondary_road_alone(routes: Callable[..., Routes]) -> None:
    """Everything around is ranked: the way is the same as if nothing were."""
    area: GeoJSON = {
        "type": "Polygon",
        "coordinates": [[list(at(c, r)) for c, r in ((8, 5), (14.5, 5), (14.5, 9), (8, 9), (8, 5))]],
    }
    demand = Demand("town", LORRY, TEN, (Stop(at(12.3, 7)), EAST))
    free = await routes({}).find(demand)
    answer = await routes({f"{SECONDARY_ROAD}-east": (area, NOTHING, "")}).find(demand)
    assert (answer.distance_m, answer.duration_s) == (free.distance_m, free.duration_s)
    assert answer.feasible
