"""A file of tracés between its reading and its taking: carried by the page itself, read again as if it were new.

Nothing is kept on the server of a file that nobody has taken, and what comes back is checked like any other.
"""

import base64
import binascii
import json
import zlib

import shapely

from connectors.drawings import Feature, Layer
from connectors.drawings.geojson import checked
from connectors.drawings.model import MOST_FEATURES, Skipped, attributes_of
from tenants.errors import Unreadable

LARGEST = 40_000_000
LARGEST_HELD = 6_000_000
"""Characters in a page: beyond, a browser struggles."""


def hold(layer: Layer) -> str:
    """A layer as a field of a form; raises `Unreadable` when it would be too heavy for a page."""
    rows = [[each.number, dict(each.attributes), shapely.to_wkt(each.geometry, 8)] for each in layer.features]
    packed = zlib.compress(json.dumps([layer.kind, layer.crs, rows]).encode())
    text = base64.b64encode(packed).decode()
    if len(text) > LARGEST_HELD:
        said = "Ces tracés sont trop détaillés pour être vérifiés ensemble."
        raise Unreadable("import-heavy", said, "Simplifiez la couche, ou importez-la en plusieurs fois.")
    return text


def release(text: str) -> Layer:
    """The layer of a field; raises `Unreadable` for what no page of ours held."""
    try:
        opened = zlib.decompressobj()
        raw = opened.decompress(base64.b64decode(text.encode(), validate=True), LARGEST)
        kind, crs, rows = json.loads(raw if opened.eof else b"")
        features = tuple(_feature(*row) for row in rows[:MOST_FEATURES])
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError, shapely.GEOSException) as error:
        raise Unreadable("import-lost", "Ce formulaire est incomplet.", "Envoyez le fichier de nouveau.") from error
    return Layer(str(kind), features, (), str(crs))


def _feature(number: int, attributes: dict[str, object], written: str) -> Feature:
    read = checked(shapely.from_wkt(written), int(number))
    if isinstance(read, Skipped):
        raise ValueError(read.message)  # noqa: TRY004  # what stands there is wrong, not its type
    return Feature(int(number), attributes_of(attributes), read)
