"""Areas described by words become geometries: communes, unions, differences."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from connectors.communes import OutlinesMissing
from rules.log import Log, Place
from rules.model import Communes, Difference, GeoJSON, Invalid, Problem, Source, Spec, Union
from rules.source import Listing, Node, Scalar, Table, read_source

type Outlines = Callable[[Collection[str]], Mapping[str, GeoJSON]]
"""The outlines of the communes it knows among these; raises OutlinesMissing."""

_GRID = 1e-7
"""Degrees: what the rules keep of a position."""


def compose(
    shapes: Mapping[str, Spec], geometries: Mapping[str, GeoJSON], outlines: Outlines, sources: Sequence[Source]
) -> dict[str, GeoJSON]:
    """The geometry of each area that can be composed, by its key.

    What a file lacks, or leaves empty, is left to the compilation to tell; an unknown commune is told here, where it is
    written. Raises Invalid.
    """
    codes = {code for spec in shapes.values() for code in _codes(spec)}
    try:
        known = outlines(codes) if codes else {}
    except OutlinesMissing as error:
        place = _find(min(codes), sources)
        raise Invalid((_problem("outlines-missing", str(error), None, place),)) from error
    if unknown := sorted(codes - known.keys()):
        raise Invalid(tuple(_unknown(code, _find(code, sources)) for code in unknown))
    pieces = {**geometries, **{_commune(code): known[code] for code in codes}}
    composed = {key: _area(spec, pieces) for key, spec in shapes.items()}
    return {key: _geojson(area) for key, area in composed.items() if area is not None and not area.is_empty}


def _codes(spec: Spec) -> Iterator[str]:
    match spec:
        case Communes(codes):
            yield from codes
        case Union(parts) | Difference(parts):
            for part in parts:
                yield from _codes(part)


def _commune(code: str) -> str:
    """A name no path can have."""
    return f"\0{code}"


def _area(spec: Spec, pieces: Mapping[str, GeoJSON]) -> BaseGeometry | None:
    """The area, or nothing when a piece is absent or unreadable."""
    match spec:
        case str():
            return _read(pieces[spec]) if spec in pieces else None
        case Communes(codes):
            parts = [_area(_commune(code), pieces) for code in codes]
        case Union(specs) | Difference(specs):
            parts = [_area(part, pieces) for part in specs]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    if isinstance(spec, Difference):
        return shapely.difference(whole[0], shapely.union_all(whole[1:]))
    return shapely.union_all(whole)


def _read(geojson: GeoJSON) -> BaseGeometry | None:
    features = geojson.get("features")
    try:
        parts = [shape(part.get("geometry", part)) for part in (features if isinstance(features, list) else [geojson])]
        return shapely.set_precision(shapely.make_valid(shapely.union_all(parts)), _GRID)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.GEOSException):
        return None


def _geojson(area: BaseGeometry) -> GeoJSON:
    found: GeoJSON = json.loads(shapely.to_geojson(shapely.orient_polygons(area)))
    return found


def _unknown(code: str, place: Place | None) -> Problem:
    return _problem(
        "unknown-commune",
        f"Aucune commune ne porte le code « {code} ».",
        "C’est le code INSEE, pas le code postal : 69123 pour Lyon. Une commune fusionnée a changé de code.",
        place,
    )


def _problem(code: str, message: str, hint: str | None, place: Place | None) -> Problem:
    if place is None:
        return Problem(code, message, hint)
    return Problem(code, message, hint, place.file, place.line, place.column)


def _find(code: str, sources: Sequence[Source]) -> Place | None:
    """Where a commune is written: in an area if it is, else in the list of members."""
    roots = [root for source in sources if (root := read_source(source, Log()))]
    found = [place for key in ("communes", "members") for root in roots for place in _places(root, key, code)]
    return found[0] if found else None


def _places(node: Node, key: str, code: str) -> Iterator[Place]:
    if isinstance(node, Listing):
        for item in node.items:
            yield from _places(item, key, code)
    elif isinstance(node, Table):
        for name, inner in node.entries.values():
            if name.text == key and isinstance(inner, Listing):
                yield from (item.place for item in inner.items if isinstance(item, Scalar) and item.text == code)
            yield from _places(inner, key, code)
