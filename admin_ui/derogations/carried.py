"""A list between its reading and its taking: carried by the page itself, read again as if it were new."""

import base64
import binascii
import zlib
from collections.abc import Sequence

import msgspec

from cirqliz.core.listing.reading import MOST_LINES
from rules.written.lines import Row
from tenants.errors import Unreadable

LARGEST = 30_000_000
LARGEST_HELD = 5_000_000
"""Characters in a page: beyond, a browser struggles."""
MOST_CELLS = 200
LONGEST_LINE = 500_000
"""Bytes: a forged line of a million empty things would take a hundred times as much to read."""


def carry(rows: Sequence[Row]) -> str:
    """A list as a field of a form; raises Unreadable when it would be too heavy for a page."""
    lines = [msgspec.json.encode([row.number, row.fault, *row.cells[:MOST_CELLS]]) for row in rows]
    text = base64.b64encode(zlib.compress(b"\n".join(lines))).decode()
    if len(text) > LARGEST_HELD or max(map(len, lines), default=0) > LONGEST_LINE:
        raise Unreadable(
            "list-heavy", "Cette liste est trop lourde pour être vérifiée d’un coup.", "Coupez-la en deux."
        )
    return text


def bring_back(text: str) -> tuple[Row, ...]:
    """The list of a field; raises Unreadable for what no page of ours held."""
    try:
        opened = zlib.decompressobj()
        raw = opened.decompress(base64.b64decode(text.encode(), validate=True), LARGEST)
        # One more than are read: a longer list is told so, by its reader.
        lines = (raw if opened.eof else b"").split(b"\n", MOST_LINES + 2)[: MOST_LINES + 2]
        return tuple(_row(line) for line in lines)
    except (ValueError, TypeError, binascii.Error, zlib.error, msgspec.MsgspecError) as error:
        raise Unreadable("list-lost", "Ce formulaire est incomplet.", "Envoyez le fichier de nouveau.") from error


def _row(line: bytes) -> Row:
    if len(line) > LONGEST_LINE:
        raise ValueError("longer than any of ours")
    number, fault, *cells = msgspec.json.decode(line, type=list[int | str])
    return Row(int(number), tuple(str(cell).replace("\0", "") for cell in cells[:MOST_CELLS]), str(fault))
