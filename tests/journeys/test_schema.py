"""The OpenAPI document and the product agree on whatever schemathesis invents: no 500, no answer off its schema."""

from typing import Any

import httpx
import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

SCHEMA = "/schema/openapi.json"
EXAMPLES = 25
UNSERVED = "/cds/curbs/areas"
"""CDS 1.1 answers 501 for what is not implemented."""


def test_nothing_invented_breaks_it(product: str) -> None:
    """Every operation, with good and bad values, answers below 500."""
    schema = schemathesis.openapi.from_dict(httpx.get(f"{product}{SCHEMA}").json())
    tried = 0
    for outcome in schema.get_all_operations():
        assert isinstance(outcome, Ok)
        operation = outcome.ok()
        if operation.path == UNSERVED:
            continue

        @hypothesis.settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(case=operation.as_strategy())
        def attack(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(base_url=product, checks=[not_a_server_error])

        attack()
        tried += 1
    assert tried >= 8


def test_it_says_how_it_refuses(product: str) -> None:
    """Each operation documents problem details and no status it never gives; a real refusal has that shape."""
    document = httpx.get(f"{product}{SCHEMA}").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    for operation in operations:
        assert "400" not in operation["responses"]
        assert "application/problem+json" in operation["responses"]["default"]["content"]
    details = document["components"]["schemas"]["Details"]
    refusal = httpx.post(f"{product}/api/v1/decisions", json={}).json()
    assert set(refusal) == set(details["properties"])
    assert not any(path.startswith("/schema") for path in document["paths"])


def test_each_field_of_a_question_and_its_answer_says_what_it_is(product: str) -> None:
    """No field of decisions, windows and remedies is left to be guessed."""
    schemas = httpx.get(f"{product}{SCHEMA}").json()["components"]["schemas"]
    names = ["Vehicle", "Right", "DecisionsIn", "WindowsIn", "RemediesIn", "OptionsIn"]
    names += [
        "DecisionOut",
        "ZoneOut",
        "ReasonOut",
        "ObligationOut",
        "WindowsOut",
        "ZoneWindows",
        "RemedyOut",
        "RemediesOut",
    ]
    silent = [
        f"{name}.{field}"
        for name in names
        for field, shape in schemas[name]["properties"].items()
        if not shape.get("description")
    ]
    assert silent == []
