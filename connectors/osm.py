"""OpenStreetMap extracts: is this file one, and is it whole."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_MAX_HEADER = 64 * 1024
_MAX_BLOB = 32 * 1024 * 1024
"""Limits of the format (wiki.openstreetmap.org/wiki/PBF_Format, « File format »)."""

_FAULTS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas",
    IsADirectoryError: "c’est un dossier",
    PermissionError: "la lecture de ce fichier est refusée",
}

REMEDY = (
    "Remplacez ce fichier par un extrait .osm.pbf complet (par exemple un extrait régional de Geofabrik), "
    "ou supprimez-le : l’extrait de démonstration sera repris."
)


class BadExtract(Exception):
    """This file is not a usable extract; the message is French, names the file and says how to mend it."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} : {fault}. {REMEDY}")
        self.path = path
        self.fault = fault


def check_extract(path: Path) -> None:
    """Walk the blocks of a `.osm.pbf` without reading their content.

    Catches a missing, truncated or foreign file in milliseconds; raises `BadExtract`.
    """
    try:
        with path.open("rb") as file:
            kinds = list(_blocks(path, file))
    except OSError as error:
        raise BadExtract(path, _FAULTS.get(type(error), "le fichier ne peut pas être lu")) from error
    if not kinds or kinds[0] != b"OSMHeader":
        raise BadExtract(path, "ce n’est pas un extrait OpenStreetMap au format PBF")
    if b"OSMData" not in kinds:
        raise BadExtract(path, "l’extrait est vide")


def _blocks(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """The type of each block: a four-byte length, a small header with the size of what follows."""
    size = os.fstat(file.fileno()).st_size
    while length := file.read(4):
        header_size = int.from_bytes(length, "big")
        if not 0 < header_size <= _MAX_HEADER:
            raise BadExtract(path, "ce n’est pas un extrait OpenStreetMap au format PBF")
        header = file.read(header_size)
        if len(length) < 4 or len(header) < header_size:
            raise BadExtract(path, "le fichier est tronqué")
        kind, blob_size = _header(header)
        if not 0 < blob_size <= _MAX_BLOB:
            raise BadExtract(path, "ce n’est pas un extrait OpenStreetMap au format PBF")
        if file.tell() + blob_size > size:
            raise BadExtract(path, "le fichier est tronqué")
        file.seek(blob_size, os.SEEK_CUR)
        yield kind


def _header(data: bytes) -> tuple[bytes, int]:
    """Type (field 1) and size of the blob (field 3) of a BlobHeader message; size 0 when it makes no sense."""
    kind, size, at = b"", 0, 0
    while at < len(data):
        tag, at = _varint(data, at)
        value, at = _varint(data, at)
        if tag & 7 == 2:
            if tag >> 3 == 1:
                kind = data[at : at + value]
            at += value
        elif tag & 7 == 0:
            size = value if tag >> 3 == 3 else size
        else:
            return kind, 0
    return kind, size


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
