"""Territories that ship: their files seed an empty database; afterwards the database is the truth."""

from datetime import datetime
from pathlib import Path

from rich.console import Console

from connectors.bays import read_bays
from numeriz.core.importing import Memory
from numeriz.service.bays import list_bays
from numeriz.service.importing import Choices, read_file, take_by_command
from numeriz.service.standing import Bays
from rules.cases import run_tests
from rules.model import Invalid, Problem
from tenants.errors import Conflict
from tenants.files import read_folder
from tenants.registry import list_territories, publish
from tenants.settings import Settings
from tenants.snapshot import Snapshot

SEEDED_BY = "demonstration"


class SeedRefused(Exception):
    """A territory's files cannot be published; the message lists why."""


async def seed_demonstration(settings: Settings, now: datetime, console: Console) -> None:
    """Publish each demonstration folder the database does not know yet; none in production."""
    if not settings.demonstrates:
        return
    known = {entry.slug for entry in await list_territories() if entry.rulebook}
    for folder in sorted(settings.territories.iterdir()):
        if (folder / "territory.yaml").exists() and not folder.name.startswith("_") and folder.name not in known:
            await _seed(folder, now)
            bays = await _lay_bays(folder, now)
            console.print(f"✓ territoire « {folder.name} »" + (f", {bays} aires de livraison" if bays else ""))


async def _lay_bays(folder: Path, now: datetime) -> int:
    """The bays that the folder holds, in an inventory that nobody has begun; how many."""
    path = folder / "aires.csv"
    if not path.exists() or await list_bays(folder.name):
        return 0
    lines = read_bays(path.read_bytes())
    if isinstance(lines, Problem):
        raise SeedRefused(f"Les aires de {folder.name} ne se lisent pas :\n{_listed((lines,))}")
    on = Bays(lambda: Snapshot.of({}), lambda: now)
    reading = read_file(on, folder.name, lines, Memory(), Choices({}, {}))
    if reading.read.problems:
        raise SeedRefused(f"Les aires de {folder.name} ont des erreurs :\n{_listed(reading.read.problems)}")
    return (await take_by_command(on, folder.name, reading)).new


async def _seed(folder: Path, now: datetime) -> None:
    try:
        sources, geometries = read_folder(folder)
        book = await publish(folder.name, sources, geometries, base=0, by=SEEDED_BY, at=now)
    except Invalid as error:
        raise SeedRefused(f"Le territoire {folder.name} a des erreurs :\n{_listed(error.problems)}") from error
    except Conflict:
        return  # another node seeded it meanwhile
    report = run_tests(book.bundle)
    if report.failures:
        raise SeedRefused(f"Le territoire {folder.name} contredit ses propres essais : joptimiz rules test {folder}")


def _listed(problems: tuple[Problem, ...]) -> str:
    return "\n".join(f"  {problem.file}:{problem.line}:{problem.column} : {problem.message}" for problem in problems)
