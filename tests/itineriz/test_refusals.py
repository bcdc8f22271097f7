"""Demands that cannot be answered: what is wrong is told whole, with its place."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.model import Facts
from tenants.errors import NotFound, Unreadable

type Open = Callable[..., Routes]

PARIS = ZoneInfo("Europe/Paris")
TEN = datetime(2026, 11, 24, 10, tzinfo=PARIS)
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "length_cm": 700, "width_cm": 220, "height_cm": 300}
WEST, EAST = Stop((7.00364, 44.014)), Stop((7.03528, 44.014))


def ask(*stops: Stop, depart_at: datetime = TEN) -> Demand:
    """A demand in the made-up town."""
    return Demand("town", LORRY, depart_at, stops)


@pytest.mark.parametrize(
    ("demand", "codes"),
    [
        (ask(WEST, Stop((2.35, 48.85))), ["stop-outside"]),
        (ask(Stop((7.06, 44.0)), EAST), ["stop-outside"]),
        (ask(WEST, Stop((200.0, 44.0)), Stop((7.0, -91.0))), ["position-range", "position-range"]),
        (ask(WEST, EAST, depart_at=datetime(1999, 1, 1, tzinfo=PARIS)), ["instant-range"]),
        (ask(WEST, EAST, depart_at=datetime(1, 1, 1, tzinfo=ZoneInfo("UTC"))), ["instant-range"]),
        (ask(WEST, Stop((2, 48)), depart_at=datetime(9999, 12, 31, tzinfo=PARIS)), ["instant-range", "stop-outside"]),
        (ask(WEST, EAST, depart_at=datetime(2026, 11, 24, 10)), ["instant-offset"]),  # noqa: DTZ001 - the fault meant
        (ask(Stop((6.987, 44.014)), EAST), ["stop-far"]),
    ],
)  # fmt: skip
async def test_bad_demands_are_told_whole(routes: Open, demand: Demand, codes: list[str]) -> None:
    """Instants and places that cannot be are problems with a pointer, all at once."""
    with pytest.raises(Unreadable) as raised:
        await routes({}).find(demand)
    assert [problem.code for problem in raised.value.problems] == codes
    assert all(problem.pointer for problem in raised.value.problems)


async def test_territory_without_streets(routes: Open) -> None:
    """A territory nobody loaded streets for is not found."""
    with pytest.raises(NotFound):
        await routes({}).find(Demand("ailleurs", LORRY, TEN, (WEST, EAST)))
