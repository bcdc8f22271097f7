"""The commands: `joptimiz run`, `worker`, and those on what stands.

`graph …`, `rules …`, `import …`, `measures …`, `audit …`, `territories …`, `people …`, `privacy …`, `clients …`,
`keys …`.
"""

import sys
from collections.abc import Sequence

from joptimiz.commands.stopping import INTERRUPTED, at_once, nothing_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run the command, return its exit code."""
    try:
        with at_once():
            parsed = _parser().parse_args(arguments)
        code: int = parsed.func(parsed)
    except KeyboardInterrupt:
        code = INTERRUPTED
    if arguments is None:
        nothing_left()
    return code


def _parser() -> "argparse.ArgumentParser":
    # Imported here, where Ctrl-C has its own way: they take most of a second.
    from joptimiz.commands import audit, graph, importing, measures, oidc, people, privacy, rules, territories  # noqa: PLC0415
    from joptimiz.commands.words import Parser  # noqa: PLC0415

    parser = Parser(prog="joptimiz", description="Les arrêtés de circulation, en réponses citées.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    run = commands.add_parser("run", help="tout démarrer et servir (HOST, PORT, JOPTIMIZ_DATA, DATABASE_URL)")
    run.set_defaults(func=_run)
    worker = commands.add_parser(
        "worker", help="faire les travaux demandés, sans servir (DATABASE_URL, JOPTIMIZ_BROKER)"
    )
    worker.set_defaults(func=_work)
    for command in (graph, rules, importing, measures, audit, territories, people, privacy):
        command.add_parser(commands)
    oidc.add_parsers(commands)
    return parser


def _run(_: "argparse.Namespace") -> int:
    # Commands that only read files must not pay for the server's libraries.
    with at_once():
        from joptimiz.launch import run  # noqa: PLC0415

    return run()


def _work(_: "argparse.Namespace") -> int:
    with at_once():
        from joptimiz.launch import work  # noqa: PLC0415

    return work()


if __name__ == "__main__":
    sys.exit(main())
