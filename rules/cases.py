"""The tests that travel with the rules: each asked, each answer compared."""

from dataclasses import dataclass
from datetime import datetime

from rules.bundle import Bundle
from rules.engine import decide
from rules.ir import Trial
from rules.model import Activation, Case, Decision, Duty, Order, Profile, Verdict
from rules.texts.answers import (
    expected_doubt,
    expected_duties,
    expected_needs,
    expected_rules,
    expected_verdict,
)
from rules.vocabulary import DUTIES, SILENT_STATUSES


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
    """Rules, by their author's names, that gave no verdict in any test, though their order speaks."""

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
        decision = _ask(bundle, trial)
        seen |= set(_because(decision))
        sentences = _compare(trial, decision)
        if sentences:
            failures.append(Failure(trial.name, sentences))
        else:
            passed.append(trial.name)
    speaking = {rule.name for rule in bundle.rules if _speaks(bundle.orders[rule.order])}
    return Report(tuple(passed), tuple(failures), tuple(sorted(speaking - seen)))


def _ask(bundle: Bundle, trial: Trial) -> Decision:
    """The answer to a test's question, with what it switches on."""
    at = datetime.fromisoformat(trial.at)
    if trial.triggers:
        bundle = bundle.with_overlays([*bundle.overlays, *(Activation(name, at) for name in trial.triggers)])
    return decide(bundle, Case(Profile(trial.facts, trial.rights), at, trial.zones))


def _speaks(order: Order) -> bool:
    """Whether an order applies on some date: no test can lead to the rules of one that never does."""
    return any(status not in SILENT_STATUSES for _, status in order.statuses)


def _because(decision: Decision) -> tuple[str, ...]:
    """The rules that give the verdict: those of the zones that have it."""
    zones = [zone for zone in decision.zones if zone.verdict is decision.verdict]
    return tuple(sorted({reason.rule for zone in zones for reason in zone.reasons}))


def _compare(trial: Trial, decision: Decision) -> tuple[str, ...]:
    found = []
    because = _because(decision)
    duties = {Duty(duty.kind, duty.amount) for duty in decision.obligations}
    if trial.expect != decision.verdict.word:
        found.append(expected_verdict(Verdict[trial.expect.upper()], decision))
    if trial.by is not None and trial.by != because:
        found.append(expected_rules(trial.by, because))
    if trial.needs is not None and trial.needs != decision.needs:
        found.append(expected_needs(trial.needs, decision.needs))
    if trial.duties is not None and set(trial.duties) != duties:
        found.append(expected_duties(trial.duties, sorted(duties, key=lambda duty: DUTIES.index(duty.kind))))
    if trial.doubt is not None and trial.doubt is not decision.doubt:
        found.append(expected_doubt(expected=trial.doubt))
    return tuple(found)
