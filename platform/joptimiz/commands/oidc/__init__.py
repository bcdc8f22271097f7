"""`joptimiz clients` and `joptimiz keys`: the tools that sign people in with us, and the keys that sign."""

import argparse

from joptimiz.commands.words import Parser, Verbs


def add_parsers(subparsers: Verbs) -> None:
    """Add `clients …` and `keys …` to the commands."""
    clients = subparsers.add_parser(
        "clients", help="les outils qui entrent avec nos comptes : ajouter, lister, retirer"
    )
    verbs = clients.add_subparsers(required=True, metavar="VERBE")
    _describe(_verb(verbs, "add", "ajouter un outil ; son secret est montré une seule fois", "add"))
    _verb(verbs, "list", "les outils connus", "show")
    remove = _verb(verbs, "remove", "retirer un outil, ses codes et ses jetons", "remove")
    remove.add_argument("client", metavar="CLIENT", help="son identifiant, donné par list")
    turn = _verb(verbs, "turn", "donner un nouveau secret ; l’ancien sert encore 24 heures", "turn")
    turn.add_argument("client", metavar="CLIENT", help="son identifiant, donné par list")
    _add_keys(subparsers)


def _add_keys(subparsers: Verbs) -> None:
    keys = subparsers.add_parser("keys", help="les clés qui signent les connexions, et celles des règlements")
    verbs = keys.add_subparsers(required=True, metavar="VERBE")
    _verb(verbs, "list", "les clés des règlements, leur âge et la suite", "list_keys")
    rotate = _verb(verbs, "rotate", "publier les clés suivantes ; celles des connexions si rien n’est dit", "rotate")
    owner = rotate.add_mutually_exclusive_group()
    owner.add_argument(
        "--territory", metavar="TERRITOIRE", help="plutôt la clé dont ce territoire signe ses règlements"
    )
    owner.add_argument(
        "--platform", action="store_true", help="plutôt la clé dont la plateforme signe la liste des clés"
    )
    rotate.add_argument(
        "--at-once", action="store_true",
        help="une clé a fui : les anciennes quittent la liste publiée maintenant, sans délai",
    )  # fmt: skip


def _describe(add: Parser) -> None:
    """What is said of a client."""
    add.add_argument("name", metavar="NOM", help="tel que les gens le liront")
    add.add_argument("--kind", choices=("confidential", "public", "machine"), default="confidential", help="son genre")
    add.add_argument("--redirect", action="append", default=[], metavar="ADRESSE", help="de retour (répétable)")
    add.add_argument(
        "--post-logout", action="append", default=[], metavar="ADRESSE", help="après déconnexion (répétable)"
    )
    add.add_argument("--back-channel", metavar="ADRESSE", help="à prévenir d’une déconnexion")
    add.add_argument("--scope", action="append", default=[], metavar="PORTÉE", help="accordée (répétable)")
    add.add_argument("--organisation", metavar="ID", help="l’organisation qui le tient ; nous si rien n’est dit")
    add.add_argument("--territory", metavar="TERRITOIRE", help="le territoire qui le tient")
    add.add_argument("--signed-with", choices=("RS256", "ES256"), default="RS256", help="signature de ses jetons")
    add.add_argument("--signed-userinfo", action="store_true", help="signer aussi ce qu’il lit d’une personne")


def _verb(verbs: Verbs, name: str, help_text: str, act: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(act, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Other commands must not pay for the database.
    from joptimiz.commands.oidc import acts  # noqa: PLC0415

    return acts.run(act, given)
