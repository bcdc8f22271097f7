"""Golden bundles: what was published under a former IR is still read, byte for byte, and still means the same."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from rules.bundle import Bundle, load_bundle
from rules.cases import run_tests
from rules.engine import verdict
from rules.model import Case, Profile, Verdict

GOLDEN = Path(__file__).parent / "golden"
SEALS = {1: "c2b1cfc6f1166005bdd01198a0bb0724ff9e5f02cae294efb2e34b28d0ce47aa"}


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
    _, bundle = golden
    assert run_tests(bundle).ok
    lorry = Profile({"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel", "activity": "delivery"})
    ten = datetime.fromisoformat("2026-11-24T10:00+01:00")
    assert verdict(bundle, Case(lorry, ten, ("ztl-centre",))) == (Verdict.FORBIDDEN, "ztl")
