"""Sentences about a decision."""

from collections.abc import Mapping, Sequence

from rules.model import Decision, Duty, Reason, Verdict
from rules.texts.clockwise import listed
from rules.texts.typography import NO_BREAK, typeset
from rules.vocabulary import NEED_LABELS

VERDICTS: Mapping[Verdict, str] = {
    Verdict.ALLOWED: "Autorisé",
    Verdict.CONDITIONAL: "Sous condition",
    Verdict.UNKNOWN: "À vérifier",
    Verdict.FORBIDDEN: "Interdit",
}


def missing_facts(needs: Sequence[str]) -> str:
    """« il manque la vignette Crit’Air et le PTAC »."""
    return f"il manque {listed([NEED_LABELS.get(need, need) for need in needs])}"


def source_words(reason: Reason) -> str:
    """The order and its article: « Arrêté A-2026-118, art. 2. »."""
    article = "article à vérifier" if reason.to_verify else f"art.{NO_BREAK}{reason.article}"
    return f"Arrêté {reason.order}, {article}."


def expected_verdict(expected: Verdict, decision: Decision) -> str:
    """What was expected, what came, and why."""
    got = f"Attendu : {VERDICTS[expected]}. Obtenu : {VERDICTS[decision.verdict]}."
    reasons = [reason for zone in decision.zones if zone.verdict is decision.verdict for reason in zone.reasons]
    because = [f"{reason.message} {source_words(reason)}" for reason in reasons]
    if decision.needs:
        because.append(f"I{missing_facts(decision.needs)[1:]}.")
    if not because:
        because.append("Aucune règle ne s'applique.")
    return typeset(got) + " " + " ".join(because)


def expected_rules(expected: Sequence[str], got: Sequence[str]) -> str:
    """Which rules were expected to decide, which did."""
    return typeset(f"Règles attendues : {_names(expected)}. Règles en cause : {_names(got)}.")


def expected_needs(expected: Sequence[str], got: Sequence[str]) -> str:
    """Which facts were expected to be missing, which are."""
    return typeset(f"Données attendues comme manquantes : {_names(expected)}. Données manquantes : {_names(got)}.")


def expected_duties(expected: Sequence[Duty], got: Sequence[Duty]) -> str:
    """Which obligations were expected, which came, in the words of the language."""
    words = [[f"{duty.kind}: {duty.amount}" if duty.amount else duty.kind for duty in side] for side in (expected, got)]
    return typeset(f"Obligations attendues : {_names(words[0])}. Obligations obtenues : {_names(words[1])}.")


def expected_doubt(*, expected: bool) -> str:
    """Whether two readings were expected to differ."""
    if expected:
        return typeset("Deux lectures devaient donner deux réponses ; elles donnent la même.")
    return typeset("Une seule réponse était attendue ; une autre lecture en donne une autre.")


def untested_rules(rules: Sequence[str]) -> str:
    """Which rules no test leads to."""
    if len(rules) == 1:
        return typeset(f"Aucun essai ne mène à la règle {rules[0]}.")
    return typeset(f"Aucun essai ne mène à ces règles : {', '.join(rules)}.")


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "aucune"
