"""`check`, `test`, `examine`: is a territory's folder sound, does it say what its author expects, is it well made?"""

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime

from joptimiz.commands.rules.loading import load, load_whole, root_of
from joptimiz.commands.rules.saying import OK, WRONG, place, print_json, print_problems, say
from rules.bundle import Bundle
from rules.cases import Report, run_tests
from rules.examine import Finding, examine
from rules.texts.answers import untested_rules
from rules.texts.clockwise import counted

_STYLES = {"error": "red", "warning": "yellow", "note": ""}


def check(given: argparse.Namespace) -> int:
    """Every problem, or what is there; on request, what another evaluator says of the same questions."""
    bundle = load(given.path)
    if given.second_opinion and (code := _second_opinion(bundle, given)) != OK:
        return code
    counts = {
        "orders": len(bundle.orders),
        "zones": len(bundle.zones),
        "rules": len({rule.name for rule in bundle.rules}),
        "tests": len(bundle.tests),
    }
    if given.json:
        print_json({"ok": True, "problems": [], **counts, "sha256": bundle.sha256})
        return OK
    nouns = ("arrêté", "zone", "règle", "essai")
    said = ", ".join(counted(count, noun) for count, noun in zip(counts.values(), nouns, strict=True))
    say(f"✓ {bundle.territory.name}\u00a0: {said}. Empreinte {bundle.sha256[:12]}.", "green")
    return OK


def _second_opinion(bundle: Bundle, given: argparse.Namespace) -> int:
    """Ask durable-rules the same; a disagreement is a problem, silence is said."""
    # Its host and its library are only paid for when they are asked.
    from tenants.opinion import problems, review  # noqa: PLC0415

    opinion = review(bundle, _today())
    if found := problems(opinion):
        print_problems(found, machine=given.json)
        return WRONG
    if not given.json:
        heard = f"{counted(opinion.asked, 'question')} posées à durable-rules\u00a0: mêmes réponses."
        say(f"Pas de second avis\u00a0: {opinion.unavailable}." if opinion.unavailable else f"✓ {heard}")
    return OK


def _today() -> date:
    return datetime.now(UTC).date()  # noqa: TID251  # the front door reads the clock


def test(given: argparse.Namespace) -> int:
    """The tests written with the rules."""
    report = run_tests(load(given.path))
    if given.json:
        print_json({"ok": report.ok, **asdict(report)})
    else:
        _print_report(report)
    return OK if report.ok else WRONG


def _print_report(report: Report) -> None:
    for failure in report.failures:
        say(f"✗ {failure.test}", "bold red")
        for sentence in failure.sentences:
            say(f"  {sentence}")
    if report.passed:
        say(f"✓ {counted(len(report.passed), 'essai')} comme attendu.", "green")
    if not report.passed and not report.failures:
        say("Aucun essai n’est écrit avec ces règles.")
    if report.untested:
        say(untested_rules(report.untested), "yellow")


def inspect(given: argparse.Namespace) -> int:
    """Everything worth mending in a sound folder; an error is one that changes answers."""
    whole = load_whole(given.path)
    findings = examine(whole.bundle, whole.places)
    grave = any(finding.severity == "error" for finding in findings)
    if given.json:
        print_json({"ok": not grave, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print_finding(finding, str(root_of(given.path)))
        said = counted(len(findings), "remarque") if findings else "✓ Rien à redire"
        say(f"{said}.", "" if findings else "green")
    return WRONG if grave else OK


def _print_finding(finding: Finding, root: str) -> None:
    file = f"{root}/{finding.file}" if finding.file else None
    say(f"{place(file, finding.line, finding.column)}{finding.message}", _STYLES[finding.severity])
    if finding.hint:
        say(f"  {finding.hint}")
