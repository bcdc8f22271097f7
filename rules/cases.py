"""The tests that travel with the rules: each asked, each answer compared."""

from dataclasses import dataclass
from datetime import datetime

from rules.bundle import Bundle
from rules.engine import decide
from rules.ir import Trial
from rules.model import Case, Decision, Profile, Verdict
from rules.texts.answers import expected_needs, expected_rules, expected_verdict


@dataclass(frozen=True, slots=True)
class Failure:
    """A test whose answer is not the one its author expects; `sentences` are French, one a difference."""

    test: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """How a bundle's own tests went."""

    passed: tuple[str, ...]
    failures: tuple[Failure, ...]
    untested: tuple[str, ...]
    """Rules that gave no verdict in any test."""

    @property
    def ok(self) -> bool:
        """Whether no test failed."""
        return not self.failures


def run_tests(bundle: Bundle) -> Report:
    """Ask every test of the bundle."""
    passed: list[str] = []
    failures: list[Failure] = []
    seen: set[str] = set()
    for trial in bundle.tests:
        decision = decide(
            bundle, Case(Profile(trial.facts, trial.rights), datetime.fromisoformat(trial.at), trial.zones)
        )
        seen |= set(_because(decision))
        sentences = _compare(trial, decision)
        if sentences:
            failures.append(Failure(trial.name, sentences))
        else:
            passed.append(trial.name)
    untested = tuple(rule.id for rule in bundle.rules if rule.id not in seen)
    return Report(tuple(passed), tuple(failures), untested)


def _because(decision: Decision) -> tuple[str, ...]:
    """The rules that give the verdict: those of the zones that have it."""
    zones = [zone for zone in decision.zones if zone.verdict is decision.verdict]
    return tuple(sorted({reason.rule for zone in zones for reason in zone.reasons}))


def _compare(trial: Trial, decision: Decision) -> tuple[str, ...]:
    found = []
    because = _because(decision)
    if trial.expect != decision.verdict.word:
        found.append(expected_verdict(Verdict[trial.expect.upper()], decision))
    if trial.by is not None and trial.by != because:
        found.append(expected_rules(trial.by, because))
    if trial.needs is not None and trial.needs != decision.needs:
        found.append(expected_needs(trial.needs, decision.needs))
    return tuple(found)
