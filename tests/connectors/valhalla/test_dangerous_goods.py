"""Signs against dangerous goods bind whoever declares them, lorry or not, and what that changes for a light vehicle."""

from dataclasses import replace

import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.costing import Costing, costing_of, is_lorry
from connectors.valhalla.streets import Streets, TimedCosting
from rules.model import Facts
from tests.connectors.valhalla.grid import STRAIGHT_M, WALL_TIME, at

LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "height_cm": 300}
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "height_cm": 220}
CAR: Facts = {"category": "M1", "gvw_kg": 1800}
COACH: Facts = {"category": "M3", "gvw_kg": 19000}
ADR: Facts = {"dangerous_goods": "adr"}
NONE: Facts = {"dangerous_goods": "none"}
ROUND_M = STRAIGHT_M + 446
"""By the next street: two blocks more."""


async def way(town: Tileset, router: Router, costing: Costing, row: float, column: float | None = None) -> float:
    """Metres along a street of the town, from west to east or, of a column, from south to north."""
    halts = (at(1.3, row), at(12.6, row)) if column is None else (at(column, 1.3), at(column, 12.6))
    (leg,) = await Streets(town, router).route(halts, TimedCosting(costing, WALL_TIME))
    return leg.distance_m


@pytest.mark.parametrize(
    ("row", "facts", "straight"),
    [
        (7, LORRY, True),
        (7, {**LORRY, **NONE}, True),
        (7, {**LORRY, **ADR}, False),
        (7, VAN, True),
        (7, {**VAN, **NONE}, True),
        (7, {**VAN, **ADR}, False),
        (7, {"gvw_kg": 3500, **ADR}, False),
        (7, {**CAR, **ADR}, False),
        (7, COACH, True),
        (7, {**COACH, **ADR}, False),
        (7, ADR, False),
        (4, {**LORRY, **ADR}, False),
        (4, {**VAN, **ADR}, True),
        (4, {**COACH, **ADR}, True),
        (10, VAN, True),
        (10, {**VAN, **ADR}, False),
        (0, VAN, True),
        (0, {**VAN, **ADR}, False),
        (13, VAN, False),
        (13, {**VAN, **ADR}, True),
    ],
)  # fmt: skip
async def test_signs_bind_by_load(signed_town: Tileset, router: Router, row: int, facts: Facts, straight: bool) -> None:
    """Row 7 against dangerous goods; against lorries 4, at some hours 10, but for access 0; row 13 against cars."""
    metres = await way(signed_town, router, costing_of(facts), row)
    assert metres == pytest.approx(STRAIGHT_M if straight else ROUND_M, abs=3)


async def test_a_van_with_such_a_load_drives_as_a_van(signed_town: Tileset, router: Router) -> None:
    """It goes no longer way for a wider street, as Valhalla's lorries do, and is read back edge by edge."""
    marked = costing_of({**VAN, **ADR})
    straight = await way(signed_town, router, costing_of(VAN), 0, column=9)
    assert await way(signed_town, router, marked, 0, column=9) == straight
    plain = {name: value for name, value in marked.options.items() if not name.startswith("low_class")}
    assert await way(signed_town, router, replace(marked, options=plain), 0, column=9) > straight
    streets, profile = Streets(signed_town, router), TimedCosting(marked, WALL_TIME)
    (leg,) = await streets.route((at(1.3, 4), at(12.6, 4)), profile)
    assert await streets.walk(leg, profile)


def test_the_load_changes_no_size() -> None:
    """Sizes stay those of the vehicle; axles, which only lorries are asked for, are no heavier than it."""
    for facts in (LORRY, VAN, CAR, COACH, {}):
        empty, marked = costing_of(facts), costing_of({**facts, **ADR})
        assert costing_of({**facts, **NONE}) == empty
        assert (marked.model, marked.options["hazmat"]) == ("truck", True)
        assert {**marked.options, **empty.options} == marked.options
        assert float(marked.options["axle_load"]) <= float(marked.options["weight"])
        assert is_lorry({**facts, **ADR}) == is_lorry(facts) == (empty.model == "truck")


def test_a_moped_is_no_vehicle_of_adr() -> None:
    """Its costing knows no such load."""
    assert costing_of({"category": "L1", **ADR}) == costing_of({"category": "L1"})
