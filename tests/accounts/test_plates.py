"""Plates: which may exist, and one form for comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Problem
from rules.written.lookalikes import looks_like
from rules.written.plates import Plate, read_plate

LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
PAIRS = st.text(LETTERS, min_size=2, max_size=2).filter(lambda pair: pair != "SS")
SIV = st.tuples(PAIRS, st.integers(1, 999).map("{:03}".format), PAIRS)
DEPARTMENTS = st.sampled_from([*(f"{n:02}" for n in range(1, 96)), "2A", "2B", "971", "972", "973", "974", "976"])
FNI = st.tuples(st.integers(1, 9999).map(str), st.text("ABCDEFGH", min_size=1, max_size=3), DEPARTMENTS)
GAPS = st.sampled_from(["", " ", "-", "\u2011", "\u2013", "\u00a0", " - ", ".", "\u200b", "\u00ad"])
TWINS = {"A": "А", "B": "В", "E": "Е", "K": "К", "M": "М", "H": "Н", "P": "Р", "C": "С", "T": "Т", "X": "Х", "N": "Ν"}


@given(SIV, GAPS, st.booleans())
def test_one_plate_however_it_is_written(parts: tuple[str, str, str], gap: str, small: bool) -> None:
    """Case, spaces, dashes and what cannot be seen do not make another plate."""
    text = gap.join(parts)
    plate = read_plate(f" {text.lower() if small else text}\t")
    assert plate == Plate("FR", "".join(parts))
    assert str(plate) == "-".join(parts)


@given(FNI, GAPS)
def test_plates_before_2009(parts: tuple[str, str, str], gap: str) -> None:
    """Figures, letters and a department, in Corsica and overseas too."""
    plate = read_plate(gap.join(parts))
    assert plate == Plate("FR", "".join(parts))
    assert str(plate) == " ".join(parts)


@given(st.text(max_size=30), st.sampled_from(["FR", "DE", "IT"]))
def test_reading_is_settled(text: str, country: str) -> None:
    """Any text is a plate or a problem with a way out; a plate read again, as painted, is the same."""
    found = read_plate(text, country)
    if isinstance(found, Problem):
        assert found.hint
        assert found.pointer == "/plate"
    else:
        assert read_plate(str(found), country) == found
        assert found.number == found.number.upper()


@given(SIV, st.integers(0, 6))
def test_a_letter_that_only_looks_like_ours_is_told(parts: tuple[str, str, str], place: int) -> None:
    """A Cyrillic, Greek or wide letter is not taken silently: the plate that was meant is proposed."""
    number = "".join(parts)
    wide = chr(ord(number[place]) + 0xFEE0)
    for twin in (TWINS.get(number[place], wide), wide):
        found = read_plate(number[:place] + twin + number[place + 1 :])
        assert isinstance(found, Problem)
        assert found.code == "plate_lookalike"
        assert "-".join(parts) in (found.hint or "")


@pytest.mark.parametrize("sign", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
def test_ours_look_like_themselves(sign: str) -> None:
    """A capital or a figure of ours is nobody’s twin."""
    assert looks_like(sign) == sign


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("AB-12O-CD", "plate_form", "AB-120-CD"),
        ("AB-I23-CD", "plate_form", "AB-123-CD"),
        ("AI-123-CD", "plate_letters", "I, O et U"),
        ("AB-123-CU", "plate_letters", "I, O et U"),
        ("SS-123-AB", "plate_ss", "AB-123-CD"),
        ("AB-123-SS", "plate_ss", "AB-123-CD"),
        ("AB-000-CD", "plate_zero", "AB-123-CD"),
        ("AB-123", "plate_form", "étrangère"),
        ("123 AB 96", "plate_form", "étrangère"),
        ("12345 AB 75", "plate_form", "étrangère"),
        ("0123 AB 75", "plate_form", "étrangère"),
        ("  ", "plate_missing", "carte grise"),
        ("AB_123_C*", "plate_signs", "carte grise"),
    ],
)
def test_what_is_not_a_french_plate(text: str, code: str, hint: str) -> None:
    """Each fault is told with how to mend it."""
    found = read_plate(text)
    assert isinstance(found, Problem)
    assert found.code == code
    assert hint in (found.hint or "")


@pytest.mark.parametrize("text", ["WW-123-AB", "AB-123-WW", "WA-123-ZZ", "A-11-A", "ZZ-999-Z", "1 A 2A"])
def test_less_common_french_plates(text: str) -> None:
    """Provisional numbers, mopeds and Corsica."""
    assert isinstance(read_plate(text), Plate)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [("1-ABC-234", "BE", "1ABC234"), ("M-Ü 1234", "DE", "MÜ1234"), ("B 12 ABC", "RO", "B12ABC")],
)
def test_foreign_plates(text: str, country: str, number: str) -> None:
    """Two to twelve signs, whatever the country’s form."""
    assert read_plate(text, country) == Plate(country, number)
    for wrong in ("1", "A" * 13):
        assert isinstance(read_plate(wrong, country), Problem)
