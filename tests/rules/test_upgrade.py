"""Golden bundles: what was published under a former IR is still read, byte for byte, and still means the same."""

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from rules.bundle import Bundle, load_bundle
from rules.cases import run_tests
from rules.engine import verdict
from rules.ir import Days, Rule, Trial
from rules.model import Case, DaySet, Order, Profile, Right, RightKind, Territory, Verdict, Zone

GOLDEN = Path(__file__).parent / "golden"
SEALS = {
    1: "c2b1cfc6f1166005bdd01198a0bb0724ff9e5f02cae294efb2e34b28d0ce47aa",
    2: "d0179478e5a71f3d9045bfdc71d2f23857f555b59bca068702e87e1fb96e39ee",
}
ANSWERS = {
    1: ("ztl-centre", "2026-11-24T10:00+01:00", (Verdict.FORBIDDEN, "ztl")),
    2: ("zfe", "2026-07-02T10:00+02:00", (Verdict.FORBIDDEN, "critair")),
}
"""A zone, an instant, and what a lorry is told there."""


@pytest.fixture(params=sorted(SEALS))
def golden(request: pytest.FixtureRequest) -> tuple[int, Bundle]:
    """A bundle as it was published."""
    return request.param, load_bundle((GOLDEN / f"ir-{request.param}.json").read_bytes())


def test_its_bytes_and_its_seal_have_not_moved(golden: tuple[int, Bundle]) -> None:
    """The bytes kept are the bytes read, under the seal of the day."""
    version, bundle = golden
    assert bundle.canonical == (GOLDEN / f"ir-{version}.json").read_bytes()
    assert bundle.sha256 == SEALS[version] == sha256(bundle.canonical).hexdigest()


def test_it_answers_as_it_did(golden: tuple[int, Bundle]) -> None:
    """Its own tests pass, and the example everybody uses has not changed."""
    version, bundle = golden
    assert run_tests(bundle).ok
    lorry = Profile({"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel", "activity": "delivery"})
    zone, at, answer = ANSWERS[version]
    assert verdict(bundle, Case(lorry, datetime.fromisoformat(at), (zone,))) == answer


def test_the_second_form_holds_everything_it_can_say() -> None:
    """Every field of every noun is filled somewhere, and every kind of condition used."""
    bundle = load_bundle((GOLDEN / "ir-2.json").read_bytes())
    blocks = [block for rule in bundle.rules for block in rule.schedule]
    nouns: dict[type, list[object]] = {
        Bundle: [bundle],
        Territory: [bundle.territory],
        Order: list(bundle.orders.values()),
        RightKind: list(bundle.rights.values()),
        Zone: list(bundle.zones.values()),
        DaySet: list(bundle.days.values()),
        Rule: list(bundle.rules),
        Trial: list(bundle.tests),
        Right: [right for trial in bundle.tests for right in trial.rights],
        Days: [*(block.days for block in blocks), *(calendar.days for calendar in bundle.calendars.values())],
    }
    for noun, found in nouns.items():
        empty = {one.name for one in fields(noun) if one.init and not any(getattr(each, one.name) for each in found)}
        # What kinds of right say since then is read in `test_kinds`: a sealed bundle has none of it.
        assert empty <= {"overlays", "default", "territory", "id", "form", "suits", "duration_days", "until", "pool"}, (
            noun
        )
    assert {rule.effect for rule in bundle.rules} == {"prohibit", "allow", "limit", "require"}
    text = bundle.canonical.decode()
    assert all(f'"{key}":' in text for key in ("all", "any", "not", "in", "op", "right", "other"))
