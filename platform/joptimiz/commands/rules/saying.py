"""What the commands print: sentences for people, JSON for machines."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from rules.model import Problem, Verdict
from rules.texts.clockwise import counted

OK, WRONG, MISUSED = 0, 1, 2

COLOURS = {Verdict.ALLOWED: "green", Verdict.CONDITIONAL: "yellow", Verdict.UNKNOWN: "blue", Verdict.FORBIDDEN: "red"}


def say(text: str, style: str = "") -> None:
    """One line for a person."""
    Console(soft_wrap=True, highlight=False).print(Text(text, style=style))


def print_json(value: object) -> None:
    """A document for a machine; dates, verdicts and records spelled out."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_spelled)
    sys.stdout.write("\n")


def place(file: str | None, line: int | None, column: int | None) -> str:
    """Where, as editors read it: `rules/a.yaml:12:3: `."""
    parts = ":".join(str(part) for part in (file, line, column) if part is not None)
    return f"{parts}: " if parts else ""


def print_problems(problems: Sequence[Problem], *, machine: bool) -> None:
    """All problems, each with its place and how to mend it."""
    if machine:
        print_json({"ok": False, "problems": [asdict(problem) for problem in problems]})
        return
    for problem in problems:
        say(f"{place(problem.file, problem.line, problem.column)}{problem.message}", "red")
        if problem.hint:
            say(f"  {problem.hint}")
    say(f"{counted(len(problems), 'problème')} à corriger.")


def _spelled(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
