"""A list between its reading and its taking: carried by the page itself, read again as if it were new."""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence

from cirqliz.core.listing.reading import MOST_LINES
from rules.written.lines import Row
from tenants.errors import Unreadable

LARGEST = 30_000_000
LARGEST_HELD = 5_000_000
"""Characters in a page: beyond, a browser struggles."""
MOST_CELLS = 200


def carry(rows: Sequence[Row]) -> str:
    """A list as a field of a form; raises Unreadable when it would be too heavy for a page."""
    packed = zlib.compress(json.dumps([[row.number, row.fault, *row.cells] for row in rows]).encode())
    text = base64.b64encode(packed).decode()
    if len(text) > LARGEST_HELD:
        raise Unreadable(
            "list-heavy", "Cette liste est trop lourde pour être vérifiée d’un coup.", "Coupez-la en deux."
        )
    return text


def bring_back(text: str) -> tuple[Row, ...]:
    """The list of a field; raises Unreadable for what no page of ours held."""
    try:
        opened = zlib.decompressobj()
        raw = opened.decompress(base64.b64decode(text.encode(), validate=True), LARGEST)
        found = json.loads(raw if opened.eof else b"")
        # One more than are read: a longer list is told so, by its reader.
        return tuple(_row(*line) for line in found[: MOST_LINES + 2])
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError) as error:
        raise Unreadable("list-lost", "Ce formulaire est incomplet.", "Envoyez le fichier de nouveau.") from error


def _row(number: int, fault: str, *cells: str) -> Row:
    return Row(int(number), tuple(str(cell).replace("\0", "") for cell in cells[:MOST_CELLS]), str(fault))
