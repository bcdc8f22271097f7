"""Kinds of right: their form, whom they are for, how long they last."""

from pathlib import Path

import pytest

from rules.bundle import Bundle, load_bundle
from rules.compiler import compile_bundle
from rules.eligible import is_eligible, list_lacking
from rules.model import Facts
from tenants.files import read_folder

RIVIERA = Path(__file__).resolve().parents[2] / "tenants" / "territories" / "riviera"
FORMS = {
    "artisan": "quota", "depannage": "of_right", "propre": "category", "occasionnel": "quota", "journee": "day_pass",
    "chantier": "period",
}  # fmt: skip


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """The territory of demonstration, sealed and read back."""
    return load_bundle(compile_bundle(*read_folder(RIVIERA)).canonical)


def test_each_form_comes_back_from_its_bundle(bundle: Bundle) -> None:
    """One kind of each, whether its author named the form or not."""
    assert {name: bundle.rights[name].shape for name in FORMS} == FORMS
    assert bundle.rights["artisan"].form == ""
    assert bundle.rights["chantier"].duration_days == 90
    assert {name for name, kind in bundle.rights.items() if kind.pool} == {"artisan"}
    assert bundle.rights["artisan"].pool == 3


def test_a_kind_without_more_is_sealed_as_before(bundle: Bundle) -> None:
    """Nothing is written that its author did not say: bundles of before keep their bytes."""
    artisan = bundle.canonical.decode().split('"artisan":{', 1)[1].split("}", 1)[0]
    assert not {"form", "suits", "until", "duration_days"} & {part.split('"')[1] for part in artisan.split(",")}


@pytest.mark.parametrize(
    ("facts", "expected", "lacking"),
    [
        ({"category": "N1", "critair": "1"}, True, ()),
        ({"category": "N1", "critair": "2"}, False, ()),
        ({"category": "N2"}, False, ()),
        ({"category": "N1"}, None, ("critair",)),
        ({}, None, ("category", "critair")),
    ],
)
def test_whom_it_is_for(bundle: Bundle, facts: Facts, expected: bool | None, lacking: tuple[str, ...]) -> None:
    """What is not known is named, never supposed."""
    assert is_eligible(bundle.rights["propre"], facts) is expected
    assert list_lacking(bundle.rights["propre"], facts) == lacking


@pytest.mark.parametrize(
    ("facts", "expected", "lacking"),
    [({"body": "recovery"}, True, ()), ({"body": "vehicle_transporter"}, False, ()), ({}, None, ("body",))],
)
def test_a_kind_for_a_body(bundle: Bundle, facts: Facts, expected: bool | None, lacking: tuple[str, ...]) -> None:
    """Facts tell it, so that nobody has to decide; what is built otherwise, or is not told, has no right."""
    kind = bundle.rights["depannage"]
    assert (kind.decider, is_eligible(kind, facts), list_lacking(kind, facts)) == ("automatic", expected, lacking)


def test_a_kind_for_nobody_in_particular_is_for_all(bundle: Bundle) -> None:
    """Without « for », everybody may ask."""
    assert is_eligible(bundle.rights["artisan"], {}) is True
