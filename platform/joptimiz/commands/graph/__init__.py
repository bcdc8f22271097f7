"""`joptimiz graph`: the streets of a territory, built from an extract and swapped under a running server."""

import argparse
from collections.abc import Callable
from pathlib import Path

from joptimiz.commands.stopping import at_once
from joptimiz.commands.words import Parser, Verbs

type Act = Callable[[argparse.Namespace], int]


def add_parser(subparsers: Verbs) -> None:
    """Add `graph …` to the commands."""
    graph = subparsers.add_parser("graph", help="les rues d’un territoire : construire, lister, revenir en arrière")
    verbs = graph.add_subparsers(required=True, metavar="VERBE")
    build = _verb(verbs, "build", "construire rues, fond de carte et adresses, et les mettre en service", "build")
    build.add_argument("extract", type=Path, metavar="FICHIER.osm.pbf", help="un extrait OpenStreetMap qui le couvre")
    build.add_argument("--territory", required=True, metavar="TERRITOIRE", help="son nom dans l’annuaire")
    build.add_argument(
        "--ban", type=Path, action="append", default=[], metavar="FICHIER.csv",
        help="adresses de la Base Adresse Nationale, en plus de l’extrait (répétable)",
    )  # fmt: skip
    build.add_argument(
        "--margin", type=float, default=5.0, metavar="KM", help="ce qu’on garde autour du territoire (5 km par défaut)"
    )
    listing = _verb(verbs, "list", "les constructions, et celle qui sert", "show")
    listing.add_argument("territory", nargs="?", metavar="TERRITOIRE", help="tous si absent")
    use = _verb(verbs, "use", "remettre en service une autre construction", "use")
    use.add_argument("territory", metavar="TERRITOIRE", help="son nom dans l’annuaire")
    use.add_argument("build", metavar="CONSTRUCTION", help="son numéro donné par list, ou son début")


def _verb(verbs: Verbs, name: str, help_text: str, act: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(act, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Other commands must not pay for the libraries that build.
    with at_once():
        from joptimiz.commands.graph import acts  # noqa: PLC0415

    return acts.run(act, given)
