"""The tests that travel with the rules: each asked, each answer compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.bundle import Bundle
from rules.engine import decide
from rules.ir import Trial
from rules.model import Activation, Case, Decision, Duty, Order, Profile, Verdict
from rules.texts.answers import expected_doubt, expected_duties, expected_needs, expected_rules, expected_verdict
from rules.vocabulary import DUTIES, SILENT_STATUSES, rank


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
    """Rules, by the names their authors gave, that no test leads to, though their order speaks."""

    @property
    def ok(self) -> bool:
        """Whether no test failed."""
        return not self.failures


def run_tests(bundle: Bundle) -> Report:
    """Ask every test of the bundle."""
    names = {rule.id: rule.name for rule in bundle.rules}
    passed: list[str] = []
    failures: list[Failure] = []
    seen: set[str] = set()
    for trial in bundle.tests:
        decision = ask(bundle, trial)
        because = _because(decision, names)
        seen.update(because)
        sentences = _compare(trial, decision, because, bundle)
        if sentences:
            failures.append(Failure(trial.name, sentences))
        else:
            passed.append(trial.name)
    speaking = (rule.name for rule in bundle.rules if _speaks(bundle.orders[rule.order]))
    return Report(tuple(passed), tuple(failures), tuple(dict.fromkeys(name for name in speaking if name not in seen)))


def _speaks(order: Order) -> bool:
    """Whether an order applies on some date: no test can lead to the rules of one that never does."""
    return any(status not in SILENT_STATUSES for _, status in order.statuses)


def ask(bundle: Bundle, trial: Trial) -> Decision:
    """The decision on a test's question, with its triggers on for that minute."""
    at = datetime.fromisoformat(trial.at)
    if trial.triggers:
        on = (Activation(trigger, at, at + timedelta(minutes=1)) for trigger in trial.triggers)
        bundle = bundle.with_overlays((*bundle.overlays, *on))
    return decide(bundle, Case(Profile(trial.facts, trial.rights), at, trial.zones))


def because_of(bundle: Bundle, trial: Trial) -> tuple[str, tuple[str, ...]]:
    """The verdict a test gets, and the rules that give it."""
    decision = ask(bundle, trial)
    return decision.verdict.word, _because(decision, {rule.id: rule.name for rule in bundle.rules})


def _because(decision: Decision, names: Mapping[str, str]) -> tuple[str, ...]:
    """The rules that give the verdict, by the names their authors gave: those of the zones that have it."""
    zones = [zone for zone in decision.zones if zone.verdict is decision.verdict]
    return tuple(sorted({names.get(reason.rule, reason.rule) for zone in zones for reason in zone.reasons}))


def _compare(trial: Trial, decision: Decision, because: tuple[str, ...], bundle: Bundle) -> tuple[str, ...]:
    found = []
    if trial.expect != decision.verdict.word:
        found.append(expected_verdict(Verdict[trial.expect.upper()], decision, bundle.days))
    if trial.by is not None and trial.by != because:
        found.append(expected_rules(trial.by, because))
    if trial.needs is not None and trial.needs != decision.needs:
        found.append(expected_needs(trial.needs, decision.needs))
    if trial.duties is not None and trial.duties != (duties := _duties(decision)):
        found.append(expected_duties(trial.duties, duties))
    if trial.doubt is not None and trial.doubt is not decision.doubt:
        found.append(expected_doubt(decision))
    return tuple(found)


def _duties(decision: Decision) -> tuple[Duty, ...]:
    """What the decision asks over all its zones: of one kind, the one that binds."""
    found: dict[str, Duty] = {}
    for asked in sorted(decision.obligations, key=lambda asked: rank(asked.kind, asked.amount)):
        found.setdefault(asked.kind, Duty(asked.kind, asked.amount))
    return tuple(found[kind] for kind in DUTIES if kind in found)
