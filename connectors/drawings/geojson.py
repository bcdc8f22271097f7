"""GeoJSON, with the `crs` it may still carry (GeoJSON 2008)."""

import json
from collections.abc import Mapping

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from connectors.drawings.model import (
    MOST_VERTICES,
    Feature,
    Layer,
    Skipped,
    Unusable,
    attributes_of,
    check_count,
    too_many_vertices,
)

_HINT = "Exportez-le de nouveau en GeoJSON."
DRAWN = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


def read_geojson(data: bytes) -> Layer:
    """Every feature; raises Unusable."""
    if data.count(b"[") > 2 * MOST_VERTICES:
        raise too_many_vertices()
    root = _parse(data)
    objects = _objects(root)
    check_count(len(objects))
    features: list[Feature] = []
    skipped: list[Skipped] = []
    vertices = 0
    for number, each in enumerate(objects, 1):
        read = _geometry(each, number)
        if isinstance(read, Skipped):
            skipped.append(read)
            continue
        vertices += int(shapely.get_num_coordinates(read))
        properties = each.get("properties")
        named = attributes_of(properties) if isinstance(properties, Mapping) else {}
        features.append(Feature(number, named, read))
    if vertices > MOST_VERTICES:
        raise too_many_vertices()
    return Layer("GeoJSON", tuple(features), tuple(skipped), _crs(root))


def _parse(data: bytes) -> Mapping[str, object]:
    try:
        root: object = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable("Ce fichier n’est pas en UTF-8.", "Enregistrez-le en UTF-8.") from error
    except json.JSONDecodeError as error:
        said = f"Ligne {error.lineno}, colonne {error.colno}\u00a0: le fichier n’est plus du JSON à cet endroit."
        raise Unusable(said, _HINT) from error
    except (ValueError, RecursionError) as error:
        raise Unusable("Ce fichier n’est pas du JSON lisible.", _HINT) from error
    if not isinstance(root, dict):
        raise Unusable("Ce fichier n’est pas un objet GeoJSON.", _HINT)
    return root


def _objects(root: Mapping[str, object]) -> list[Mapping[str, object]]:
    if root.get("type") == "FeatureCollection":
        features = root.get("features")
        if not isinstance(features, list):
            raise Unusable("Cette collection n’a pas de liste d’objets.", _HINT)
        return [each if isinstance(each, Mapping) else {} for each in features]
    return [root if root.get("type") == "Feature" else {"geometry": root}]


def _geometry(each: Mapping[str, object], number: int) -> BaseGeometry | Skipped:
    found = each.get("geometry")
    if not isinstance(found, Mapping):
        return Skipped(number, "Cet objet n’a pas de géométrie.", "Complétez-le, ou laissez-le.")
    if found.get("type") not in DRAWN:
        return Skipped(number, "Cet objet n’est ni une surface ni une ligne.", "Un point ne fait pas une zone.")
    try:
        read = shapely.force_2d(shape(found))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        return Skipped(number, "Les coordonnées de cet objet ne se lisent pas.", _HINT)
    return checked(read, number)


def checked(read: BaseGeometry, number: int) -> BaseGeometry | Skipped:
    """A geometry that says where it is."""
    if read.is_empty:
        return Skipped(number, "Cet objet est vide.", "Complétez-le, ou laissez-le.")
    if not bool(shapely.get_coordinates(read).__abs__().max() < 1e9):
        return Skipped(number, "Une coordonnée de cet objet n’est pas un nombre.", _HINT)
    return read


def _crs(root: Mapping[str, object]) -> str:
    crs = root.get("crs")
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return name[:200] if isinstance(name, str) else ""
