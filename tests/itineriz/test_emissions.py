"""Emissions against figures reckoned by hand from the published tables."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.emissions import vehicle_classes
from itineriz.core import Emissions
from itineriz.service.emissions import Silence, estimate
from rules.model import Facts

TABLES = Path(__file__).resolve().parents[2] / "connectors/emissions"
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"}
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "EL", "energy": "electric"}


def said(facts: Facts, *stretches: tuple[float, float], french_grid: bool = True) -> Emissions:
    """The estimate, where there is one."""
    found = estimate(facts, stretches, french_grid=french_grid)
    assert isinstance(found, Emissions), found
    return found


def kilometre(kmh: float) -> tuple[float, float]:
    """One kilometre at a speed."""
    return 1_000.0, 3_600 / kmh


def test_a_lorry_at_the_pace_of_a_cycle() -> None:
    """RT_le7.5t_Euro-V at 17.8 km/h: 560.3 g at the exhaust, times 3.07 / 2.49 for diesel from the well."""
    found = said(LORRY, kilometre(17.8))
    assert (found.low_g, found.co2e_g, found.high_g) == (691, 691, 691)
    assert "HBEFA 4" in found.method
    assert "10 avril 2012" in found.source


def test_between_two_cycles_half_the_time_is_half_the_way() -> None:
    """Halfway in minutes by kilometre between 11.3 and 17.8 km/h: (725.6 + 560.3) / 2 x 3.07 / 2.49 = 792.7."""
    seconds = (3_600 / 11.3 + 3_600 / 17.8) / 2
    assert said(LORRY, (1_000, seconds)).co2e_g == 793


def test_beyond_the_cycles_is_as_they_end() -> None:
    """A crawl is the slowest cycle (1095.1 g), a motorway the fastest (475.8 g)."""
    assert said(LORRY, kilometre(2)).co2e_g == round(1095.1 * 3.07 / 2.49)
    assert said(LORRY, kilometre(110)).co2e_g == round(475.8 * 3.07 / 2.49)


def test_stretches_add_up() -> None:
    """A way is its stretches: 2 km at 27.8 km/h and 0.5 km at 6.7; standing still on the spot is nothing."""
    found = said(LORRY, (2_000, 7_200 / 27.8), (500, 1_800 / 6.7), (0, 30), (0, 0))
    assert found.co2e_g == round((2 * 475.1 + 0.5 * 1095.1) * 3.07 / 2.49)


def test_an_electric_van_counts_its_electricity() -> None:
    """LCV_BEV_N1-III at 17.8 km/h: 385.4 Wh at 53 g a kilowatt-hour."""
    found = said(VAN, (10_000, 36_000 / 17.8))
    assert (found.low_g, found.co2e_g, found.high_g) == (204, 204, 204)


def test_electricity_without_a_factor_is_from_tank_to_wheel() -> None:
    """Where the mainland's factor does not hold, only use is counted, and it is said."""
    found = said(VAN, kilometre(20), french_grid=False)
    assert (found.co2e_g, found.high_g) == (0, 0)
    assert "production d’électricité n’est pas comptée" in found.method
    assert "production d’électricité" not in said(VAN, kilometre(20)).method


def test_a_borrowed_curve_is_scaled_by_the_common_cycle() -> None:
    """A Crit'Air 5 diesel van: Euro 3's 381.9 g x 520.467 / 355.808, upstream included."""
    found = said({"category": "N1", "gvw_kg": 3500, "critair": "5", "energy": "diesel"}, kilometre(17.8))
    assert found.co2e_g == round(381.9 * 520.467 / 355.808 * 3.07 / 2.49)


def test_what_is_not_known_widens_the_bounds() -> None:
    """Without Crit'Air a diesel lorry is from Euro VI to Euro III; without energy it may also be electric."""
    known = said({"category": "N2", "gvw_kg": 7500, "energy": "diesel"}, kilometre(17.8))
    assert (known.low_g, known.high_g) == (round(522.0 * 3.07 / 2.49), round(648.1 * 3.07 / 2.49))
    wider = said({"category": "N2", "gvw_kg": 7500}, kilometre(17.8))
    assert wider.low_g == round(446.5 * 0.053)
    assert wider.high_g == known.high_g
    heavier = said({"category": "N3", "critair": "2", "energy": "diesel"}, kilometre(17.8))
    assert (heavier.low_g, heavier.high_g) == (round(650.4 * 3.07 / 2.49), round(2751.1 * 3.07 / 2.49))


def test_an_articulated_lorry_is_known_by_its_length_or_its_train() -> None:
    """A tractor of 19 t that may draw 44 t is either; 16.5 m long, it is articulated; 9 m long, it is not."""
    tractor: Facts = {"category": "N3", "gvw_kg": 19_000, "gcw_kg": 44_000, "critair": "2", "energy": "diesel"}
    train, alone = round(2751.1 * 3.07 / 2.49), round(925.1 * 3.07 / 2.49)
    either = said(tractor, kilometre(17.8))
    assert (either.low_g, either.high_g) == (alone, train)
    assert said({**tractor, "length_cm": 1650}, kilometre(17.8)).low_g == train
    assert said({**tractor, "length_cm": 900}, kilometre(17.8)).high_g == round(986.4 * 3.07 / 2.49)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, "il manque"),
        ({"energy": "diesel"}, "ptac"),
        ({"category": "M2", "gvw_kg": 5000, "energy": "diesel"}, "m2"),
        ({"category": "N2", "gvw_kg": 7500, "energy": "hydrogen"}, "énergie"),
        ({"category": "N3", "gvw_kg": 19_000, "energy": "diesel", "critair": "NC"}, "vignette"),
        ({"category": "N3", "gvw_kg": 60_000, "energy": "diesel", "critair": "2"}, "poids"),
    ],
)
def test_where_nothing_honest_can_be_said(facts: Facts, word: str) -> None:
    """No factor, no figure: the reason instead."""
    found = estimate(facts, [kilometre(20)], french_grid=True)
    assert isinstance(found, Silence)
    assert word in found.reason.lower()


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "category": st.sampled_from(["N1", "N2", "N3"]),
            "gvw_kg": st.integers(1, 44_000),
            "gcw_kg": st.integers(1, 44_000),
            "length_cm": st.integers(1, 2_000),
            "critair": st.sampled_from(["EL", "1", "2", "3", "4", "5", "NC"]),
            "energy": st.sampled_from(["diesel", "petrol", "electric", "cng", "hydrogen"]),
        },
    ),
    st.lists(st.tuples(st.floats(0, 50_000), st.floats(0, 7_200)), max_size=5),
)
def test_bounds_hold_the_figure_and_knowing_more_never_widens(
    facts: dict[str, int | str], stretches: list[tuple[float, float]]
) -> None:
    """Low, told, high in order; one more fact of energy or Crit'Air keeps within what was said before."""
    found = estimate(facts, stretches, french_grid=True)
    if isinstance(found, Silence):
        return
    assert 0 <= found.low_g <= found.co2e_g <= found.high_g
    for more in ({"energy": "diesel"}, {"critair": "2"}):
        if not facts.keys() & more.keys():
            finer = estimate({**facts, **more}, stretches, french_grid=True)
            assert isinstance(finer, Silence) or found.low_g <= finer.low_g <= finer.high_g <= found.high_g


def test_the_tables_are_whole() -> None:
    """Each class has the six cycles, and each row of the cycles belongs to a class, by an independent reading."""
    with (TABLES / "cycles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 198
    own = {each.name for each in vehicle_classes()}
    assert {row["hbefa4_class"] for row in rows} <= own
    for each in vehicle_classes():
        assert len(each.per_km) == 6
        assert min(each.per_km) > 0
        assert list(each.hours_per_km) == sorted(each.hours_per_km)
