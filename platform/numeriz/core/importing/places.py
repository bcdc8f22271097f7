"""Where the line of a file says its bay is, in the file’s own coordinates."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from numeriz.core.importing.columns import as_number
from rules.written.columns import Column
from rules.written.lines import Row

type Point = tuple[float, float]
"""Longitude or easting first."""
_NUMBER = r"[-+]?[0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,; ]\s*({_NUMBER})")
_WKT_PAIR = re.compile(r"([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s+([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)")
LONGEST_RING = 1_000


def cells_of(columns: Sequence[Column], row: Row) -> Mapping[str, str]:
    """The cells that are read, by field."""
    return {
        column.field: cell.strip() for column, cell in zip(columns, row.cells, strict=False) if column.field is not None
    }


def list_points(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Point, ...]:
    """Every position that can be read, so that their projection is guessed."""
    return tuple(_points(columns, rows))


def _points(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[Point]:
    for row in rows:
        point = point_of(cells_of(columns, row))
        if point is not None:
            yield point


def point_of(cells: Mapping[str, str]) -> Point | None:
    """The position of a line: its two columns, else its pair, else the middle of its outline."""
    lon, lat = as_number(cells.get("lon", "")), as_number(cells.get("lat", ""))
    if lon is not None and lat is not None:
        return lon, lat
    for name in ("lonlat", "latlon"):
        pair = _PAIR.search(cells.get(name, ""))
        if pair:
            first, second = (float(each.replace(",", ".")) for each in pair.groups())
            return (second, first) if name == "latlon" else (first, second)
    ring = ring_of(cells)
    if not ring:
        return None
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def ring_of(cells: Mapping[str, str]) -> tuple[Point, ...]:
    """The outline of a line, closed; a point alone for GeoJSON or WKT that is one; empty where nothing is drawn."""
    text = cells.get("outline", "")
    if not text:
        return ()
    ring = _from_json(text) if text.startswith("{") else _from_wkt(text)
    if len(ring) >= 3 and ring[0] != ring[-1]:
        ring = (*ring, ring[0])
    return ring[:LONGEST_RING]


def _from_wkt(text: str) -> tuple[Point, ...]:
    """Parentheses are not counted: real files lack some."""
    head = text.lstrip().upper()
    if not head.startswith(("POLYGON", "POINT", "MULTIPOLYGON", "SRID")):
        return ()
    outer = text.split("),", maxsplit=1)[0]
    return tuple((float(x), float(y)) for x, y in _WKT_PAIR.findall(outer) if _is_number(x) and _is_number(y))


def _is_number(text: str) -> bool:
    return as_number(text) is not None


def _from_json(text: str) -> tuple[Point, ...]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, dict):
        return ()
    ring: Any = found.get("coordinates")
    try:
        # A ring is one level down in a polygon, two in several: the first is the outline.
        for _ in range({"Point": 0, "Polygon": 1, "MultiPolygon": 2}[str(found.get("type"))]):
            ring = ring[0]
        points = [ring] if found.get("type") == "Point" else ring
        return tuple((float(each[0]), float(each[1])) for each in points)
    except (TypeError, ValueError, IndexError, KeyError):
        return ()
