"""A shapefile in a zip: geometry, attributes, and the projection of its `.prj`."""

import io
import struct

import shapefile
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from connectors.drawings.geojson import DRAWN, checked
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

ENDINGS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HINT = "Exportez la couche de nouveau, puis zippez ensemble .shp, .shx, .dbf et .prj."
_POSITION = 16
"""Bytes of a position."""


def read_shapefile(members: dict[str, bytes]) -> Layer:
    """The one layer of a zip; raises Unusable."""
    parts = {name.lower(): data for name, data in members.items()}
    layers = sorted(name for name in parts if name.endswith(".shp"))
    if len(layers) != 1:
        said = f"Ce zip contient {len(layers)} couches\u00a0: {', '.join(layers)[:200]}."
        raise Unusable(said, "Gardez-en une par zip.")
    stem = layers[0].removesuffix(".shp")
    if f"{stem}.dbf" not in parts:
        raise Unusable("Il manque le fichier .dbf de cette couche.", _HINT)
    drawn = parts[f"{stem}.shp"]
    if len(drawn) > MOST_VERTICES * _POSITION * 1.2:
        raise too_many_vertices()
    # The header says the length in words of two bytes.
    if len(drawn) < 100 or 2 * int.from_bytes(drawn[24:28], "big") != len(drawn):
        raise Unusable("Ce shapefile est abîmé ou incomplet.", _HINT)
    features, skipped = _records(parts, stem)
    crs = parts.get(f"{stem}.prj", b"").decode("utf-8", "replace").strip()
    return Layer("shapefile", tuple(features), tuple(skipped), crs[:5_000])


def _records(parts: dict[str, bytes], stem: str) -> tuple[list[Feature], list[Skipped]]:
    features: list[Feature] = []
    skipped: list[Skipped] = []
    try:
        with shapefile.Reader(
            shp=io.BytesIO(parts[f"{stem}.shp"]),
            dbf=io.BytesIO(parts[f"{stem}.dbf"]),
            encoding=_encoding(parts.get(f"{stem}.cpg", b""), parts[f"{stem}.dbf"]),
            encodingErrors="replace",
        ) as reader:
            records = list(reader.iterShapeRecords())
            check_count(len(records))
            for number, each in enumerate(records, 1):
                read = _geometry(each.shape, number)
                if isinstance(read, Skipped):
                    skipped.append(read)
                else:
                    features.append(Feature(number, attributes_of(each.record.as_dict()), read))
    except (shapefile.ShapefileException, struct.error, ValueError, IndexError, KeyError, TypeError) as error:
        raise Unusable("Ce shapefile est abîmé ou incomplet.", _HINT) from error
    except (OSError, EOFError, AssertionError, OverflowError, MemoryError) as error:
        raise Unusable("Ce shapefile est abîmé ou incomplet.", _HINT) from error
    return features, skipped


def _geometry(found: shapefile.Shape, number: int) -> BaseGeometry | Skipped:
    if found.shapeType == shapefile.NULL or not found.points:
        return Skipped(number, "Cet objet n’a pas de géométrie.", "Complétez-le, ou laissez-le.")
    told = found.__geo_interface__
    if told["type"] not in DRAWN:
        return Skipped(number, "Cet objet n’est ni une surface ni une ligne.", "Un point ne fait pas une zone.")
    return checked(shapely.force_2d(shape(told)), number)


def _encoding(cpg: bytes, dbf: bytes) -> str:
    """What the `.cpg` says; else UTF-8 when it reads so, else that of Windows in Western Europe."""
    named = cpg.decode("ascii", "ignore").strip().lower()
    if named:
        known = {"1252": "cp1252", "88591": "latin-1", "utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8"}
        return known.get(named.replace("ansi ", "").replace("iso-8859-1", "88591"), "cp1252")
    try:
        dbf[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
