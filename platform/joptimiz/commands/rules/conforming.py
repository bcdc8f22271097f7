"""`joptimiz rules conformance`: signed questions written, answered, and somebody’s answers scored."""

import argparse

from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_json, print_problems, say
from rules.model import Problem

MOST_TOLD = 50
MOST = 100_000


def write(given: argparse.Namespace) -> int:
    """Write the folder; a set that is there is replaced whole."""
    if not 0 < given.count <= MOST:
        said = f"«\u00a0--count\u00a0» va de 1 à {MOST}."
        print_problems((Problem("count", said),), machine=False)
        return MISUSED
    # Commands that read no database must not pay for it.
    from joptimiz.commands.rules import sealed  # noqa: PLC0415

    try:
        rulebook = sealed.write_set(given.territory, given.output, given.count, given.seed)
    except sealed.NotWritten as error:
        print_problems((Problem("not_written", str(error)),), machine=False)
        return WRONG
    say(f"✓ {given.count} questions sur {rulebook}, signées, dans {given.output}.", "green")
    say(f"  Pour noter un fichier de réponses : joptimiz rules conformance check {given.output} REPONSES")
    return OK


def answer(given: argparse.Namespace) -> int:
    """Print our own answers, from what is in the folder alone."""
    from tenants.conforming import sets  # noqa: PLC0415

    try:
        found = sets.read_set(given.folder)
        opened = sets.open_bundle(given.folder, found)
    except sets.Broken as error:
        return _broken(error, machine=False)
    print_json({"answers": sets.answered(opened, found.questions)})
    return OK


def check(given: argparse.Namespace) -> int:
    """Tell the score, then each difference."""
    from tenants.conforming import score, sets  # noqa: PLC0415

    try:
        found = sets.read_set(given.folder)
        result = score(found.answers, sets.read_answers(given.answers))
    except sets.Broken as error:
        return _broken(error, machine=given.json)
    if given.json:
        print_json({"right": result.right, "asked": result.asked, "differences": result.differences})
        return OK if result.is_full else WRONG
    for text in result.differences[:MOST_TOLD]:
        say(text)
    if len(result.differences) > MOST_TOLD:
        say(f"Et {len(result.differences) - MOST_TOLD} autres écarts (--json les donne tous).", "dim")
    say(f"{'✓ ' if result.is_full else ''}{result.sentence}", "green" if result.is_full else "red")
    return OK if result.is_full else WRONG


def _broken(error: Exception, *, machine: bool) -> int:
    print_problems((Problem("set_broken", str(error)),), machine=machine)
    return MISUSED
