"""A closure overlay: the tileset with some directed edges shut, at no cost when a route is asked.

It is a live-traffic file in which the closed edges have speed 0. Layout after Valhalla 3.9,
`valhalla/baldr/traffictile.h`: per tile a 32-byte header, then 8 bytes an edge.
"""

import hashlib
import io
import os
import shutil
import struct
import tarfile
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla import settings
from connectors.valhalla.edges import TILE_BITS
from connectors.valhalla.tileset import OVERLAYS, TILES, Tileset

_HEADER = struct.Struct("<QQIIII")
_TRAFFIC_VERSION = 3
_CLOSED = np.uint64(255 << 28)
"""First breakpoint 255 (speeds hold for the whole edge), every speed 0."""
_TRAFFIC = "traffic.tar"
_OPEN = "open"


class Overlays:
    """The overlays of one tileset, on disk, the least recently used dropped beyond `limit`.

    An overlay is named by the edges it closes: two rulebooks that close the same streets share one, and a rulebook
    whose zone moved never meets the overlay of its older self.
    """

    def __init__(self, tileset: Tileset, limit: int = 64) -> None:
        self.tileset = tileset
        self._limit = limit
        self._root = tileset.folder / OVERLAYS
        self._tiles = tileset.edges.tiles()
        self._lock = threading.Lock()
        self._sure: set[str] = set()

    def settings_of(self, closed: NDArray[np.int64]) -> Path:
        """The settings file of the router with these directed edges closed (ids, ascending); written when absent.

        Microseconds when it was written before, some milliseconds otherwise.
        """
        key = hashlib.blake2b(closed.tobytes(), digest_size=12).hexdigest() if len(closed) else _OPEN
        folder = self._root / key
        path = folder / "valhalla.json"
        with self._lock:
            if not self._is_here(path):
                shutil.rmtree(folder, ignore_errors=True)
                self._write(folder, closed)
                self._trim(folder)
            self._sure.add(key)
        return path

    def _is_here(self, path: Path) -> bool:
        """Whether the settings exist and still name this folder (a data folder may have been moved)."""
        try:
            os.utime(path.parent)
            return path.parent.name in self._sure or str(self.tileset.folder / TILES).encode() in path.read_bytes()
        except FileNotFoundError:
            return False

    def _write(self, folder: Path, closed: NDArray[np.int64]) -> None:
        self._root.mkdir(exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=self._root))
        paths = {"tile_extract": str(self.tileset.folder / TILES)}
        if len(closed):
            paths["traffic_extract"] = str(folder / _TRAFFIC)
            self._write_traffic(aside / _TRAFFIC, closed)
        settings.write(aside / "valhalla.json", self.tileset.settings, **paths)
        aside.chmod(0o755)
        try:
            # Another process may have written the very same overlay first.
            with suppress(OSError):
                aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _write_traffic(self, path: Path, closed: NDArray[np.int64]) -> None:
        bases = closed & ((1 << TILE_BITS) - 1)
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for base, count in self._tiles.items():
                speeds = np.zeros(count, dtype="<u8")
                speeds[closed[bases == base] >> TILE_BITS] = _CLOSED
                content = _HEADER.pack(base, 0, count, _TRAFFIC_VERSION, 0, 0) + speeds.tobytes()
                member = tarfile.TarInfo(tile_path(base))
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))

    def _trim(self, keep: Path) -> None:
        folders = sorted(self._root.glob("[!.]*"), key=lambda f: f.stat().st_mtime_ns, reverse=True)
        for folder in folders[self._limit :]:
            if folder not in {keep, self._root / _OPEN}:
                # A router that has it open keeps its mapping.
                shutil.rmtree(folder, ignore_errors=True)
                self._sure.discard(folder.name)


def tile_path(base: int) -> str:
    """Where a tile lies in a tile archive, such as `2/000/769/709.gph`."""
    level, number = base & 7, base >> 3
    digits = f"{number:09d}" if level > 1 else f"{number:06d}"
    return "/".join([str(level), *(digits[i : i + 3] for i in range(0, len(digits), 3))]) + ".gph"
