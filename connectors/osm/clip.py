"""The part of an extract that lies in an area: whole ways, whole multipolygons, the relations that bind them.

As `osmium extract --strategy smart` does: a street that leaves the area is kept to its end, a lake or a wood on its
border is kept round, and so is the outline of each commune it touches.
"""

import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from connectors.osm.blocks import CutShort, NotPbf
from connectors.osm.check import BadExtract, check_extract
from connectors.osm.nodes import read_nodes
from connectors.osm.progress import Progress

_METRES_A_DEGREE = 111_320.0
_COARSE_M = 100.0


class Clip(NamedTuple):
    """What was kept, and the share of the territory the extract has data for (0 to 1).

    `path` is the extract itself when all of it lies inside.
    """

    path: Path
    covered: float


class OutOfExtract(Exception):
    """The extract holds nothing of the territory; the message is French."""


class _Inside(NamedTuple):
    ids: tuple[NDArray[np.int64], ...]
    hull: BaseGeometry
    all: bool


def clip_extract(extract: Path, out: Path, territory: BaseGeometry, *, margin_m: float, progress: Progress) -> Clip:
    """Write to `out` (.osm.pbf) what lies in the territory (degrees, WGS 84) or within `margin_m` metres of it.

    Raises `BadExtract`, `OutOfExtract`, OSError.
    """
    check_extract(extract)
    area = around(territory, margin_m)
    try:
        inside = _nodes_in(extract, area, progress)
        # The share of the hull, not of cells: woods and lakes are covered, though nobody drew a point in them.
        covered = _share(inside.hull, territory)
        if not inside.hull.intersects(territory):
            raise OutOfExtract(f"L’extrait « {extract} » ne contient rien de ce territoire.")
        if inside.all:
            return Clip(extract, covered)
        progress("Découpe : rues", 0.6)
        ways = _ways_through(extract, inside.ids)
        progress("Découpe : surfaces et interdictions de tourner", 0.75)
        kept = _completed(extract, inside.ids, ways)
        progress("Découpe : écriture", 0.85)
        _write(extract, out, kept, area)
    except (RuntimeError, zlib.error, NotPbf, CutShort) as error:
        raise _fault(extract, error) from error
    progress("Découpe faite", 1.0)
    return Clip(out, covered)


def around(territory: BaseGeometry, margin_m: float) -> BaseGeometry:
    """The territory and what lies within a margin of it, drawn coarsely (100 m, outwards)."""
    middle = np.radians(territory.centroid.y)
    scale = np.array([_METRES_A_DEGREE * np.cos(middle), _METRES_A_DEGREE])
    flat = shapely.transform(territory, lambda points: points * scale)
    grown = flat.simplify(_COARSE_M / 2).buffer(margin_m + _COARSE_M, quad_segs=4).simplify(_COARSE_M / 2)
    return shapely.transform(grown, lambda points: points / scale)


def _nodes_in(extract: Path, area: BaseGeometry, progress: Progress) -> _Inside:
    shapely.prepare(area)
    west, south, east, north = area.bounds
    kept: list[NDArray[np.int64]] = []
    seen = 0
    hull: BaseGeometry = shapely.MultiPoint()
    for batch in read_nodes(extract):
        progress("Découpe : points", 0.6 * batch.done)
        near = (batch.lons >= west) & (batch.lons <= east) & (batch.lats >= south) & (batch.lats <= north)
        lons, lats = batch.lons[near], batch.lats[near]
        seen += len(batch.ids)
        within = shapely.contains_xy(area, lons, lats)
        if within.any():
            kept.append(batch.ids[near][within])
            here = shapely.multipoints(np.column_stack([lons[within], lats[within]]))
            hull = shapely.union(hull, here.convex_hull).convex_hull
    return _Inside(tuple(kept), hull, seen == sum(map(len, kept)))


def _share(hull: BaseGeometry, territory: BaseGeometry) -> float:
    return float(shapely.intersection(hull, territory).area / territory.area) if territory.area else 0.0


def _ways_through(extract: Path, nodes: tuple[NDArray[np.int64], ...]) -> frozenset[int]:
    """The ways with a node among these."""
    inside = _tracked(nodes)
    found = osmium.FileProcessor(str(extract), osmium.osm.WAY).with_filter(inside.contains_filter())
    return frozenset(way.id for way in found)


def _completed(extract: Path, nodes: tuple[NDArray[np.int64], ...], ways: frozenset[int]) -> osmium.IdTracker:
    """All that is to be written.

    One tracker at a time: each takes a bit for every id ever given in the world, up to 1.5 GB for a regional extract.
    """
    kept = _tracked(nodes)
    for way in ways:
        kept.add_way(way)
    binding = []
    for relation in osmium.FileProcessor(str(extract), osmium.osm.RELATION):
        assert isinstance(relation, osmium.osm.Relation)
        if any(member.type == "w" and member.ref in ways for member in relation.members):
            if _is_surface(relation):
                kept.add_relation(relation.id)
            else:
                binding.append(relation.id)
    kept.complete_backward_references(str(extract), relation_depth=1)
    for number in binding:
        kept.add_relation(number)
    return kept


def _is_surface(relation: osmium.osm.Relation) -> bool:
    """Whether half of it is worth nothing: a multipolygon, or the outline of a commune or a part of one."""
    kind, level = relation.tags.get("type"), relation.tags.get("admin_level") or ""
    return kind == "multipolygon" or (kind == "boundary" and level.isdecimal() and int(level) >= 8)


def _tracked(nodes: tuple[NDArray[np.int64], ...]) -> osmium.IdTracker:
    tracker = osmium.IdTracker()
    for batch in nodes:
        for node in batch.tolist():
            tracker.add_node(node)
    return tracker


def _write(extract: Path, out: Path, kept: osmium.IdTracker, area: BaseGeometry) -> None:
    west, south, east, north = area.bounds
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(west, south, east, north))
    header.set("generator", "joptimiz")
    with osmium.SimpleWriter(str(out), header=header, overwrite=True) as writer:
        osmium.apply(str(extract), kept.id_filter(), writer)


def _fault(extract: Path, error: Exception) -> Exception:
    said = str(error)
    if "No space left" in said:
        return OSError(28, "No space left on device", str(extract))
    if isinstance(error, CutShort):
        return BadExtract(extract, "le fichier est tronqué")
    return BadExtract(extract, f"la lecture s’est arrêtée ({said or 'bloc illisible'})")
