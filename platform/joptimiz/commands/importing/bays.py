"""Files of bays at the command line: what each line is, or why not; then taken, all or nothing."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from connectors.bays import Lines, read_bays
from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from joptimiz.wiring import now
from numeriz.core.importing import Memory
from numeriz.service.importing import Choices, Reading, Taken, read_file, take_by_command
from numeriz.service.standing import Bays
from rules.model import Problem
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.snapshot import Snapshot

SHOWN = 40


def import_bays(given: argparse.Namespace) -> int:
    """Read the file, say what it holds, take it where a territory is named."""
    path: Path = given.file
    try:
        lines = read_bays(path.read_bytes())
    except OSError as error:
        print_problems((Problem("unreadable", f"« {path} » ne se lit pas.", str(error)),), machine=False)
        return MISUSED
    if isinstance(lines, Problem):
        print_problems((lines,), machine=given.report == "json")
        return WRONG
    try:
        return asyncio.run(_import(given, lines))
    except (DatabaseRefused, OSError) as error:
        print_problems((Problem("import", str(error)),), machine=False)
        return WRONG


async def _import(given: argparse.Namespace, lines: Lines) -> int:
    if not given.into:
        # Without a territory any position of the globe will do.
        return _tell(given, read_file(Bays(lambda: Snapshot.of({}), now), "", lines, Memory(), _AS_READ), None)
    async with standing(Settings.of(), "joptimiz import"):
        shelf = Shelf()
        await shelf.refresh()
        if given.into not in shelf.current().rulebooks:
            said = f"Aucun territoire publié ne se nomme « {given.into} »."
            print_problems((Problem("territory_unknown", said, "Voyez « joptimiz territories list »."),), machine=False)
            return MISUSED
        on = Bays(shelf.current, now)
        reading = read_file(on, given.into, lines, Memory(), _AS_READ)
        whole = reading.read.entries and (given.partial or not reading.read.problems)
        return _tell(given, reading, await take_by_command(on, given.into, reading) if whole else None)


_AS_READ = Choices({}, {})


def _tell(given: argparse.Namespace, reading: Reading, taken: Taken | None) -> int:
    read = reading.read
    code = WRONG if read.problems and not given.partial else OK
    if given.report == "json":
        sys.stdout.write(json.dumps(_report(reading, taken), ensure_ascii=False, indent=2) + "\n")
        return code
    say(f"{read.lines} lignes : {len(read.entries)} aires, {len(read.left)} à corriger.", "" if code else "green")
    for kind, count in read.aside.items():
        say(f"{count} mises de côté : « {kind} ».")
    for note in read.notes:
        say(note.message)
    if read.problems:
        print_problems(read.problems[:SHOWN], machine=False)
    if taken is not None:
        say(f"✓ {taken.new} nouvelles, {taken.changed} modifiées, {taken.same} inchangées.", "green")
    elif given.into:
        say("Rien n’est pris : corrigez le fichier, ou ajoutez --partial.")
    return code


def _report(reading: Reading, taken: Taken | None) -> Mapping[str, object]:
    read = reading.read
    return {
        "lines": read.lines,
        "bays": len(read.entries),
        "left": len(read.left),
        "aside": dict(read.aside),
        "columns": [{"title": column.title, "field": column.field} for column in reading.columns],
        "units": dict(reading.units),
        "projection": reading.crs,
        "problems": [_problem(each) for each in read.problems],
        "notes": [_problem(each) for each in read.notes],
        "taken": None if taken is None else {"new": taken.new, "changed": taken.changed, "same": taken.same},
    }


def _problem(problem: Problem) -> Mapping[str, object]:
    return {name: value for name, value in asdict(problem).items() if value is not None}
