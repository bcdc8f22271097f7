"""The tests that travel with the rules: what they ask, and what they tell when the answer is another."""

from collections.abc import Callable

import pytest

from rules.bundle import Bundle
from rules.cases import run_tests

RULES = """\
schema: joptimiz/rules@1
orders:
  A: {title: Arrêté A}
  B: {title: Projet B, status: to_come}
  C: {title: Arrêté C, status: {2027-01-01: in_force}}
zones:
  centre: {kind: ztl, geometry: zones/centre.geojson}
rights:
  artisan: {name: la dérogation artisan, order: A, article: "3"}
rules:
  - {id: fermee, do: prohibit, zones: [centre], order: A, article: "1"}
  - {id: livraison, do: allow, overrides: [fermee], zones: [centre], if: {activity: {in: [delivery]}}, limit: {stay_min: 30}, require: [disc], order: A, article: "2", ambiguity: {text: L’enlèvement en est-il ?, if: {activity: {in: [delivery, pickup]}}}}
  - {id: artisan, do: allow, overrides: [fermee], zones: [centre], if: {right: {has: artisan}}, order: A, article: "3"}
  - {id: alerte, do: prohibit, zones: [centre], trigger: crue, order: A, article: "4"}
  - {id: projet, do: prohibit, zones: [centre], order: B, article: "1"}
  - {id: bientot, do: prohibit, zones: [centre], if: {gvw_kg: {gt: 3500}}, order: C, article: "1"}
tests:
"""  # noqa: E501
TRIALS = """\
  - {name: livraison, at: "2026-11-24T10:00", zone: centre, activity: delivery, expect: conditional, by: [livraison], obligations: [disc, {stay_min: 30}], doubt: false}
  - {name: enlèvement, at: "2026-11-24T10:00", zone: centre, activity: pickup, expect: forbidden, by: [fermee], obligations: [], doubt: true}
  - {name: artisan, at: "2026-11-24T10:00", zone: centre, activity: works, rights: [artisan], expect: allowed, by: [artisan]}
  - {name: crue, like: artisan, triggers: [crue], expect: forbidden, by: [alerte]}
  - {name: bientôt, like: artisan, at: "2027-01-01T00:00", vehicle: {gvw_kg: 12000}, expect: forbidden, by: [bientot]}
"""  # noqa: E501


def test_everything_a_test_says_is_asked(compiled: Callable[..., Bundle]) -> None:
    """Rights, triggers, obligations and doubt count; a rule of an order that never speaks awaits no test."""
    report = run_tests(compiled(RULES + TRIALS))
    assert report.failures == ()
    assert len(report.passed) == 5
    assert report.untested == ()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "[disc, {stay_min: 30}]",
            "[disc, {stay_min: 20}]",
            "attendues : disque exigé et arrêt limité à 20 min. Obligations",
        ),
        ("[disc, {stay_min: 30}]", "[]", "attendues : aucune. Obligations : disque exigé et arrêt limité à 30 min"),
        ("doubt: false", "doubt: true", "Toutes les lectures donnent la même réponse"),
        ("doubt: true", "doubt: false", "Aucun doute n’était attendu"),
        ("rights: [artisan]", "rights: []", "Attendu : Autorisé. Obtenu : Interdit"),
        ("triggers: [crue]", "triggers: []", "Attendu : Interdit. Obtenu : Autorisé"),
    ],
)
def test_each_difference_is_told(compiled: Callable[..., Bundle], right: str, wrong: str, said: str) -> None:
    """A test that expects something else fails with a sentence that says both."""
    assert right in TRIALS
    report = run_tests(compiled(RULES + TRIALS.replace(right, wrong)))
    sentences = " ".join(sentence for failure in report.failures for sentence in failure.sentences)
    assert said in sentences.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_rule_no_test_leads_to_is_named_once(compiled: Callable[..., Bundle]) -> None:
    """By its author's name."""
    lines = [line for line in TRIALS.splitlines(keepends=True) if "crue" not in line]
    assert run_tests(compiled(RULES + "".join(lines))).untested == ("alerte",)
