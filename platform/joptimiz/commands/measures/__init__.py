"""`joptimiz measures`: what is switched on or repealed since rulebooks were published; previewed, recorded, ended."""

import argparse
from collections.abc import Callable

from joptimiz.commands.stopping import at_once
from joptimiz.commands.words import Parser, Verbs

type Act = Callable[[argparse.Namespace], int]


def add_parser(subparsers: Verbs) -> None:
    """Add `measures …` to the commands."""
    measures = subparsers.add_parser("measures", help="déclencher une mesure, abroger un fondement, y mettre fin")
    verbs = measures.add_subparsers(required=True, metavar="VERBE")
    listing = _verb(verbs, "list", "les mesures enregistrées", "show")
    listing.add_argument("territory", nargs="?", help="son nom dans l’annuaire ; le niveau national si absent")
    activate = _verb(verbs, "activate", "déclencher ce qu’un règlement attend", "activate")
    activate.add_argument("territory", help="son nom dans l’annuaire")
    activate.add_argument("trigger", help="le déclencheur, tel que les règles le nomment")
    activate.add_argument("--from", dest="start", required=True, metavar="INSTANT", help="2026-12-05T06:00")
    activate.add_argument("--to", dest="end", metavar="INSTANT", help="fin exclue ; jusqu’à nouvel ordre si absente")
    repeal = _verb(
        verbs, "repeal", "abroger un fondement : montre l’effet, et n’enregistre qu’avec --confirm", "repeal"
    )
    repeal.add_argument("basis", help="le fondement, « CGCT L2213-4-1 »")
    repeal.add_argument("--from", dest="start", required=True, metavar="DATE", help="2027-01-01")
    repeal.add_argument("--territory", help="un territoire ; tous si absent")
    repeal.add_argument("--confirm", action="store_true", help="enregistrer")
    for verb in (activate, repeal):
        verb.add_argument("--source", required=True, help="ce qui le fonde : décision, loi, adresse")
    end = _verb(verbs, "end", "mettre fin à une mesure, ou la retirer", "end")
    end.add_argument("id", help="son numéro, donné par list")
    end.add_argument("--territory", help="son territoire ; le niveau national si absent")
    end.add_argument("--at", metavar="INSTANT", help="fin d’une mesure déclenchée ; la retirer si absent")


def _verb(verbs: Verbs, name: str, help_text: str, act: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(act, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Commands that only read files must pay neither for the database nor for its libraries.
    with at_once():
        from joptimiz.commands.measures import acts  # noqa: PLC0415

    return acts.run(act, given)
