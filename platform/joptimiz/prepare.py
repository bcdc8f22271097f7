"""The streets of the demonstration: extract, tileset, basemap, each made once and kept."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connectors.basemap import BasemapBroken, build_basemap
from connectors.extracts import ExtractMissing, fetch_extract
from connectors.valhalla import Tileset, TilesetBroken, prepare_tileset
from tenants.settings import Settings

DEMONSTRATION = "riviera"
type Step = Callable[[str, float], None]


class StreetsMissing(Exception):
    """The streets could not be prepared; the message says which file and how to mend it."""


async def prepare_streets(settings: Settings, console: Console) -> dict[str, Tileset]:
    """Fetch and build what is missing, once; the tilesets by territory. Raises `StreetsMissing`."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Rues…", total=1.0)

        def step(name: str, done: float) -> None:
            progress.update(task, description=name, completed=done)

        try:
            tileset = await asyncio.to_thread(_prepare, settings, step)
        except (ExtractMissing, TilesetBroken, BasemapBroken) as error:
            raise StreetsMissing(str(error)) from error
    console.print("✓ rues, itinéraires et fond de carte (© les contributeurs d’OpenStreetMap, ODbL)")
    return {DEMONSTRATION: tileset}


def _prepare(settings: Settings, step: Step) -> Tileset:
    data = settings.data
    extract = fetch_extract(data / "extracts", progress=step)
    tileset = prepare_tileset(extract, data / "tiles" / DEMONSTRATION, progress=step)
    coast: Path = settings.territories / DEMONSTRATION / "coast.geojson"
    build_basemap(extract, data / "basemaps" / f"{DEMONSTRATION}.pmtiles", coast=coast, progress=step)
    return tileset
