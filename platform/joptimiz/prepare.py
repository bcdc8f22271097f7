"""The streets of the demonstration, built once by the same path as everybody's; what the operator built stays."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connectors.extracts import ExtractMissing, fetch_extract
from connectors.graph import Busy, GraphBroken, GraphRefused, Sources, Store, build_graph, open_graph
from connectors.osm.progress import Progress as Step
from connectors.osm.progress import part
from connectors.valhalla import TilesetBroken
from connectors.valhalla.build import OUR_TIMEZONES, check_timezones
from joptimiz.coverages import CoverageMissing, folder_coverage
from tenants.settings import Settings

DEMONSTRATION = "riviera"
PATIENCE_S = 0.5


class StreetsMissing(Exception):
    """The streets could not be prepared; the message says which file and how to mend it."""


def bar(console: Console) -> Progress:
    """The progress of a build."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


async def prepare_streets(settings: Settings, now: datetime, console: Console) -> None:
    """Fetch and build what the demonstration lacks, once; in production only look at the clock's own database.

    Raises `StreetsMissing`.
    """
    folder = settings.territories / DEMONSTRATION
    try:
        # Without time zones the router would ignore timed bans, and say nothing.
        check_timezones(OUR_TIMEZONES)
        if not settings.demonstrates or not (folder / "territory.yaml").exists():
            return
        with bar(console) as progress:
            task = progress.add_task("Rues…", total=1.0)

            def step(name: str, done: float) -> None:
                progress.update(task, description=name, completed=done)

            while True:
                if await asyncio.to_thread(_prepare, settings, folder, now, step):
                    break
                # Another process builds them: another start, or the operator.
                await asyncio.sleep(PATIENCE_S)
    except (ExtractMissing, TilesetBroken, GraphRefused, CoverageMissing) as error:
        raise StreetsMissing(str(error)) from error
    _forget_former(settings.data / "basemaps", now)
    console.print("✓ rues, itinéraires, adresses et fond de carte (© les contributeurs d’OpenStreetMap, ODbL)")


def _prepare(settings: Settings, folder: Path, now: datetime, step: Step) -> bool:
    """Whether the demonstration has its streets; not while somebody else builds them."""
    store = Store(settings.data / "tiles" / DEMONSTRATION)
    if _is_operators(store):
        return True
    coast = folder / "coast.geojson"
    sources = Sources(
        territory=DEMONSTRATION,
        coverage=folder_coverage(folder),
        extract=fetch_extract(settings.data / "extracts", progress=part(step, 0.0, 0.05)),
        coast=coast if coast.exists() else None,
        demonstration=True,
    )
    try:
        build_graph(store, sources, now=now, progress=part(step, 0.05, 1.0))
    except Busy:
        return False
    return True


def _is_operators(store: Store) -> bool:
    """Whether the build in use was made by `joptimiz graph build`, and is whole."""
    pointer = store.pointer()
    if pointer is None:
        return False
    with suppress(GraphBroken):
        return not open_graph(store.folder / pointer.current).manifest.demonstration
    return False


def _forget_former(basemaps: Path, now: datetime) -> None:
    """Remove the map that former versions kept apart from its streets, unless one of them ran today."""
    path = basemaps / f"{DEMONSTRATION}.pmtiles"
    with suppress(OSError):
        if path.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            path.unlink()
            basemaps.rmdir()
