"""What the published schema calls the kinds of territories."""

import json
from pathlib import Path

import pytest

from cirqliz.core.codes import _BY_FORM, _LOCAL, _NATIONAL, LAW, code_of

SCHEMA = Path(__file__).parents[2] / "connectors/derogations/schema.json"


@pytest.mark.parametrize(
    ("kind", "order", "form", "expected"),
    [
        ("defense", LAW, "of_right", ("nat_defense", "national")),
        ("defense", "A-1", "of_right", ("loc_autre", "local")),
        ("marches", "A-1", "period", ("loc_approvisionnement_marche", "local")),
        ("occasionnel", "A-1", "quota", ("loc_petit_rouleur", "local")),
        ("journee", "A-1", "day_pass", ("loc_pass_journee", "local")),
        ("chantier", "A-1", "period", ("loc_autre", "local")),
    ],
)
def test_a_kind_has_its_code(kind: str, order: str, form: str, expected: tuple[str, str]) -> None:
    """The law founds those of its own set alone, whatever an order calls its own."""
    assert code_of(kind, order, form) == expected


def test_every_code_is_of_the_schema() -> None:
    """None of ours would be refused as it leaves."""
    (field,) = (each for each in json.loads(SCHEMA.read_text())["fields"] if each["name"] == "type_code")
    assert {*_NATIONAL.values(), *_LOCAL.values(), *_BY_FORM.values()} <= set(field["constraints"]["enum"])
