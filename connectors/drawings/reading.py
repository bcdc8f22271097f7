"""A file of tracés, known by what it holds rather than by its name."""

from connectors.drawings.geojson import read_geojson
from connectors.drawings.markup import read_markup
from connectors.drawings.model import Layer, Unusable
from connectors.drawings.shapefiles import ENDINGS, read_shapefile
from connectors.drawings.unzipping import unzip

LARGEST_FILE = 30_000_000
"""Bytes of a file as it is sent."""
FORMATS = "GeoJSON, shapefile zippé, KML, KMZ ou GPX"


def read_drawings(data: bytes) -> Layer:
    """Everything in a file; raises Unusable."""
    if len(data) > LARGEST_FILE:
        raise Unusable(f"Ce fichier dépasse {LARGEST_FILE // 1_000_000}\u00a0Mo.", "N’exportez que les zones utiles.")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
    if not start:
        raise Unusable("Ce fichier est vide.", f"Envoyez un {FORMATS}.")
    if start.startswith(b"PK"):
        return _zipped(data)
    if start.startswith((b"{", b"[")):
        return read_geojson(data)
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return read_markup(data)
    if data.startswith(b"\x00\x00\x27\x0a"):
        hint = "Zippez ensemble .shp, .shx, .dbf et .prj, puis envoyez le zip."
        raise Unusable("Un shapefile tient en plusieurs fichiers.", hint)
    raise Unusable("Ce format n’est pas reconnu.", f"Formats reçus\u00a0: {FORMATS}.")


def _zipped(data: bytes) -> Layer:
    members = unzip(data, (*ENDINGS, ".kml", ".geojson", ".json", ".gpx"))
    if any(name.lower().endswith(".shp") for name in members):
        return read_shapefile(members)
    for ending, read in ((".kml", read_markup), (".gpx", read_markup), ("json", read_geojson)):
        found = sorted(name for name in members if name.lower().endswith(ending))
        if found:
            # A KMZ says « doc.kml » for its document; others beside are what it refers to.
            chosen = next((name for name in found if name.lower().endswith("doc.kml")), found[0])
            return read(members[chosen])
    raise Unusable("Ce zip ne contient aucun tracé connu.", f"Formats reçus\u00a0: {FORMATS}.")
