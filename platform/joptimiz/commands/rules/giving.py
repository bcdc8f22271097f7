"""`schema`, `days`, `export`: what a rule author is given."""

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_json, print_problems, say
from rules.model import Problem
from rules.schema import rules_schema, set_schema, territory_schema
from rules.texts.clockwise import counted

SCHEMAS = {"rules": rules_schema, "territory": territory_schema, "set": set_schema}


def print_schema(given: argparse.Namespace) -> int:
    """The JSON Schema of one kind of file."""
    print_json(SCHEMAS[given.kind]())
    return OK


def propose_days(given: argparse.Namespace) -> int:
    """School holidays of a zone as YAML, to be checked by the territory's author."""
    # The library's table takes a while to read.
    from connectors.school_holidays import NothingToPropose, propose_school_holidays  # noqa: PLC0415

    try:
        start, end = date.fromisoformat(given.start), date.fromisoformat(given.end)
    except ValueError:
        message = f"« {given.start} » ou « {given.end} » n’est pas une date."
        print_problems((Problem("not_a_date", message, "2026-09-01"),), machine=False)
        return MISUSED
    try:
        sys.stdout.write(propose_school_holidays(given.zone, start, end))
    except NothingToPropose as error:
        print_problems((Problem("nothing_to_propose", str(error)),), machine=False)
        return MISUSED
    return OK


def export(given: argparse.Namespace) -> int:
    """A territory's files as the database keeps them, in a folder of its name, the shared sets it includes beside it.

    Areas described by words are written as words: they are composed again when the folder is read.
    """
    # Commands that only read files must pay neither for the database nor for its libraries.
    from joptimiz.commands.rules.stored import NotStored, stored_sources  # noqa: PLC0415

    root: Path = given.output
    target = root / given.territory
    if target.exists():
        message = f"« {target} » existe déjà."
        print_problems((Problem("already_there", message, "Donnez un autre dossier."),), machine=False)
        return MISUSED
    try:
        number, (sources, geometries) = stored_sources(given.territory, given.number)
    except NotStored as error:
        print_problems((Problem("not_stored", str(error)),), machine=False)
        return WRONG
    files = {source.name: source.text for source in sources}
    files |= {name: _geojson(shape) for name, shape in geometries.items() if name.endswith(".geojson")}
    # Cut short, it leaves no folder that looks whole.
    partial = root / f".{given.territory}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    written = _write(root, {_home(partial.name, name): text for name, text in files.items()})
    partial.replace(target)
    say(f"✓ {given.territory}@{number}\u00a0: {counted(written, 'fichier')} dans {target}.", "green")
    return OK


def _home(folder: str, name: str) -> str:
    """Where a file lies: in its territory's folder, or among the shared sets."""
    own = name == "territory.yaml" or name.startswith(("rules/", "zones/"))
    return f"{folder}/{name}" if own else f"_{name}"


def _write(target: Path, files: Mapping[str, str]) -> int:
    """Write each file whose name stays in the folder; how many there are."""
    root = target.resolve()
    count = 0
    for name, text in sorted(files.items()):
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise ValueError(f"{name!r} leaves its folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        count += 1
    return count


def _geojson(shape: object) -> str:
    return json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
