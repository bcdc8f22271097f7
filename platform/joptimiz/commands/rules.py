"""`joptimiz rules`: check a territory's files, run their tests, ask them a question; no database is started."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from rules.bundle import Bundle
from rules.cases import Report, run_tests
from rules.compiler import compile_bundle
from rules.engine import decide
from rules.model import Case, Decision, Invalid, Problem, Profile, Source, Verdict
from rules.reading.questions import read_question
from rules.texts.answers import VERDICTS, missing_facts, source_words, untested_rules
from rules.texts.clockwise import counted
from tenants.files import find_home, read_file, read_folder

OK, WRONG, MISUSED = 0, 1, 2

_COLOURS = {Verdict.ALLOWED: "green", Verdict.CONDITIONAL: "yellow", Verdict.UNKNOWN: "blue", Verdict.FORBIDDEN: "red"}
_NEUTRAL = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
"""
"""What a rules file outside any territory is read against."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `rules check|test|decide` to the commands."""
    rules = subparsers.add_parser("rules", help="vérifier, essayer, interroger les règles d’un territoire")
    verbs = rules.add_subparsers(required=True, metavar="VERBE")
    _verb(verbs, "check", "tous les problèmes, avec ligne et colonne", _check)
    _verb(verbs, "test", "les essais écrits avec les règles", _test)
    question = _verb(verbs, "decide", "un véhicule peut-il être là, à cet instant ?", _decide)
    question.add_argument("--at", required=True, help="2026-11-24T10:00, à l’heure du territoire ou avec décalage")
    question.add_argument("--zone", action="append", default=[], help="une zone ; répétez pour plusieurs")
    question.add_argument("--vehicle", action="extend", nargs="*", default=[], metavar="FAIT=VALEUR")
    question.add_argument("--activity", help="delivery, transit… ; inconnu si absent")


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    help_text: str,
    func: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=help_text)
    parser.add_argument("path", type=Path, help="dossier d’un territoire, ou un fichier YAML")
    parser.add_argument("--json", action="store_true", help="réponse pour une machine")
    parser.set_defaults(func=lambda given: _guarded(func, given))
    return parser


def _guarded(func: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """Run a verb; problems are listed, a wrong question or path is a misuse."""
    path: Path = given.path
    if not path.exists():
        _print_problems((Problem("path-missing", f"« {path} » n’existe pas."),), given)
        return MISUSED
    try:
        return func(given)
    except Invalid as error:
        _print_problems(error.problems, given)
        return WRONG if any(problem.file for problem in error.problems) else MISUSED


def _load(path: Path) -> Bundle:
    """The bundle at a path; its problems are named from where the user stands."""
    root = path if path.is_dir() else find_home(path) or path.parent
    try:
        if path.is_dir() or find_home(path):
            sources, geometries = read_folder(root)
        else:
            sources, geometries = read_file(path)
            sources = (*sources, Source("territory.yaml", _NEUTRAL))
        return compile_bundle(sources, geometries)
    except Invalid as error:
        places = [problem.file or "territory.yaml" for problem in error.problems]
        named = [replace(p, file=str(root / at)) for p, at in zip(error.problems, places, strict=True)]
        raise Invalid(tuple(named)) from error


def _check(given: argparse.Namespace) -> int:
    bundle = _load(given.path)
    counts = {
        "orders": len(bundle.orders),
        "zones": len(bundle.zones),
        "rules": len(bundle.rules),
        "tests": len(bundle.tests),
    }
    if given.json:
        _print_json({"ok": True, "problems": [], **counts, "sha256": bundle.sha256})
        return OK
    said = ", ".join(
        (
            counted(counts["orders"], "arrêté"),
            counted(counts["zones"], "zone"),
            counted(counts["rules"], "règle"),
            counted(counts["tests"], "essai"),
        )
    )
    _say(f"✓ {bundle.territory.name}\u00a0: {said}. Empreinte {bundle.sha256[:12]}.", "green")
    return OK


def _test(given: argparse.Namespace) -> int:
    report = run_tests(_load(given.path))
    if given.json:
        _print_json({"ok": report.ok, **asdict(report)})
    else:
        _print_report(report)
    return OK if report.ok else WRONG


def _print_report(report: Report) -> None:
    for failure in report.failures:
        _say(f"✗ {failure.test}", "bold red")
        for sentence in failure.sentences:
            _say(f"  {sentence}")
    if report.passed:
        _say(f"✓ {counted(len(report.passed), 'essai')} comme attendu.", "green")
    if not report.passed and not report.failures:
        _say("Aucun essai n’est écrit avec ces règles.")
    if report.untested:
        _say(untested_rules(report.untested), "yellow")


def _decide(given: argparse.Namespace) -> int:
    bundle = _load(given.path)
    facts, at = read_question(_pairs(given), given.at, ZoneInfo(bundle.territory.timezone))
    decision = decide(bundle, Case(Profile(facts), at, tuple(dict.fromkeys(given.zone))))
    if given.json:
        _print_json(_decision_json(decision))
    else:
        _print_decision(decision, bundle)
    return OK


def _pairs(given: argparse.Namespace) -> dict[str, str]:
    pairs = {}
    for text in given.vehicle:
        name, equals, value = text.partition("=")
        if not equals:
            raise Invalid((Problem("not-a-pair", f"« {text} » n’est pas de la forme fait=valeur.", "gvw_kg=7500"),))
        pairs[name] = value
    return pairs | ({"activity": given.activity} if given.activity else {})


def _print_decision(decision: Decision, bundle: Bundle) -> None:
    _say(f"{VERDICTS[decision.verdict]}.", f"bold {_COLOURS[decision.verdict]}")
    for zone in decision.zones:
        _say(f"{bundle.zones[zone.zone].name} ({zone.zone})\u00a0: {VERDICTS[zone.verdict]}.", _COLOURS[zone.verdict])
        for reason in zone.reasons:
            _say(f"  {reason.message} {source_words(reason)}")
            if reason.quote:
                _say(f"  «\u202f{reason.quote}\u202f» {reason.url or ''}".rstrip())
        if zone.needs:
            _say(f"  À vérifier\u00a0: {missing_facts(zone.needs, bundle.days)}.")
    if decision.until:
        local = decision.until.astimezone(ZoneInfo(bundle.territory.timezone))
        _say(f"Cette réponse change le {local:%d/%m/%Y à %H:%M}.")
    _say("Seuls les arrêtés et la signalisation font foi.", "dim")


def _decision_json(decision: Decision) -> Mapping[str, object]:
    return {
        "verdict": decision.verdict.word,
        "needs": decision.needs,
        "until": decision.until.isoformat() if decision.until else None,
        "zones": [
            {
                "zone": zone.zone,
                "verdict": zone.verdict.word,
                "needs": zone.needs,
                "reasons": [asdict(reason) for reason in zone.reasons],
            }
            for zone in decision.zones
        ],
    }


def _print_problems(problems: Sequence[Problem], given: argparse.Namespace) -> None:
    if given.json:
        _print_json({"ok": False, "problems": [asdict(problem) for problem in problems]})
        return
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
        _say(f"{place}: {problem.message}" if place else problem.message, "red")
        if problem.hint:
            _say(f"  {problem.hint}")
    _say(f"{counted(len(problems), 'problème')} à corriger.")


def _say(text: str, style: str = "") -> None:
    Console(soft_wrap=True, highlight=False).print(Text(text, style=style))


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
