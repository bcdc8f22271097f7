"""A closure overlay: the tileset with some directed edges shut, at no cost when a route is asked.

It is a live-traffic file in which the closed edges have speed 0. Valhalla maps the file into memory, and so do we: to
shut and open streets is to write eight bytes an edge, and the next route obeys. Layout after Valhalla 3.9,
`valhalla/baldr/traffictile.h`: per tile a 32-byte header, then 8 bytes an edge.
"""

import io
import mmap
import os
import struct
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.edges import TILE_BITS

_HEADER = struct.Struct("<QQIIII")
_TRAFFIC_VERSION = 3
_WORD = 8
_CLOSED = np.uint64(255 << 28)
"""First breakpoint 255 (speeds hold for the whole edge), every speed 0."""
_OPEN = np.uint64(0)
"""No traffic known: the tiles' own speed."""

_NONE: NDArray[np.int64] = np.array([], dtype=np.int64)


class Overlay:
    """One traffic file, mapped: `close` says which edges are shut from now on, every other one is open."""

    def __init__(self, path: Path, tiles: Mapping[int, int]) -> None:
        """Write the file, all open, for tiles given as base id → number of edges."""
        _write(path, tiles)
        with path.open("r+b") as file:
            self._words = np.frombuffer(mmap.mmap(file.fileno(), 0), dtype="<u8")
        self._places = _places(path)
        self._closed = _NONE

    @classmethod
    def of_edges(cls, path: Path, ids: NDArray[np.int64]) -> Self:
        """The overlay of a tileset with these edges (all of them)."""
        bases, counts = np.unique(ids & ((1 << TILE_BITS) - 1), return_counts=True)
        return cls(path, dict(zip(bases.tolist(), counts.tolist(), strict=True)))

    def close(self, edges: NDArray[np.int64]) -> None:
        """Shut exactly these edges (ids, ascending)."""
        self._words[self._at(np.setdiff1d(self._closed, edges, assume_unique=True))] = _OPEN
        self._words[self._at(np.setdiff1d(edges, self._closed, assume_unique=True))] = _CLOSED
        self._closed = edges

    def _at(self, edges: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the words of some edges lie."""
        bases = edges & ((1 << TILE_BITS) - 1)
        known, which = np.unique(bases, return_inverse=True)
        starts = np.array([self._places[base] for base in known.tolist()], dtype=np.int64)
        return np.asarray(starts[which] + (edges >> TILE_BITS)) if len(edges) else edges


def _write(path: Path, tiles: Mapping[int, int]) -> None:
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for base, count in tiles.items():
            content = _HEADER.pack(base, 0, count, _TRAFFIC_VERSION, 0, 0) + bytes(_WORD * count)
            member = tarfile.TarInfo(tile_path(base))
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _places(path: Path) -> dict[int, int]:
    """Where the words of each tile begin, by its base id, counted in words: tar aligns on 512 bytes."""
    places: dict[int, int] = {}
    with tarfile.open(path) as tar, path.open("rb") as file:
        for member in tar:
            file.seek(member.offset_data, os.SEEK_SET)
            (base, *_) = _HEADER.unpack(file.read(_HEADER.size))
            places[base] = (member.offset_data + _HEADER.size) // _WORD
    return places


def tile_path(base: int) -> str:
    """Where a tile lies in a tile archive, such as `2/000/769/709.gph`."""
    level, number = base & 7, base >> 3
    digits = f"{number:09d}" if level > 1 else f"{number:06d}"
    return "/".join([str(level), *(digits[i : i + 3] for i in range(0, len(digits), 3))]) + ".gph"
