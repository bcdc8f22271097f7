"""The command line in French: argparse says what is wrong in English."""

import argparse
import re
import sys
from typing import NoReturn

MISUSED = 2

_SAID = (
    (r"the following arguments are required: (.+)", r"il manque : {0}."),
    (r"unrecognized arguments: (.+)", r"inconnu ici : {0}."),
    (r"argument (.+): invalid choice: (.+?) \(choose from (.+)\)", r"{0} : {1} n’existe pas. Choix possibles : {2}."),
    (r"argument (.+): invalid (?:int|positive) value: (.+)", r"{0} : {1} n’est pas un nombre entier."),
    (r"argument (.+): invalid float value: (.+)", r"{0} : {1} n’est pas un nombre."),
    (r"argument (.+): expected one argument", r"{0} : il manque sa valeur."),
    (r"argument (.+): expected at least one argument", r"{0} : il manque au moins une valeur."),
    (r"argument (.+): expected (\d+) arguments", r"{0} : {1} valeurs attendues."),
    (r"argument (.+): not allowed with argument (.+)", r"{0} ne va pas avec {1}."),
    (r"argument (.+): ignored explicit argument (.+)", r"{0} ne prend pas de valeur, et reçoit {1}."),
    (r"ambiguous option: (.+) could match (.+)", r"{0} peut vouloir dire {1}."),
    (r"argument ([^:]+): (.+)", r"{0} : {1}"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks French; its subparsers do too."""

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **options)  # type: ignore[arg-type]
        self._positionals.title = "arguments"
        self._optionals.title = "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used, and stop."""
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"{self.prog} : {in_french(message)}\n")


type Verbs = argparse._SubParsersAction[Parser]  # noqa: SLF001  # it has no other name


def in_french(message: str) -> str:
    """What argparse says, in French."""
    for pattern, french in _SAID:
        if match := re.fullmatch(pattern, message):
            return re.sub("'([^']*)'", r"« \1 »", french.format(*match.groups()))
    return message


class _Formatter(argparse.HelpFormatter):
    """« emploi » instead of « usage »."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """The same, under a French word."""
        super().add_usage(usage, actions, groups, "emploi : " if prefix is None else prefix)
