"""GeoJSON geometries, checked and brought to whole numbers of 1e-7 degree (about 1 cm)."""

from collections.abc import Mapping, Sequence
from math import isfinite

from rules.canonical import Tree
from rules.model import GeoJSON

SCALE = 10_000_000

_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_AREAS = ("Polygon", "MultiPolygon")


class BadGeometry(Exception):
    """Why a geometry cannot be used, in French."""


def to_tree(geojson: GeoJSON, *, areas_only: bool = False) -> Mapping[str, Tree]:
    """The geometry of a GeoJSON geometry, feature or collection, properties dropped, in whole 1e-7 degrees.

    Several features stay a collection: their union is for a geometry library to make.
    Raises `BadGeometry`.
    """
    shapes = [_shape(geometry, areas_only=areas_only) for geometry in _geometries(geojson)]
    if len(shapes) == 1:
        return shapes[0]
    features: list[Tree] = [{"type": "Feature", "geometry": shape} for shape in shapes]
    return {"type": "FeatureCollection", "features": features}


def to_geojson(tree: Mapping[str, Tree]) -> GeoJSON:
    """The same geometry in degrees."""
    if tree["type"] == "FeatureCollection":
        features = tree["features"]
        assert isinstance(features, Sequence)
        return {"type": "FeatureCollection", "features": [_feature(feature) for feature in features]}
    return {"type": tree["type"], "coordinates": _degrees(tree["coordinates"])}


def _feature(tree: Tree) -> GeoJSON:
    assert isinstance(tree, Mapping)
    geometry = tree["geometry"]
    assert isinstance(geometry, Mapping)
    return {"type": "Feature", "properties": {}, "geometry": to_geojson(geometry)}


def _degrees(tree: Tree) -> object:
    if isinstance(tree, int):
        return tree / SCALE
    assert not isinstance(tree, str | Mapping)
    return [_degrees(part) for part in tree]


def _geometries(geojson: object) -> list[Mapping[str, object]]:
    """The bare geometries inside."""
    if not isinstance(geojson, Mapping):
        raise BadGeometry("ce n’est pas un objet GeoJSON")
    if geojson.get("type") == "FeatureCollection":
        features = geojson.get("features")
        if not isinstance(features, list) or not features:
            raise BadGeometry("la collection est vide")
        return [shape for feature in features for shape in _geometries(feature)]
    if geojson.get("type") == "Feature":
        return _geometries(geojson.get("geometry"))
    return [geojson]


def _shape(geometry: Mapping[str, object], *, areas_only: bool) -> Mapping[str, Tree]:
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise BadGeometry("on attend des polygones ou des lignes")
    if areas_only and kind not in _AREAS:
        raise BadGeometry("on attend un polygone")
    return {
        "type": kind,
        "coordinates": _lines(geometry.get("coordinates"), _DEPTH[kind], ring=kind in _AREAS),
    }


def _lines(node: object, depth: int, *, ring: bool) -> Tree:
    """Coordinates `depth` lists above a position; the lowest list is a line or a ring."""
    if not isinstance(node, list) or not node:
        raise BadGeometry("des coordonnées manquent")
    if depth > 1:
        return [_lines(part, depth - 1, ring=ring) for part in node]
    line = [_position(position) for position in node]
    if ring and (len(line) < 4 or line[0] != line[-1]):
        raise BadGeometry("un contour n’est pas fermé")
    if len(line) < 2:
        raise BadGeometry("une ligne n’a qu’un point")
    return line


def _position(node: object) -> list[int]:
    if not isinstance(node, list) or len(node) < 2:
        raise BadGeometry("une position n’a pas deux coordonnées")
    return [_degree(node[0], 180), _degree(node[1], 90)]


def _degree(value: object, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadGeometry("une coordonnée n’est pas un nombre")
    if abs(value) > limit:
        raise BadGeometry(
            "une position est hors du globe ; les coordonnées sont-elles bien en degrés, longitude d’abord"
        )
    return round(value * SCALE)
