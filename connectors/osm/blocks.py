"""The blocks of a `.osm.pbf`, and the little of Protocol Buffers they are written in.

Format: wiki.openstreetmap.org/wiki/PBF_Format.
"""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_MAX_HEADER = 64 * 1024
_MAX_BLOB = 32 * 1024 * 1024
"""Limits of the format (« File format »)."""

HEADER, DATA = b"OSMHeader", b"OSMData"


class NotPbf(Exception):
    """The bytes are no block of the format."""


class CutShort(Exception):
    """The file ends within a block."""


class Packed(Exception):
    """A block is written in a way this reader does not know, though the format allows it."""


class Block(NamedTuple):
    """A block: its type, where its content begins in the file and how long it is."""

    kind: bytes
    start: int
    size: int


def blocks(file: BinaryIO) -> Iterator[Block]:
    """Each block from the start of the file, without its content; raises `NotPbf` or `CutShort`."""
    size = os.fstat(file.fileno()).st_size
    while length := file.read(4):
        header_size = int.from_bytes(length, "big")
        if not 0 < header_size <= _MAX_HEADER:
            raise NotPbf
        header = file.read(header_size)
        if len(length) < 4 or len(header) < header_size:
            raise CutShort
        kind, blob_size = _header(header)
        if not 0 < blob_size <= _MAX_BLOB:
            raise NotPbf
        start = file.tell()
        if start + blob_size > size:
            raise CutShort
        yield Block(kind, start, blob_size)
        file.seek(start + blob_size)


def content(file: BinaryIO, block: Block) -> bytes:
    """What a block holds, uncompressed; raises `Packed` for other compressions than zlib, zlib.error when damaged."""
    file.seek(block.start)
    for number, value in fields(file.read(block.size)):
        if number == 1 and isinstance(value, bytes):
            return value
        if number == 3 and isinstance(value, bytes):
            return zlib.decompress(value)
    raise Packed


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The numbered fields of a message: numbers, or the bytes of texts, lists and messages; raises `NotPbf`."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        value, at = _varint(data, at)
        if tag & 7 == 2:
            yield tag >> 3, data[at : at + value]
            at += value
        elif tag & 7 == 0:
            yield tag >> 3, value
        else:
            raise NotPbf


def _header(data: bytes) -> tuple[bytes, int]:
    """Type (field 1) and size of the blob (field 3) of a BlobHeader message."""
    found = dict(fields(data))
    kind, size = found.get(1, b""), found.get(3, 0)
    if isinstance(kind, bytes) and isinstance(size, int):
        return kind, size
    raise NotPbf


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A little-endian base-128 number, and where it ends."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at
