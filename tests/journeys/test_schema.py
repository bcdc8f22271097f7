"""The OpenAPI document and the product agree on whatever schemathesis invents: no 500, no answer off its schema."""

from typing import Any

import httpx
import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

SCHEMA = "/schema/openapi.json"
EXAMPLES = 25


def test_nothing_invented_breaks_it(product: str) -> None:
    """Every operation, with good and bad values, answers below 500."""
    schema = schemathesis.openapi.from_dict(httpx.get(f"{product}{SCHEMA}").json())
    tried = 0
    for outcome in schema.get_all_operations():
        assert isinstance(outcome, Ok)
        operation = outcome.ok()

        @hypothesis.settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(case=operation.as_strategy())
        def attack(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(base_url=product, checks=[not_a_server_error])

        attack()
        tried += 1
    assert tried >= 8
