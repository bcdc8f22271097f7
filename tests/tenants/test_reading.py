"""A wrong request is told everything at once, in French, field by field."""

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given
from msgspec import Meta, Struct

from tenants.errors import Unreadable
from tenants.reading import MOST_PROBLEMS, read
from tenants.wire import Activity, Position, Vehicle


class Ask(Struct, forbid_unknown_fields=True):
    """A shape with every kind of field the interfaces use."""

    vehicle: Vehicle
    at: Annotated[datetime, Meta(tz=True)]
    position: Position | None = None
    activity: Activity | None = None
    day: date | None = None
    label: Annotated[str, Meta(min_length=1)] | None = None


GOOD = {"vehicle": {"gvw_kg": 7500}, "at": "2026-11-24T10:00:00+01:00", "position": [7.42, 43.73]}


def problems(body: bytes) -> dict[str | None, tuple[str, str, str | None]]:
    """What is said of a body, by pointer."""
    with pytest.raises(Unreadable) as refusal:
        read(body, Ask)
    return {problem.pointer: (problem.code, problem.message, problem.hint) for problem in refusal.value.problems}


def test_all_at_once() -> None:
    """Ten faults give ten problems, each at its place."""
    body = msgspec.json.encode(
        {
            "vehicle": {"gvw_kgs": 1, "gvw_kg": 90_000, "critair": "6", "category": 3},
            "at": "2026-02-30T10:00:00+01:00",
            "position": [1, "a", 3],
            "activity": "delivry",
            "day": "2026-02-30",
            "label": "",
        }
    )
    said = problems(body)
    assert {pointer: code for pointer, (code, _, _) in said.items()} == {
        "/vehicle/gvw_kgs": "field-unknown",
        "/vehicle/gvw_kg": "out-of-range",
        "/vehicle/critair": "value-unknown",
        "/vehicle/category": "value-unknown",
        "/at": "instant",
        "/position": "list-length",
        "/position/1": "wrong-type",
        "/activity": "value-unknown",
        "/day": "date",
        "/label": "too-short",
    }
    assert said["/vehicle/gvw_kgs"][2] == "Vouliez-vous dire « gvw_kg » ?"
    assert "de 1 à 72\u202f000" in said["/vehicle/gvw_kg"][1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json-empty"),
        (b'{"vehicle": {}', "json-syntax"),
        (b'{"at": NaN}', "json-syntax"),
        (b"\xff\xfe", "json-encoding"),
        (b"[" * 100_000, "json-syntax"),
        (b"[]", "wrong-type"),
        (b'{"vehicle": {}, "at": "2026-02-03T10:00:00"}', "instant-offset"),
        (b'{"vehicle": {}, "at": "2026-02-03T10:00+01:00"}', "instant"),
        (b'{"vehicle": {}, "at": 12}', "instant"),
        (b'{"vehicle": {}}', "field-missing"),
        (b'{"vehicle": {"gvw_kg": 1.5}, "at": "2026-02-03T10:00:00Z"}', "wrong-type"),
        (b'{"vehicle": {"gvw_kg": true}, "at": "2026-02-03T10:00:00Z"}', "wrong-type"),
    ],
)
def test_each_fault_has_its_code(body: bytes, code: str) -> None:
    """Nothing a client can send is met with a bare English sentence."""
    assert code in {said[0] for said in problems(body).values()}


def test_a_good_request_passes() -> None:
    """The careful reader is never asked about a request that decodes."""
    assert read(msgspec.json.encode(GOOD), Ask).vehicle.gvw_kg == 7500


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "x"]), inner, max_size=4),
    max_leaves=8,
)


@given(value=json_values, field=st.sampled_from([*GOOD, "activity"]))
def test_any_json_is_read_or_told(value: object, field: str) -> None:
    """Whatever stands in a field, the answer is a record or a list of problems, never another exception."""
    body = msgspec.json.encode(GOOD | {field: value})
    with suppress(Unreadable):
        read(body, Ask)
        return
    assert all(message for _, message, _ in problems(body).values())


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_told(body: bytes) -> None:
    """Random bytes are told, never a crash."""
    with pytest.raises(Unreadable):
        read(body, Ask)


def test_a_hostile_body_is_told_briefly() -> None:
    """A million faults, or a name of a million letters, give a short answer: the process answers others too."""
    wrong = {f"field{i}": i for i in range(1_000)} | {"x" * 1_000_000: 1, "position": [1] * 1_000}
    with pytest.raises(Unreadable) as refusal:
        read(msgspec.json.encode(GOOD | wrong), Ask)
    assert len(refusal.value.problems) == MOST_PROBLEMS
    long = problems(msgspec.json.encode(GOOD | {"x" * 1_000_000: 1, "activity": "y" * 1_000_000}))
    assert all(len(message) < 200 for _, message, _ in long.values())


def test_items_beyond_a_full_list_are_not_read() -> None:
    """A list that is too long is said so once."""
    assert set(problems(msgspec.json.encode(GOOD | {"position": [1, 2, "a", "b"]}))) == {"/position"}


def test_a_number_for_a_word_is_told_to_be_quoted() -> None:
    """Crit’Air 3 is a word: the hint shows its quotes rather than the same figure again."""
    _, _, hint = problems(msgspec.json.encode(GOOD | {"vehicle": {"critair": 3}}))["/vehicle/critair"]
    assert hint == 'Écrivez-le entre guillemets : "3".'


def test_an_endless_number_is_too_large() -> None:
    """1e999 is told as what it is."""
    _, message, _ = problems(b'{"vehicle": {}, "at": "2026-11-24T10:00:00Z", "position": [1e999, 43]}')["/position/0"]
    assert message.endswith("ce nombre est trop grand.")


@pytest.mark.parametrize("digits", [310, 4_000])
def test_a_whole_number_no_float_can_hold_is_too_large(digits: int) -> None:
    """Hundreds of digits where a weight is wanted, or a longitude, are told as what they are."""
    body = b'{"vehicle": {"gvw_kg": %s}, "at": "2026-11-24T10:00:00Z", "position": [-%s, 43]}' % ((b"9" * digits,) * 2)
    said = problems(body)
    assert {pointer: message.split(" : ")[1] for pointer, (_, message, _) in said.items()} == {
        "/vehicle/gvw_kg": "ce nombre est trop grand.",
        "/position/0": "ce nombre est trop grand.",
    }


def test_a_word_in_french_is_offered_in_the_language_of_the_interface() -> None:
    """« livraison », « V4 » and « ptac » are refused, and what they mean is offered."""
    said = problems(msgspec.json.encode(GOOD | {"activity": "livraison", "vehicle": {"critair": "V4", "ptac": 7500}}))
    hints = {pointer: hint for pointer, (_, _, hint) in said.items()}
    assert hints["/activity"] == "Vouliez-vous dire « delivery » ?"
    assert hints["/vehicle/critair"] == "Vouliez-vous dire « 4 » ?"
    assert hints["/vehicle/ptac"] == "Vouliez-vous dire « gvw_kg » ?"
