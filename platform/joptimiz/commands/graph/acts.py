"""The acts of `joptimiz graph`; a running server follows the pointer they leave."""

import argparse
import asyncio
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console
from shapely.geometry.base import BaseGeometry

from connectors.addresses import IndexSummary
from connectors.graph import (
    Busy,
    GraphBroken,
    GraphRefused,
    Manifest,
    Sources,
    Store,
    build_graph,
    list_slugs,
    open_graph,
)
from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, say
from joptimiz.commands.standing import standing
from joptimiz.coverages import CoverageMissing, coverage_of, folder_coverage, unknown
from joptimiz.database import DatabaseRefused
from joptimiz.disk import disk_sentence
from joptimiz.prepare import bar
from rules.texts.clockwise import counted
from tenants.postgres import find_home
from tenants.registry import find_rulebook, list_territories
from tenants.settings import Settings

INTERRUPTED = 130
WHOLE = 0.95
SHOWN = 10
"""Lines of address files that could not be read, told before the rest is counted."""
FARTHEST_KM = 50.0

type Act = Callable[[argparse.Namespace, Settings, datetime], int]


def run(act: str, given: argparse.Namespace) -> int:
    """Do it; what is wrong is one French sentence."""
    signal.signal(signal.SIGTERM, _interrupt)
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    try:
        return _ACTS[act](given, Settings.of(), now)
    except KeyboardInterrupt:
        say("Interrompu : rien n’a changé.")
        return INTERRUPTED
    except (CoverageMissing, GraphRefused, GraphBroken, Busy, DatabaseRefused, ValueError) as error:
        say(str(error), "red")
        return WRONG
    except OSError as error:
        say(disk_sentence(error), "red")
        return WRONG


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _build(given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    if not 0 <= given.margin <= FARTHEST_KM:
        say(f"--margin : donnez de 0 à {FARTHEST_KM:.0f} kilomètres.", "red")
        return MISUSED
    missing = [path for path in (given.extract, *given.ban) if not _is_there(path)]
    if missing:
        say(f"Ces fichiers n’existent pas : {', '.join(map(str, missing))}.", "red")
        return WRONG
    coverage = _coverage(settings, given.territory)
    coast = settings.territories / given.territory / "coast.geojson"
    sources = Sources(
        territory=given.territory,
        coverage=coverage,
        extract=given.extract,
        ban=tuple(given.ban),
        coast=coast if coast.exists() else None,
        margin_m=given.margin * 1000,
    )
    console = Console(stderr=True, highlight=False)
    with bar(console) as progress:
        task = progress.add_task("Rues…", total=1.0)
        built = build_graph(
            Store(settings.data / "tiles" / given.territory),
            sources,
            now=now,
            progress=lambda said, done: progress.update(task, description=said, completed=done),
        )
    _tell(built.graph.manifest, built.addresses)
    return OK


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name no file may have
        return False


def _tell(manifest: Manifest, addresses: IndexSummary | None) -> None:
    done = "construites et mises en service" if addresses else "déjà construites, en service"
    say(f"✓ rues de « {manifest.territory} » {done} : {manifest.build}", "green")
    if addresses:
        said = (counted(addresses.streets, "rue"), counted(addresses.housenumbers, "numéro"))
        say(f"  adresses : {', '.join(said)}, {counted(addresses.places, 'nom')} de lieu")
        for problem in addresses.problems[:SHOWN]:
            say(f"  {problem}", "yellow")
        if more := len(addresses.problems[SHOWN:]) + addresses.more_problems:
            say(f"  … et {counted(more, 'ligne')} de plus.", "yellow")
    if manifest.covered < WHOLE:
        say(
            f"! L’extrait n’a de données que pour {100 * manifest.covered:.0f}\u00a0% de la surface du territoire. "
            "Le reste est de l’eau, ou manque : dans ce cas, donnez un extrait plus grand.",
            "yellow",
        )


def _show(given: argparse.Namespace, settings: Settings, _: datetime) -> int:
    tiles = settings.data / "tiles"
    slugs = list_slugs(tiles)
    if given.territory is not None and given.territory not in slugs:
        raise unknown(given.territory, slugs)
    rows = [("territoire", "construction", "faite le", "taille", "", "extrait")]
    for slug in [given.territory] if given.territory else slugs:
        store = Store(tiles / slug)
        pointer = store.pointer()
        for manifest in store.list_builds():
            used = "en service" if pointer and pointer.current == manifest.build else ""
            when = f"{manifest.built_at.astimezone():%d/%m/%Y %H:%M}"
            size = f"{_bytes(store.folder / manifest.build) / 1e6:.1f} Mo"
            rows.append((slug, manifest.build, when, size, used, manifest.extract))
    if len(rows) == 1:
        say("Aucune rue n’est construite.")
        return OK
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
    return OK


def _use(given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    tiles = settings.data / "tiles"
    if given.territory not in list_slugs(tiles):
        raise unknown(given.territory, list_slugs(tiles))
    store = Store(tiles / given.territory)
    found = [each.build for each in store.list_builds() if each.build.startswith(given.build)]
    if len(found) != 1:
        known = ", ".join(each.build for each in store.list_builds())
        say(f"« {given.build} » désigne {len(found)} constructions parmi : {known}.", "red")
        return WRONG
    with store.lock():
        open_graph(store.folder / found[0])
        store.use(found[0])
        store.sweep(now)
    say(f"✓ rues de « {given.territory} » en service : {found[0]}", "green")
    return OK


_ACTS: Mapping[str, Act] = {"build": _build, "show": _show, "use": _use}


def _coverage(settings: Settings, slug: str) -> BaseGeometry:
    """What is published is the truth; a folder stands for what was never published."""
    if settings.database_url is not None or find_home(settings.data).cluster.exists():
        found = asyncio.run(_published(settings, slug))
        if found is not None:
            return found
    folders = {path.parent.name: path.parent for path in settings.territories.glob("[!_]*/territory.yaml")}
    if slug in folders:
        return folder_coverage(folders[slug])
    raise unknown(slug, folders)


async def _published(settings: Settings, slug: str) -> BaseGeometry | None:
    # Only for the time of a question: a server must be able to start while streets are built.
    async with standing(settings, "joptimiz graph"):
        numbers = {entry.slug: entry.rulebook for entry in await list_territories()}
        book = await find_rulebook(slug, numbers.get(slug, 0))
    return coverage_of(book.bundle) if book else None


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
