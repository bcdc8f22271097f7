"""`joptimiz audit`: who did what in a territory, exported with its seal, and verified without the database."""

import argparse
from pathlib import Path

from joptimiz.commands.words import Parser, Verbs


def add_parser(subparsers: Verbs) -> None:
    """Add `audit …` to the commands."""
    audit = subparsers.add_parser("audit", help="le journal d’un territoire\u00a0: l’exporter, vérifier un export")
    verbs = audit.add_subparsers(required=True, metavar="VERBE")
    export: Parser = verbs.add_parser(
        "export", help="écrire le journal, chaque ligne liée à celle d’avant, et son sceau"
    )
    export.add_argument("territory", metavar="TERRITOIRE", help="son nom dans l’annuaire")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FICHIER", help="le fichier à écrire")
    export.set_defaults(func=_export)
    verify: Parser = verbs.add_parser("verify", help="dire si un export a été changé\u00a0; ne démarre aucune base")
    verify.add_argument("file", type=Path, metavar="FICHIER", help="un export")
    verify.set_defaults(func=_verify)


def _export(given: argparse.Namespace) -> int:
    # A verification must pay neither for the database nor for its libraries.
    from joptimiz.commands.audit.exporting import export  # noqa: PLC0415

    return export(given)


def _verify(given: argparse.Namespace) -> int:
    from joptimiz.commands.audit.verifying import verify_file  # noqa: PLC0415

    return verify_file(given)
