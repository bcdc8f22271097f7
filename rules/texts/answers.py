"""Sentences about a decision."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rules.model import DaySet, Decision, Duty, Reason, Verdict
from rules.texts.clockwise import listed
from rules.texts.sentences import duty_words
from rules.texts.typography import NO_BREAK, typeset
from rules.vocabulary import NEED_LABELS

VERDICTS: Mapping[Verdict, str] = {
    Verdict.ALLOWED: "Autorisé",
    Verdict.CONDITIONAL: "Sous condition",
    Verdict.UNKNOWN: "À vérifier",
    Verdict.FORBIDDEN: "Interdit",
}


def missing_facts(needs: Sequence[str], days: Mapping[str, DaySet] = MappingProxyType({})) -> str:
    """« il manque la vignette Crit’Air et la liste des jours de match »; `days` are the territory's own sets."""
    return f"il manque {listed([_label(need, days) for need in needs])}"


def _label(need: str, days: Mapping[str, DaySet]) -> str:
    if need in NEED_LABELS:
        return NEED_LABELS[need]
    return f"la liste des {days[need].name}" if need in days else need


def source_words(reason: Reason) -> str:
    """The order and its article: « Arrêté A-2026-118, art. 2. »."""
    article = "article à vérifier" if reason.to_verify else f"art.{NO_BREAK}{reason.article}"
    return f"Arrêté {reason.order}, {article}."


def expected_verdict(expected: Verdict, decision: Decision, days: Mapping[str, DaySet]) -> str:
    """What was expected, what came, and why."""
    got = f"Attendu : {VERDICTS[expected]}. Obtenu : {VERDICTS[decision.verdict]}."
    reasons = [reason for zone in decision.zones if zone.verdict is decision.verdict for reason in zone.reasons]
    because = [f"{reason.message} {source_words(reason)}" for reason in reasons]
    if decision.needs:
        because.append(f"I{missing_facts(decision.needs, days)[1:]}.")
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
    """What was expected to be asked, what is."""
    return typeset(f"Obligations attendues : {_asked(expected)}. Obligations : {_asked(got)}.")


def _asked(duties: Sequence[Duty]) -> str:
    return listed([duty_words(duty) for duty in duties]) or "aucune"


def expected_doubt(got: Decision) -> str:
    """Whether a clause was expected to change the answer by its second reading, and which ones do."""
    if not got.doubt:
        return typeset("Un doute était attendu. Toutes les lectures donnent la même réponse.")
    texts = dict.fromkeys(reading.text for zone in got.zones for reading in zone.readings)
    return typeset("Aucun doute n'était attendu. Deux lectures s'opposent : ") + " ".join(texts)


def untested_rules(rules: Sequence[str]) -> str:
    """Which rules no test leads to."""
    if len(rules) == 1:
        return typeset(f"Aucun essai ne mène à la règle {rules[0]}.")
    return typeset(f"Aucun essai ne mène à ces règles : {', '.join(rules)}.")


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "aucune"
