"""GeoJSON geometries, checked and brought to whole numbers of 1e-7 degree (about 1 cm)."""

from collections.abc import Mapping
from math import isnan

from rules.canonical import Tree
from rules.codec.tree import as_branch, as_list
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


def count_positions(tree: Tree) -> int:
    """How many positions a geometry has."""
    if isinstance(tree, Mapping):
        return sum(count_positions(tree[key]) for key in ("coordinates", "features", "geometry") if key in tree)
    parts = as_list(tree)
    return 1 if isinstance(parts[0], int) else sum(map(count_positions, parts))


def to_geojson(tree: Mapping[str, Tree]) -> GeoJSON:
    """The same geometry in degrees."""
    if tree["type"] != "FeatureCollection":
        return {"type": tree["type"], "coordinates": _degrees(tree["coordinates"])}
    features = [as_branch(feature) for feature in as_list(tree["features"])]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": to_geojson(as_branch(feature["geometry"]))}
            for feature in features
        ],
    }


def _degrees(tree: Tree) -> object:
    return tree / SCALE if isinstance(tree, int) else [_degrees(part) for part in as_list(tree)]


def _geometries(geojson: object) -> list[Mapping[str, object]]:
    """The bare geometries inside."""
    root = _object(geojson)
    if root.get("type") != "FeatureCollection":
        return [_bare(root)]
    features = root.get("features")
    if not isinstance(features, list) or not features:
        raise BadGeometry("la collection est vide")
    return [_bare(_object(feature)) for feature in features]


def _bare(geojson: Mapping[str, object]) -> Mapping[str, object]:
    return _object(geojson.get("geometry")) if geojson.get("type") == "Feature" else geojson


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadGeometry("ce n’est pas un objet GeoJSON")
    return value


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
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and isnan(value)):
        raise BadGeometry("une coordonnée n’est pas un nombre")
    if abs(value) > limit:
        raise BadGeometry(
            "une position est hors du globe ; les coordonnées sont-elles bien en degrés, longitude d’abord"
        )
    return round(value * SCALE)
