"""SIREN and SIRET: true to their key, La Poste’s to its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Problem
from rules.written.companies import LA_POSTE, is_siren, is_siret, luhn, read_siret, spaced_siret

FIGURES = st.text("0123456789", min_size=13, max_size=13)


def keyed(body: str) -> str:
    """The number that these figures begin, with its key."""
    return next(body + key for key in "0123456789" if luhn(body + key))


@given(FIGURES)
def test_a_number_has_one_key(body: str) -> None:
    """Of the ten last figures one is right, and only that one, but for La Poste."""
    right = [key for key in "0123456789" if is_siret(body + key)]
    assert keyed(body)[-1] in right
    assert len(right) == 1 or body.startswith(LA_POSTE)


@given(FIGURES, st.integers(0, 13), st.integers(1, 9))
def test_a_figure_copied_wrong_is_told(body: str, place: int, shift: int) -> None:
    """Any one figure changed breaks the key."""
    number = keyed(body)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_siret(wrong) or wrong.startswith(LA_POSTE)


@given(st.integers(0, 99_999))
def test_la_poste_s_establishments(nic: int) -> None:
    """They have a digit sum that is a multiple of 5, or Luhn’s key as the head office."""
    number = f"{LA_POSTE}{nic:05}"
    assert is_siret(number) is (sum(map(int, number)) % 5 == 0 or luhn(number))


def test_known_numbers() -> None:
    """La Poste’s own SIREN and head office."""
    assert is_siren(LA_POSTE)
    assert is_siret("35600000000048")
    assert not is_siret("３５６00000000048")


@given(FIGURES, st.sampled_from([" ", "\u00a0", "\u202f", ".", "-", "\u200b"]))
def test_a_siret_is_read_however_it_is_spaced(body: str, gap: str) -> None:
    """Spaces, dots, dashes and what cannot be seen do not count."""
    number = keyed(body)
    assert read_siret(gap.join((number[:3], number[3:6], number[6:9], number[9:]))) == number
    assert read_siret(spaced_siret(number)) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("356000000", "siret_siren"),
        ("3560000000004", "siret_length"),
        ("35600000000049", "siret_key"),
        ("FR35600000000", "siret_figures"),
        ("", "siret_figures"),
    ],
)
def test_what_is_wrong_is_said(text: str, code: str) -> None:
    """Each fault has its code and a way out."""
    found = read_siret(text)
    assert isinstance(found, Problem)
    assert (found.code, bool(found.hint)) == (code, True)
