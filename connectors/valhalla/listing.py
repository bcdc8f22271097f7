"""Child program: list every edge of fresh tiles, and check that the tiles know the hour.

Run as `python -m connectors.valhalla.listing SETTINGS TILES EDGES`. It is a process of its own because it walks
tiles with native code. Exit code 3: no edge; 4: the tiles hold no time zone.
"""

import json
import sys
from pathlib import Path

import numpy as np
import valhalla
from numpy.typing import NDArray
from pyproj import Geod
from valhalla.baldr import GraphId
from valhalla.baldr.utils import GraphUtils

from connectors.valhalla.edges import Edges
from connectors.valhalla.settings import NO_EDGE, NO_TIMEZONE

_PROBES = 40


def list_edges(settings: Path, tiles: Path) -> Edges:
    """Every directed edge, with its shape in its own direction and its length on the ellipsoid."""
    graph = GraphUtils(str(settings))
    shapes: dict[int, list[tuple[float, float]]] = {}
    for tile in tiles.rglob("*.gph"):
        base = GraphId.from_tile_path(str(tile))
        for index in range(graph.get_graph_tile_header(base).directededgecount):
            edge = GraphId(base.tileid(), base.level(), index)
            shapes[edge.value] = graph.get_edge_shape(edge)
    ids = sorted(shapes)
    offsets = np.cumsum([0, *(len(shapes[i]) for i in ids)], dtype=np.int32)
    points = np.array([point for i in ids for point in shapes[i]], dtype=np.float64).reshape(-1, 2)
    return Edges(np.array(ids, dtype=np.int64), offsets, points, _lengths(points, offsets))


def _lengths(points: NDArray[np.float64], offsets: NDArray[np.int32]) -> NDArray[np.float64]:
    if len(points) < 2:
        return np.zeros(len(offsets) - 1)
    starts, ends = points[:-1], points[1:]
    steps = Geod(ellps="GRS80").inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])[2]
    along = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(along[offsets[1:] - 1] - along[offsets[:-1]])


def knows_the_hour(settings: Path, edges: Edges) -> bool:
    """Whether a dated route comes back with a time zone; without one, OSM's timed bans are silently ignored."""
    actor = valhalla.Actor(str(settings))
    for index in np.linspace(0, len(edges) - 1, _PROBES).astype(int):
        ends = edges.points[edges.offsets[index]], edges.points[edges.offsets[index + 1] - 1]
        request = {
            "locations": [{"lon": float(lon), "lat": float(lat)} for lon, lat in ends],
            "costing": "pedestrian",
            "date_time": {"type": 1, "value": "2026-01-15T12:00"},
            "directions_type": "none",
        }
        try:
            answer = json.loads(actor.route(json.dumps(request)))
        except valhalla.ValhallaError:
            continue
        return "time_zone_name" in answer["trip"]["locations"][0]
    return False


def main(settings: Path, tiles: Path, out: Path) -> int:
    """List, check, write."""
    edges = list_edges(settings, tiles)
    if not len(edges):
        return NO_EDGE
    edges.save(out)
    return 0 if knows_the_hour(settings, edges) else NO_TIMEZONE


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
