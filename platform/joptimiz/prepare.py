"""The streets of the demonstration: extract, tileset, basemap, each made once and kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from connectors.basemap import BasemapBroken, build_basemap
from connectors.extracts import ExtractMissing, fetch_extract
from connectors.valhalla import Tileset, TilesetBroken, prepare_tileset
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tenants.settings import Settings

DEMONSTRATION = "riviera"
type Step = Callable[[str, float], None]


@dataclass
class Preparation:
    """What could be prepared, and what could not, with why."""

    tilesets: dict[str, Tileset] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


async def prepare_streets(settings: Settings, console: Console) -> Preparation:
    """Fetch and build what is missing; a failure is kept and said, the rest of the product still starts."""
    preparation = Preparation()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Rues…", total=1.0)

        def step(name: str, done: float) -> None:
            progress.update(task, description=name, completed=done)

        await asyncio.to_thread(_prepare, settings, preparation, step)
    for name in preparation.absent:
        console.print(f"[bold red]✗ {name}[/] : {preparation.absent[name]}")
    if preparation.tilesets:
        console.print("✓ rues, itinéraires et fond de carte (© les contributeurs d’OpenStreetMap, ODbL)")
    return preparation


def _prepare(settings: Settings, preparation: Preparation, step: Step) -> None:
    data = settings.data
    try:
        extract = fetch_extract(data / "extracts", progress=step)
    except ExtractMissing as error:
        preparation.absent["extract"] = str(error)
        return
    try:
        preparation.tilesets[DEMONSTRATION] = prepare_tileset(extract, data / "tiles" / DEMONSTRATION, progress=step)
    except TilesetBroken as error:
        preparation.absent["tileset"] = str(error)
    basemap: Path = data / "basemaps" / f"{DEMONSTRATION}.pmtiles"
    try:
        build_basemap(extract, basemap, progress=step)
    except BasemapBroken as error:
        preparation.absent["basemap"] = str(error)
