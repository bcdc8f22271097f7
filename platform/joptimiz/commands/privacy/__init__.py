"""`joptimiz privacy`: the register of personal data, what is past its term, and the proofs that it went."""

import argparse
from pathlib import Path

from joptimiz.commands.words import Parser, Verbs


def add_parser(subparsers: Verbs) -> None:
    """Add `privacy …` to the commands."""
    privacy = subparsers.add_parser("privacy", help="les données personnelles : registre, effacement, preuves")
    verbs = privacy.add_subparsers(required=True, metavar="VERBE")
    purge = _verb(verbs, "purge", "effacer ce qui est échu, avec sa preuve", "purge")
    purge.add_argument("--dry-run", action="store_true", help="compter, sans rien effacer")
    register = _verb(verbs, "register", "le registre des traitements (RGPD, art. 30)", "register")
    register.add_argument("--format", choices=("md", "csv"), default="md", help="Markdown ou CSV")
    register.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="où l’écrire, sinon à l’écran")
    terms = _verb(verbs, "terms", "les durées qu’un territoire règle : les lire, en régler une", "terms")
    terms.add_argument("territory", metavar="TERRITOIRE", help="son nom dans l’annuaire")
    terms.add_argument("item", metavar="TERME", nargs="?", help="tel que la liste le nomme")
    terms.add_argument("after", metavar="DURÉE", nargs="?", help="P30D, P6M, P1Y")
    terms.add_argument("--deliberation", default="", metavar="RÉFÉRENCE", help="pour garder plus longtemps")
    proofs = _verb(verbs, "proofs", "les preuves d’effacement, les dernières d’abord", "proofs")
    proofs.add_argument("--count", type=int, default=50, metavar="N", help="combien (50)")


def _verb(verbs: Verbs, name: str, help_text: str, act: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(act, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Other commands must not pay for the database.
    from joptimiz.commands.privacy import acts  # noqa: PLC0415

    return acts.run(act, given)
