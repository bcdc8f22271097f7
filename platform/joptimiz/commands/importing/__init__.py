"""`joptimiz import`: a file of somebody else, checked, then taken where a territory is named."""

import argparse
from pathlib import Path

from joptimiz.commands.words import Parser, Verbs

FORMATS = ("cerema-aires", "aires")


def add_parser(subparsers: Verbs) -> None:
    """Add `import …` to the commands."""
    parser: Parser = subparsers.add_parser("import", help="vérifier un fichier d’aires de livraison, et le prendre")
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help="cerema-aires, ou aires pour tout autre")
    parser.add_argument("file", type=Path, metavar="FICHIER", help="CSV, classeur, GeoJSON ou CDS")
    parser.add_argument("--into", default="", metavar="TERRITOIRE", help="le prendre dans cet inventaire")
    parser.add_argument("--partial", action="store_true", help="prendre les lignes justes, sans les autres")
    parser.add_argument("--report", choices=("text", "json"), default="text", help="sous quelle forme en rendre compte")
    parser.set_defaults(func=_run)


def _run(given: argparse.Namespace) -> int:
    # A file that is only checked must pay neither for the database nor for its libraries.
    from joptimiz.commands.importing.bays import import_bays  # noqa: PLC0415

    return import_bays(given)
