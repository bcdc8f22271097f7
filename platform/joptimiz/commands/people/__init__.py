"""`joptimiz people`: who is of the national team; given here alone."""

import argparse

from joptimiz.commands.words import Parser, Verbs


def add_parser(subparsers: Verbs) -> None:
    """Add `people …` to the commands."""
    people = subparsers.add_parser("people", help="l’équipe nationale : qui en est, y entrer, en sortir")
    verbs = people.add_subparsers(required=True, metavar="VERBE")
    for name, help_text in (("grant", "donner le rôle à un compte ouvert"), ("revoke", "le reprendre")):
        verb = _verb(verbs, name, help_text)
        verb.add_argument("email", metavar="ADRESSE", help="l’adresse électronique du compte")
        verb.add_argument("role", metavar="RÔLE", choices=("operator",), nargs="?", default="operator", help="operator")
    _verb(verbs, "list", "qui en est, et qui a un second facteur")


def _verb(verbs: Verbs, name: str, help_text: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=help_text)
    parser.set_defaults(func=lambda given: _run(name, given))
    return parser


def _run(act: str, given: argparse.Namespace) -> int:
    # Other commands must not pay for the database.
    from joptimiz.commands.people import acts  # noqa: PLC0415

    return acts.run(act, given)
