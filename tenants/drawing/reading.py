"""A tracé as somebody gives it, read as a geometry, or what keeps it from being read."""

import json
from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from rules.geometry import BadGeometry, to_geojson, to_tree
from rules.model import GeoJSON
from tenants.drawing.model import Fault

_EXAMPLE = '{"type": "Polygon", "coordinates": [[[7.26, 43.69], [7.27, 43.69], [7.27, 43.7], [7.26, 43.69]]]}'
_GROUPS = {"MultiPolygon": "Polygon", "MultiLineString": "LineString"}


def read_shape(text: str) -> GeoJSON | Fault:
    """The GeoJSON object of a text."""
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError as error:
        said = f"Ligne {error.lineno}, colonne {error.colno}\u00a0: le texte n’est plus du GeoJSON à cet endroit."
        return Fault("unreadable", said, "Vérifiez les crochets et les virgules autour.")
    except (ValueError, RecursionError):
        return Fault("unreadable", "Ce texte n’est pas du GeoJSON.", f"Par exemple\u00a0: {_EXAMPLE}")
    if not isinstance(found, dict) or not found:
        return Fault("unreadable", "Ce texte n’est pas un objet GeoJSON.", f"Par exemple\u00a0: {_EXAMPLE}")
    return found


def read_geometry(shape: GeoJSON) -> BaseGeometry | Fault:
    """The geometry of a tracé as it is, valid or not; rings left open and degrees beyond the globe are told."""
    try:
        tree = to_geojson(to_tree(shape))
    except BadGeometry as error:
        return _told(str(error), shape)
    except RecursionError:
        return Fault("unreadable", "Ce tracé est emboîté trop de fois.", "Exportez-le de nouveau.")
    return _gathered(tree)


def _gathered(tree: GeoJSON) -> BaseGeometry | Fault:
    """One geometry out of one or several features."""
    features = tree.get("features")
    if not isinstance(features, list):
        return shapely.from_geojson(json.dumps(tree))
    parts = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    flat = [piece for part in parts for piece in shapely.get_parts(part).tolist()]
    kinds = {piece.geom_type for piece in flat}
    if len(kinds) > 1:
        said = "Ce tracé mêle des surfaces et des lignes."
        return Fault("unreadable", said, "Faites-en deux zones\u00a0: l’une de surfaces, l’autre de lignes.")
    return shapely.MultiPolygon(flat) if kinds == {"Polygon"} else shapely.MultiLineString(flat)


def _told(reason: str, shape: GeoJSON) -> Fault:
    said = f"Ce tracé ne se lit pas\u00a0: {reason}."
    if "fermé" in reason and (closed := _closed(shape)) is not None:
        hint = "Un contour finit là où il commence."
        return Fault("open", "Un contour n’est pas fermé.", hint, act="Fermer le contour", repaired=closed)
    if "hors du globe" in reason:
        return Fault(
            "unreadable", said, "Importez ce fichier plutôt par « Importer »\u00a0: sa projection y est reconnue."
        )
    return Fault("unreadable", said, "Reprenez le tracé sur la carte, ou exportez-le de nouveau en GeoJSON.")


def _closed(shape: GeoJSON) -> GeoJSON | None:
    """The same, each ring ended where it begins; None for what is no area."""
    inner = shape.get("geometry", shape)
    if not isinstance(inner, Mapping):
        return None
    kind, coordinates = inner.get("type"), inner.get("coordinates")
    if not isinstance(coordinates, list) or kind not in ("Polygon", "MultiPolygon"):
        return None
    parts = coordinates if kind == "MultiPolygon" else [coordinates]
    closed = [[_end(ring) for ring in part] for part in parts if isinstance(part, list)]
    found = {"type": kind, "coordinates": closed if kind == "MultiPolygon" else closed[0]}
    try:
        return to_geojson(to_tree(found))
    except BadGeometry:
        return None


def _end(ring: object) -> object:
    return [*ring, ring[0]] if isinstance(ring, list) and ring and ring[0] != ring[-1] else ring
