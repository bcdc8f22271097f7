"""`joptimiz audit verify`: what is wrong with an export, from the export alone."""

import argparse
from dataclasses import replace
from pathlib import Path

from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from rules.model import Problem
from rules.texts.clockwise import counted
from tenants.chained import verify

SHOWN = 20
"""Problems told before the rest is counted."""


def verify_file(given: argparse.Namespace) -> int:
    """Say whether it holds, or what was changed, removed or added, and where."""
    path: Path = given.file
    try:
        with path.open("rb") as lines:
            seal, problems = verify(lines)
    except OSError:
        hint = "Donnez un fichier écrit par «\u202fjoptimiz audit export\u202f»."
        print_problems((Problem("unreadable", f"«\u202f{path}\u202f» ne se lit pas.", hint),), machine=False)
        return MISUSED
    if problems or seal is None:
        shown = tuple(replace(problem, file=str(path)) for problem in problems[:SHOWN])
        print_problems(shown, machine=False)
        if len(problems) > SHOWN:
            say(f"… et {len(problems) - SHOWN} autres.")
        return WRONG
    say(f"✓ {seal.territory}\u00a0: {counted(seal.count, 'ligne')}, rien n’a été changé.", "green")
    say(f"Sceau\u00a0: {seal.hash}. Comparez-le à celui que vous avez gardé ailleurs.")
    return OK
