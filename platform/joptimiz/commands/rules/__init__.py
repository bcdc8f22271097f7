"""`joptimiz rules`: check a territory's files, try them, ask them, compare them; no database but for `export`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from joptimiz.commands.rules import answering, checking, comparing, conforming, giving
from joptimiz.commands.rules.asking import add_question
from joptimiz.commands.rules.saying import MISUSED, WRONG, print_problems
from joptimiz.commands.words import Parser, Verbs
from rules.model import Invalid, Problem

type Verb = Callable[[argparse.Namespace], int]


def add_parser(subparsers: Verbs) -> None:
    """Add `rules …` to the commands."""
    rules = subparsers.add_parser("rules", help="vérifier, essayer, interroger les règles d’un territoire")
    verbs = rules.add_subparsers(required=True, metavar="VERBE")
    check = _on_files(verbs, "check", "tous les problèmes, avec ligne et colonne", checking.check)
    check.add_argument("--second-opinion", action="store_true", help="poser les mêmes questions à durable-rules")
    _on_files(verbs, "test", "les essais écrits avec les règles", checking.test)
    _on_files(verbs, "examine", "contradictions, règles mortes, trous, essais manquants", checking.inspect)
    add_question(_on_files(verbs, "decide", "un véhicule peut-il être là, à cet instant ?", answering.answer))
    explain = _on_files(verbs, "explain", "pourquoi, phrase par phrase", answering.tell)
    add_question(explain)
    remedies = _on_files(verbs, "remedies", "ce qui rendrait la venue permise", answering.mend)
    add_question(remedies)
    remedies.add_argument("--hours-before", type=int, default=24, metavar="HEURES")
    remedies.add_argument("--hours-after", type=int, default=168, metavar="HEURES")
    remedies.add_argument("--no-rights", action="store_true", help="sans chercher de dérogation")
    for verb in (explain, remedies):
        verb.add_argument("--lang", choices=("fr", "en"), default="fr", help="langue des phrases")
    diff = _on_files(verbs, "diff", "pour qui, où et quand la réponse change", comparing.compare_two)
    diff.add_argument("new", type=Path, nargs="?", metavar="NOUVEAU", help="le dossier comparé au premier")
    diff.add_argument("--without", metavar="FONDEMENT", help="plutôt : le même dossier, ce fondement abrogé")
    diff.add_argument("--from", dest="start", metavar="DATE", help="premier jour comparé ; aujourd’hui si absent")
    diff.add_argument("--days", type=int, default=7, metavar="JOURS", help="combien de jours (7)")
    _add_givers(verbs)
    _add_conformance(verbs)


def _add_givers(verbs: Verbs) -> None:
    schema = verbs.add_parser("schema", help="le schéma JSON des fichiers, pour un éditeur")
    schema.add_argument("kind", nargs="?", choices=tuple(giving.SCHEMAS), default="rules", help="rules si absent")
    schema.set_defaults(func=giving.print_schema)
    days = verbs.add_parser("days", help="proposer les vacances scolaires d’une zone (A, B ou C), en YAML")
    days.add_argument("zone", help="A, B ou C")
    days.add_argument("start", help="premier jour, 2026-09-01")
    days.add_argument("end", help="lendemain du dernier, 2027-09-01")
    days.set_defaults(func=giving.propose_days)
    export = verbs.add_parser("export", help="les fichiers d’un territoire, tels que la base les garde")
    export.add_argument("territory", help="son nom dans l’annuaire")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="DOSSIER", help="où l’écrire")
    export.add_argument("--number", type=int, help="une version ; la dernière publiée si absent")
    export.set_defaults(func=giving.export)


def _add_conformance(verbs: Verbs) -> None:
    conformance = verbs.add_parser(
        "conformance", help="éprouver les réponses d’un autre logiciel, sur des questions signées"
    )
    acts = conformance.add_subparsers(required=True, metavar="ACTE")
    write = acts.add_parser("write", help="un dossier de questions signées, avec le règlement signé et les clés")
    write.add_argument("territory", help="son nom dans l’annuaire")
    write.add_argument("-o", "--output", type=Path, required=True, metavar="DOSSIER", help="où l’écrire")
    write.add_argument("--count", type=int, default=1_000, metavar="NOMBRE", help="combien de questions (1000)")
    write.add_argument("--seed", type=int, default=1, metavar="GRAINE", help="le même nombre, les mêmes questions (1)")
    write.set_defaults(func=conforming.write)
    answer = acts.add_parser("answer", help="nos réponses à ces questions, d’après le seul règlement signé")
    check = acts.add_parser("check", help="la note d’un fichier de réponses, et chaque écart")
    for act in (answer, check):
        act.add_argument("folder", type=Path, metavar="DOSSIER", help="celui que « write » a écrit")
    check.add_argument(
        "answers", type=Path, metavar="REPONSES", help="un fichier JSON, de la forme que donne « answer »"
    )
    check.add_argument("--json", action="store_true", help="réponse pour une machine")
    answer.set_defaults(func=conforming.answer)
    check.set_defaults(func=conforming.check)


def _on_files(verbs: Verbs, name: str, help_text: str, func: Verb) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.add_argument("path", type=Path, help="dossier d’un territoire, ou un fichier YAML")
    parser.add_argument("--json", action="store_true", help="réponse pour une machine")
    parser.set_defaults(func=lambda given: _guarded(func, given))
    return parser


def _guarded(func: Verb, given: argparse.Namespace) -> int:
    """Run a verb; problems are listed, a wrong question or path is a misuse."""
    path: Path = given.path
    missing = [each for each in (path, getattr(given, "new", None)) if each is not None and not each.exists()]
    if missing:
        told = tuple(Problem("path-missing", f"« {each} » n’existe pas.") for each in missing)
        print_problems(told, machine=given.json)
        return MISUSED
    try:
        return func(given)
    except Invalid as error:
        print_problems(error.problems, machine=given.json)
        return WRONG if any(problem.file for problem in error.problems) else MISUSED
