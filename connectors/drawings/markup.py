"""KML (areas, lines, their names and data) and GPX (tracks and routes): always longitude, latitude in WGS 84.

The parser refuses document types and entities, by which a small file could become a large one or read others.
"""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from shapely.geometry.base import BaseGeometry

from connectors.drawings.geojson import checked
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

WGS84 = "EPSG:4326"
_HINT = "Exportez-le de nouveau depuis votre logiciel."


def read_markup(data: bytes) -> Layer:
    """A KML or a GPX; raises Unusable."""
    if data.count(b",") > 3 * MOST_VERTICES or data.count(b"<trkpt") > MOST_VERTICES:
        raise too_many_vertices()
    try:
        root = fromstring(data)
    except DefusedXmlException as error:
        hint = "Retirez la ligne <!DOCTYPE … > du fichier."
        raise Unusable("Ce fichier XML déclare des entités\u00a0: il est refusé.", hint) from error
    except ParseError as error:
        line, column = error.position
        said = f"Ligne {line}, colonne {column}\u00a0: le fichier n’est plus du XML à cet endroit."
        raise Unusable(said, _HINT) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise Unusable("Ce fichier XML ne se lit pas.", _HINT) from error
    match _name(root):
        case "kml":
            return _layer("KML", list(_named(root, "Placemark")), _placemark)
        case "gpx":
            return _layer("GPX", [*_named(root, "trk"), *_named(root, "rte")], _track)
    raise Unusable(
        "Ce fichier XML n’est ni du KML ni du GPX.", "Formats reçus\u00a0: GeoJSON, shapefile, KML, KMZ, GPX."
    )


def _layer(kind: str, elements: list[Element], read: Callable[[Element], BaseGeometry | None]) -> Layer:
    check_count(len(elements))
    features: list[Feature] = []
    skipped: list[Skipped] = []
    for number, element in enumerate(elements, 1):
        try:
            found = read(element)
        except (ValueError, IndexError, shapely.GEOSException):
            skipped.append(Skipped(number, "Les coordonnées de cet objet ne se lisent pas.", _HINT))
            continue
        if found is None:
            said = "Cet objet n’est ni une surface ni une ligne."
            skipped.append(Skipped(number, said, "Un point ne fait pas une zone."))
            continue
        whole = checked(found, number)
        if isinstance(whole, Skipped):
            skipped.append(whole)
        else:
            features.append(Feature(number, attributes_of(_attributes(element)), whole))
    return Layer(kind, tuple(features), tuple(skipped), WGS84)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _named(element: Element, name: str) -> Iterator[Element]:
    return (inner for inner in element.iter() if _name(inner) == name)


def _text(element: Element, name: str) -> str:
    found = next(_named(element, name), None)
    return (found.text or "") if found is not None else ""


def _attributes(element: Element) -> dict[str, object]:
    found: dict[str, object] = {
        _name(inner): (inner.text or "").strip() for inner in element if _name(inner) in ("name", "description", "desc")
    }
    found |= {data.get("name", ""): _text(data, "value").strip() for data in _named(element, "Data")}
    return found | {data.get("name", ""): (data.text or "").strip() for data in _named(element, "SimpleData")}


def _placemark(element: Element) -> BaseGeometry | None:
    areas = [_polygon(each) for each in _named(element, "Polygon")]
    if areas:
        return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)
    return _joined(
        [shapely.LineString(_positions(_text(each, "coordinates"))) for each in _named(element, "LineString")]
    )


def _polygon(element: Element) -> BaseGeometry:
    rings = [
        [_positions(_text(each, "coordinates")) for each in _named(element, side)]
        for side in ("outerBoundaryIs", "innerBoundaryIs")
    ]
    return shapely.Polygon(rings[0][0], rings[1])


def _positions(text: str) -> list[tuple[float, float]]:
    triples = [position.split(",") for position in text.split()]
    return [(float(triple[0]), float(triple[1])) for triple in triples]


def _track(element: Element) -> BaseGeometry | None:
    runs = list(_named(element, "trkseg")) or [element]
    points = [[*_named(run, "trkpt"), *_named(run, "rtept")] for run in runs]
    lines = [[(float(point.get("lon", "")), float(point.get("lat", ""))) for point in run] for run in points]
    return _joined([shapely.LineString(line) for line in lines if len(line) > 1])


def _joined(lines: list[BaseGeometry]) -> BaseGeometry | None:
    if not lines:
        return None
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
