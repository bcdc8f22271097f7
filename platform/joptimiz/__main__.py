"""The commands: `joptimiz run`, `graph …`, `rules …`, `measures …`, `clients …` and `keys …`."""

import argparse
import sys
from collections.abc import Callable, Sequence

from joptimiz.commands import graph as graph_command
from joptimiz.commands import measures as measures_command
from joptimiz.commands import oidc as oidc_command
from joptimiz.commands import rules as rules_command
from joptimiz.commands.words import Parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run the command, return its exit code."""
    parsed = _parser().parse_args(arguments)
    func: Callable[[argparse.Namespace], int] = parsed.func
    return func(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="joptimiz", description="Les arrêtés de circulation, en réponses citées.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    run = commands.add_parser("run", help="tout démarrer et servir (HOST, PORT, JOPTIMIZ_DATA, DATABASE_URL)")
    run.set_defaults(func=_run)
    graph_command.add_parser(commands)
    rules_command.add_parser(commands)
    measures_command.add_parser(commands)
    oidc_command.add_parsers(commands)
    return parser


def _run(_: argparse.Namespace) -> int:
    # Commands that only read files must not pay for the server's libraries.
    from joptimiz.launch import run  # noqa: PLC0415

    return run()


if __name__ == "__main__":
    sys.exit(main())
