"""The Crit’Air class of a vehicle: what the table says, or what is missing; never a guess."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.core.critair import NO_NORM, NORMS, Classed, Known, classify
from connectors.critair import read_nomenclature
from rules.vocabulary import CATEGORIES, ENERGIES

TABLE = read_nomenclature()
DAYS = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2026, 11, 30)))
KNOWN = st.builds(
    Known,
    st.one_of(st.none(), st.sampled_from(CATEGORIES)),
    st.one_of(st.none(), st.sampled_from(ENERGIES)),
    st.one_of(st.none(), st.sampled_from(NORMS)),
    DAYS,
    st.one_of(st.none(), st.booleans()),
)


@pytest.mark.parametrize(
    ("known", "critair"),
    [
        (Known("N1", "electric"), "EL"),
        (Known(None, "hydrogen"), "EL"),
        (Known("N3", "cng"), "1"),
        (Known("M1", "petrol", "6"), "1"),
        (Known("M1", "diesel", "6"), "2"),
        (Known("M1", "diesel", "4"), "3"),
        (Known("M1", "petrol", NO_NORM, date(1996, 12, 31)), "NC"),
        (Known("M1", "petrol", NO_NORM, date(1997, 1, 1)), "3"),
        (Known("N1", "diesel", "5"), "2"),
        (Known("N3", "b100", "6"), "1"),
        (Known("N3", "b100", "5"), "3"),
        (Known("N2", "petrol", "6"), "1"),
        (Known("N2", "diesel", "1"), "NC"),
        (Known("L3", "petrol", "4"), "1"),
        (Known("M1", "hybrid_petrol", "6"), "1"),
        (Known("M1", "hybrid_petrol", "4", None, True), "1"),
        (Known("M1", "hybrid_petrol", "4", None, False), "2"),
    ],
)
def test_what_the_table_says(known: Known, critair: str) -> None:
    """Lines that were read give their class."""
    assert classify(TABLE, known) == Classed(critair)


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        (Known(), ("energy",)),
        (Known("M1"), ("energy",)),
        (Known("M1", "diesel"), ("euro",)),
        (Known("M1", "diesel", NO_NORM), ("first_registered",)),
        (Known(None, "diesel", "6"), ("category",)),
        (Known("M1", "hybrid_petrol", "4"), ("plug_in",)),
        # A date alone does not tell: the certificate may give a norm ahead of its time.
        (Known("M1", "diesel", None, date(2010, 6, 1)), ("euro",)),
    ],
)
def test_what_is_missing_is_named(known: Known, missing: tuple[str, ...]) -> None:
    """Without a fact that decides, the class is unknown and the fact is named."""
    assert classify(TABLE, known) == Classed(missing=missing)


@pytest.mark.parametrize("known", [Known("N2", "diesel", "6"), Known("M1", "e85", "6"), Known("M1", "b100", "6")])
def test_where_the_table_is_silent(known: Known) -> None:
    """A line that nobody read, or an energy that is not in the table, gives no class."""
    assert classify(TABLE, known) == Classed(silent=True)


@given(KNOWN)
def test_a_class_or_a_reason(known: Known) -> None:
    """There is a class, or something is missing, or the table is silent: one of the three."""
    found = classify(TABLE, known)
    assert (found.critair is not None) + bool(found.missing) + found.silent == 1


@given(KNOWN)
def test_never_a_guess(known: Known) -> None:
    """A class given without some fact is the class whatever that fact turns out to be, where the table tells."""
    found = classify(TABLE, known)
    if found.critair is None:
        return
    for category, euro, plug in product(
        CATEGORIES if known.category is None else [known.category],
        NORMS if known.euro is None else [known.euro],
        (True, False) if known.plug_in is None else (known.plug_in,),
    ):
        more = classify(TABLE, Known(category, known.energy, euro, known.first_registered, plug))
        assert more.critair in (found.critair, None)
