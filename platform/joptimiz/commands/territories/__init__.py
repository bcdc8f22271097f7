"""`joptimiz territories`: who may be a territory, what is proposed, opening, what is left to do, closing."""

import argparse
from pathlib import Path

from joptimiz.commands.words import Parser, Verbs


def add_parser(subparsers: Verbs) -> None:
    """Add `territories …` to the commands."""
    territories = subparsers.add_parser("territories", help="les territoires\u00a0: chercher, proposer, ouvrir, fermer")
    verbs = territories.add_subparsers(required=True, metavar="VERBE")
    find = _verb(verbs, "find", "chercher un EPCI, un établissement public territorial ou une commune")
    find.add_argument("text", nargs="+", metavar="NOM", help="son nom, même mal écrit, son SIREN ou son code INSEE")
    _verb(verbs, "list", "les territoires et leur état")
    _choices(_verb(verbs, "propose", "montrer ce qui serait ouvert, sans rien garder"))
    opening = _verb(verbs, "open", "ouvrir un territoire, et son essai à côté")
    _choices(opening)
    opening.add_argument("--no-sandbox", action="store_true", help="sans territoire d’essai")
    checklist = _verb(verbs, "checklist", "ce qui est fait, ce qui manque, qui le fait et où")
    checklist.add_argument("slug", metavar="TERRITOIRE", help="son nom court, donné par list")
    close = _verb(verbs, "close", "fermer en deux étapes\u00a0: tout exporter, puis tout effacer avec une preuve")
    close.add_argument("slug", metavar="TERRITOIRE", help="son nom court, donné par list")
    close.add_argument("--export", type=Path, metavar="FICHIER", help="étape 1\u00a0: l’archive à écrire")
    close.add_argument(
        "--purge", type=Path, metavar="FICHIER", help="étape 2\u00a0: effacer ce que contient cette archive"
    )
    close.add_argument("--confirm", default="", metavar="TERRITOIRE", help="son nom court, écrit encore")
    close.add_argument("--cancel", action="store_true", help="rouvrir, tant que rien n’est effacé")


def _choices(parser: Parser) -> None:
    """What may be changed in a proposal."""
    parser.add_argument("siren", metavar="SIREN", help="9 chiffres, ou le code INSEE d’une commune")
    parser.add_argument("--slug", default="", metavar="NOM-COURT", help="au lieu de celui proposé")
    parser.add_argument("--name", default="", metavar="NOM", help="au lieu de celui proposé")
    parser.add_argument("--timezone", default="", metavar="FUSEAU", help="par exemple Indian/Reunion")
    parser.add_argument("--crs", default="", metavar="EPSG:…", help="la projection légale")
    parser.add_argument("--alias", action="append", default=[], metavar="SIREN", help="un autre SIREN (répétable)")
    parser.add_argument(
        "--member", action="append", default=[], metavar="INSEE", help="une commune d’un syndicat (répétable)"
    )
    parser.add_argument(
        "--template", action="append", default=[], metavar="MODÈLE",
        help="marche, livraison, pietonne, evenement ou zfe, avec ses réglages\u00a0: marche:jours=we,sa;debut=06:00",
    )  # fmt: skip
    parser.add_argument("--commune", default="", metavar="INSEE", help="où poser les zones en attendant leur tracé")
    parser.add_argument(
        "--hide", action="append", default=[], metavar="COUCHE",
        help="une couche de la carte montrée à la demande seulement (répétable)",
    )  # fmt: skip
    parser.add_argument("--boundary", type=Path, metavar="FICHIER", help="un périmètre à soi, en GeoJSON")


def _verb(verbs: Verbs, name: str, help_text: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(name, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Other commands must not pay for the database.
    from joptimiz.commands.territories import acts  # noqa: PLC0415

    return acts.run(act, given)
