"""An outline of somebody's own, checked before anything is opened by it."""

import json
from collections.abc import Mapping

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from rules.model import GeoJSON, Invalid, Problem

LARGEST = 5_000_000
"""Bytes of text."""
_MINE = 0.5
"""Less than that share of an outline on one's communes, and it is somebody else's."""


def read_boundary(text: bytes, communes: Mapping[str, GeoJSON]) -> GeoJSON:
    """The polygon of a GeoJSON text, one geometry; `communes` are the outlines known of the members. Raises Invalid."""
    if len(text) > LARGEST:
        raise _refused("boundary_large", "Ce périmètre dépasse 5 Mo.", "Simplifiez son tracé.")
    area = _read(text)
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.is_empty:
        raise _refused("boundary_kind", "Le périmètre doit être un polygone.", "Exportez une surface, pas une ligne.")
    west, south, east, north = area.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        hint = "Exportez-le en degrés, longitude d’abord (WGS\u00a084)."
        raise _refused("boundary_degrees", "Le périmètre n’est pas en degrés.", hint)
    if not area.is_valid:
        reason = shapely.is_valid_reason(area)
        where = reason[reason.find("[") + 1 : -1] if "[" in reason else ""
        message = f"Le tracé se croise lui-même{f' vers {where}' if where else ''}."
        raise _refused("boundary_crossing", message, "Corrigez-le à cet endroit, puis recommencez.")
    if communes:
        members = shapely.union_all([shapely.make_valid(shape(outline)) for outline in communes.values()])
        if area.intersection(members).area < _MINE * area.area:
            message = "Le périmètre est presque tout entier hors des communes membres."
            raise _refused("boundary_foreign", message, "Vérifiez le fichier, et l’ordre longitude puis latitude.")
    found: GeoJSON = mapping(shapely.orient_polygons(area))
    return found


def _read(text: bytes) -> BaseGeometry:
    """The one geometry of a geometry, a feature or a collection."""
    try:
        tree = json.loads(text)
        parts = [part["geometry"] for part in tree["features"]] if "features" in tree else [tree.get("geometry", tree)]
        shapes = [shape(part) for part in parts]
        return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        shapely.GEOSException,
    ) as error:
        hint = "Exportez-le en GeoJSON (WGS\u00a084)."
        raise _refused("boundary_unreadable", "Ce périmètre n’est pas du GeoJSON lisible.", hint) from error


def _refused(code: str, message: str, hint: str) -> Invalid:
    return Invalid((Problem(code, message, hint),))
