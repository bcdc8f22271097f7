"""`decide`, `explain`, `remedies`: one question to a territory's files."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from zoneinfo import ZoneInfo

from joptimiz.commands.rules.asking import read_asked
from joptimiz.commands.rules.loading import load
from joptimiz.commands.rules.saying import COLOURS, OK, print_json, say
from rules.bundle import Bundle
from rules.engine import decide
from rules.explain import explain
from rules.model import Decision, Verdict, ZoneDecision
from rules.remedies import Options, Remedy, remedies
from rules.texts import french
from rules.texts.answers import VERDICTS, source_words
from rules.texts.clockwise import hour, long_date

_LAST_WORD = "Seuls les arrêtés et la signalisation font foi."


def answer(given: argparse.Namespace) -> int:
    """The verdict, its reasons, what it asks for and what it lacks."""
    bundle, case = read_asked(load(given.path), given)
    decision = decide(bundle, case)
    if given.json:
        print_json(decision_json(decision, bundle))
    else:
        _print_decision(decision, bundle)
    return OK


def tell(given: argparse.Namespace) -> int:
    """The same in words, sentence by sentence, each with the text that founds it."""
    bundle, case = read_asked(load(given.path), given)
    explanation = explain(bundle, case, given.lang)
    if given.json:
        sentences = [asdict(sentence) for sentence in explanation.sentences]
        print_json({"verdict": explanation.verdict.word, "locale": explanation.locale, "sentences": sentences})
    else:
        say(explanation.text)
    return OK


def mend(given: argparse.Namespace) -> int:
    """What would make a refused visit lawful, or what was tried in vain."""
    bundle, case = read_asked(load(given.path), given)
    options = Options(given.hours_before, given.hours_after, rights=not given.no_rights, locale=given.lang)
    found = remedies(bundle, case, options)
    decision = decide(bundle, case)
    if given.json:
        none = found.none.message if found.none else None
        told = [_remedy_json(remedy, bundle) for remedy in found.found]
        print_json({"decision": decision_json(decision, bundle), "remedies": told, "none": none})
        return OK
    say(f"{VERDICTS[decision.verdict]}.", f"bold {COLOURS[decision.verdict]}")
    for remedy in found.found:
        say(f"→ {remedy.message}", COLOURS[remedy.verdict])
    if found.none:
        say(found.none.message)
    return OK


def _print_decision(decision: Decision, bundle: Bundle) -> None:
    say(f"{VERDICTS[decision.verdict]}.", f"bold {COLOURS[decision.verdict]}")
    for zone in decision.zones:
        _print_zone(zone, bundle)
    if decision.until:
        local = decision.until.astimezone(ZoneInfo(bundle.territory.timezone))
        say(f"Cette réponse change le {long_date(local.date())} à {hour(local.hour * 60 + local.minute)}.")
    say(_LAST_WORD, "dim")


def _print_zone(zone: ZoneDecision, bundle: Bundle) -> None:
    say(f"{bundle.zones[zone.zone].name} ({zone.zone})\u00a0: {VERDICTS[zone.verdict]}.", COLOURS[zone.verdict])
    for reason in zone.reasons:
        say(f"  {reason.message} {source_words(reason)}")
        if reason.quote:
            say(f"  «\u202f{reason.quote}\u202f» {reason.url or ''}".rstrip())
    for duty in zone.obligations if zone.verdict is Verdict.CONDITIONAL else ():
        say(f"  À respecter\u00a0: {french.duty(duty.kind, duty.amount)} ({duty.order}, art.\u00a0{duty.article}).")
    for reading in zone.readings:
        ways = f"{VERDICTS[reading.as_written]} ou {VERDICTS[reading.otherwise]}"
        say(f"  Doute\u00a0: {reading.text} Selon la lecture\u00a0: {ways.lower()} ; la plus grave l’emporte.")
    if zone.needs:
        say(f"  À vérifier\u00a0: il manque {french.both([french.need(need, bundle) for need in zone.needs])}.")


def decision_json(decision: Decision, bundle: Bundle) -> Mapping[str, object]:
    """A decision as the HTTP interface spells it, for one rulebook."""
    return {
        "verdict": decision.verdict.word,
        "doubt": decision.doubt,
        "needs": decision.needs,
        "missing": [{"need": need, "label": french.need(need, bundle)} for need in decision.needs],
        "obligations": [asdict(duty) for duty in decision.obligations],
        "until": decision.until.isoformat() if decision.until else None,
        "zones": [
            {
                "zone": zone.zone,
                "verdict": zone.verdict.word,
                "needs": zone.needs,
                "reasons": [asdict(reason) for reason in zone.reasons],
                "obligations": [asdict(duty) for duty in zone.obligations],
                "readings": [
                    {
                        **asdict(reading),
                        "as_written": reading.as_written.word,
                        "otherwise": reading.otherwise.word,
                    }
                    for reading in zone.readings
                ],
            }
            for zone in decision.zones
        ],
    }


def _remedy_json(remedy: Remedy, bundle: Bundle) -> Mapping[str, object]:
    local = remedy.at.astimezone(ZoneInfo(bundle.territory.timezone)) if remedy.at else None
    return {
        "kind": remedy.kind,
        "verdict": remedy.verdict.word,
        "message": remedy.message,
        "at": local,
        "rights": [{"territory": asked.territory, **asdict(asked.kind)} for asked in remedy.rights],
        "needs": remedy.needs,
        "obligations": [asdict(duty) for duty in remedy.obligations],
        "minutes": remedy.minutes,
    }
