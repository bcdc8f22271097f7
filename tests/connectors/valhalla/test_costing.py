"""A vehicle's facts as a costing: never too optimistic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.valhalla.answers import decode_polyline
from connectors.valhalla.costing import costing_of
from rules.model import Facts


@pytest.mark.parametrize(
    ("facts", "model"),
    [
        ({"category": "N1", "gvw_kg": 3500}, "auto"),
        ({"gvw_kg": 3500}, "auto"),
        ({"gvw_kg": 3501}, "truck"),
        ({"category": "N2"}, "truck"),
        ({"category": "N3", "gvw_kg": 44_000}, "truck"),
        ({"category": "M1"}, "auto"),
        ({"category": "M3", "gvw_kg": 19_000}, "auto"),
        ({"category": "L1"}, "motor_scooter"),
        ({"category": "L7"}, "auto"),
        ({}, "truck"),
    ],
)
def test_model(facts: Facts, model: str) -> None:
    """A van drives where cars do, a lorry where lorries may; an unknown vehicle is taken for a lorry."""
    assert costing_of(facts).model == model


def test_known_sizes_are_sent_as_they_are() -> None:
    """Kilograms become tonnes, centimetres metres."""
    facts: Facts = {
        "category": "N2", "gvw_kg": 7500, "length_cm": 700, "width_cm": 220, "height_cm": 300, "axle_load_kg": 5000,
    }  # fmt: skip
    sizes = {"weight": 7.5, "length": 7.0, "width": 2.2, "height": 3.0, "axle_load": 5.0, "axle_count": 3}
    assert costing_of(facts).options == sizes


@pytest.mark.parametrize(
    ("facts", "tonnes"),
    [
        ({"category": "N3", "gvw_kg": 19_000, "gcw_kg": 44_000}, 44),
        ({"category": "N3", "gcw_kg": 44_000}, 44),
        ({"category": "N2", "gvw_kg": 12_000}, 12),
        ({"category": "N1", "gvw_kg": 3_500, "gcw_kg": 6_000}, 3.5),
        ({"category": "N1", "gcw_kg": 6_000}, 6),
    ],
)
def test_weight_is_that_of_what_may_be_pulled(facts: Facts, tonnes: float) -> None:
    """A lorry is taken with its trailer, a van of known PTAC without."""
    assert costing_of(facts).options["weight"] == tonnes


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "category": st.sampled_from(["N1", "N2", "N3"]),
            "gvw_kg": st.integers(1, 72_000),
            "length_cm": st.integers(1, 1_200),
            "height_cm": st.integers(1, 400),
            "width_cm": st.integers(1, 255),
        },
    )
)
def test_missing_size_is_never_smaller_than_known(facts: dict[str, int | str]) -> None:
    """Learning a size within the law never makes a lorry larger than was assumed without it."""
    assumed = costing_of({k: v for k, v in facts.items() if k in {"category", "gvw_kg"}})
    known = costing_of(facts)
    if known.model == "truck":
        assert all(float(known.options[size]) <= float(assumed.options[size]) for size in assumed.options)


def test_polyline() -> None:
    """Six decimals, latitude first, as Valhalla encodes them."""
    assert decode_polyline("_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI").round(5).tolist() == [
        [-120.2, 38.5],
        [-120.95, 40.7],
        [-126.453, 43.252],
    ]
