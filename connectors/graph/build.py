"""Extract in, build out: clipped, tiled, mapped, indexed aside, verified, then swapped by one pointer."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from connectors.addresses import AddressesBroken, IndexSummary, build_index
from connectors.addresses.ban import check_ban
from connectors.addresses.store import FORMAT as ADDRESSES_FORMAT
from connectors.basemap import BasemapBroken, build_basemap
from connectors.basemap.build import FORMAT as BASEMAP_FORMAT
from connectors.disk import FULL, fault_of
from connectors.graph.opened import ADDRESSES, BASEMAP, FORMAT, KEPT, MANIFEST, Graph, GraphBroken, Manifest, open_graph
from connectors.graph.store import ASIDE, Store, settle
from connectors.osm import BadExtract, OutOfExtract, check_extract, clip_extract
from connectors.osm.clip import around
from connectors.osm.progress import Progress, part
from connectors.valhalla import TilesetBroken, open_tileset
from connectors.valhalla.build import FORMAT as TILESET_FORMAT
from connectors.valhalla.build import OUR_TIMEZONES, check_room, check_timezones, fill_tileset
from connectors.valhalla.settings import VERSION
from connectors.valhalla.tileset import digest

_REMEDY = "Donnez un extrait .osm.pbf complet qui couvre le territoire, par exemple l’extrait régional de Geofabrik."
_CUT = re.compile(r"/[^«»]*clip\.osm\.pbf")
"""What we cut from the extract, which nobody outside has heard of."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a build is made of. `coverage` is what the territory speaks for (degrees, WGS 84)."""

    territory: str
    coverage: BaseGeometry
    extract: Path
    ban: tuple[Path, ...] = ()
    coast: Path | None = None
    margin_m: float = 5_000.0
    demonstration: bool = False
    timezones: Path = OUR_TIMEZONES


class GraphRefused(Exception):
    """The build could not be made; the message is French and says how to mend it. Nothing has changed."""


class Built(NamedTuple):
    """What came of it: the build, and what its addresses hold; nothing of that when it was made before."""

    graph: Graph
    addresses: IndexSummary | None


def build_graph(store: Store, sources: Sources, *, now: datetime, progress: Progress) -> Built:
    """Make these sources the current build of a territory; the same sources are built once.

    Whatever stops it, even a power cut, the former build stays current. Raises `GraphRefused` or `Busy`.
    """
    with _told(sources):
        check_extract(sources.extract)
        check_timezones(sources.timezones)
        for path in sources.ban:
            check_ban(path)
        final = store.folder / build_id(sources)
        pointer = store.pointer()
        if pointer and pointer.current == final.name:
            with suppress(GraphBroken):
                return Built(open_graph(final), None)
        with store.lock():
            found = _find(final)
            built = Built(found, None) if found else _make(final, sources, now, progress)
            progress("Mise en service", 1.0)
            store.use(final.name)
            store.sweep(now)
    return built


def build_id(sources: Sources) -> str:
    """Names a build by all it depends on: files, outline, margin, Valhalla and our formats."""
    files = (sources.extract, *sources.ban, sources.timezones, *([sources.coast] if sources.coast else []))
    outline = shapely.to_wkb(shapely.set_precision(sources.coverage, 1e-7, mode="pointwise"), hex=True)
    parts = (
        sources.territory, outline, str(sources.margin_m), VERSION,
        f"{FORMAT}.{TILESET_FORMAT}.{BASEMAP_FORMAT}.{ADDRESSES_FORMAT}", *map(digest, files),
    )  # fmt: skip
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _find(final: Path) -> Graph | None:
    """The build, when it was made before and is whole."""
    with suppress(GraphBroken):
        return open_graph(final)
    shutil.rmtree(final, ignore_errors=True)
    return None


def _make(final: Path, sources: Sources, now: datetime, progress: Progress) -> Built:
    aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=final.parent))
    try:
        covered, addresses = _fill(aside, final.name, sources, progress)
        progress("Vérification", 0.97)
        check_room(aside)
        tileset = open_tileset(aside)
        manifest = Manifest(
            build=final.name,
            territory=sources.territory,
            format=FORMAT,
            built_at=now,
            extract=sources.extract.name,
            ban=tuple(path.name for path in sources.ban),
            covered=covered,
            addresses=addresses.streets + addresses.housenumbers + addresses.places,
            bbox=tileset.bbox,
            demonstration=sources.demonstration,
            files={name: ((aside / name).stat().st_size, digest(aside / name)) for name in KEPT},
        )
        (aside / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        for path in aside.iterdir():
            settle(path)
        aside.chmod(0o755)
        aside.rename(final)
        settle(final.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Built(open_graph(final), addresses)


def _fill(aside: Path, build: str, sources: Sources, progress: Progress) -> tuple[float, IndexSummary]:
    """Everything a build holds, but for its manifest; the share of the territory covered, and its addresses."""
    cut = aside / "clip.osm.pbf"
    bounds = around(sources.coverage, sources.margin_m).bounds
    clip = clip_extract(
        sources.extract, cut, sources.coverage, margin_m=sources.margin_m, progress=part(progress, 0.0, 0.25)
    )
    fill_tileset(aside, clip.path, sources.timezones, build, part(progress, 0.25, 0.55))
    build_basemap(clip.path, aside / BASEMAP, coast=sources.coast, bounds=bounds, progress=part(progress, 0.55, 0.75))
    addresses = build_index(clip.path, aside / ADDRESSES, ban=sources.ban, progress=part(progress, 0.75, 0.97))
    cut.unlink(missing_ok=True)
    return clip.covered, addresses


@contextmanager
def _told(sources: Sources) -> Iterator[None]:
    """Whatever goes wrong, as one French sentence that names what the operator gave."""
    try:
        yield
    except BadExtract as error:
        raise GraphRefused(f"{sources.extract} : {error.fault}. {_REMEDY}") from error
    except OutOfExtract as error:
        raise GraphRefused(f"{error} {_REMEDY}") from error
    except (TilesetBroken, BasemapBroken, AddressesBroken, GraphBroken) as error:
        raise GraphRefused(_CUT.sub(str(sources.extract), str(error))) from error
    except OSError as error:
        where = error.filename or "le dossier des données"
        if error.errno in FULL:
            raise GraphRefused(
                f"Le disque est plein ({where}) : libérez de la place et recommencez. Rien n’a changé."
            ) from error
        raise GraphRefused(
            f"{where} : {fault_of(error)}. Vérifiez que ce chemin existe et les droits du dossier."
        ) from error
