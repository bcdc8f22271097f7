"""The Actors of one router process: a few for each tileset, each with its own closures.

An Actor is never shared between threads (four threads on one crash at once). Closures change under a living Actor by
patching its overlay, which is quicker than opening another.
"""

import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import msgspec
import numpy as np
import valhalla
from numpy.typing import NDArray

from connectors.valhalla import settings
from connectors.valhalla.frames import Closure
from connectors.valhalla.overlay import Overlay
from connectors.valhalla.tileset import EDGES, OVERLAYS, SETTINGS, TILES

TILESETS = 4
"""Tilesets kept open by one process."""
OVERLAYS_EACH = 3
"""Overlays kept for each tileset: an Actor costs about 15 MB and 15 ms to open."""
CLOSURES_EACH = 64
"""Sets of closed edges remembered for each tileset, 8 bytes an edge."""
_NOBODY = 2**31 - 1

type Edges = NDArray[np.int64]


class Untold(Exception):
    """The edges behind a closure's key are not known here (any more)."""


class Network:
    """The Actors of one tileset."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = _actor(folder)
        self._shut: OrderedDict[str, tuple[valhalla.Actor, Overlay]] = OrderedDict()
        self._told: OrderedDict[str, Edges] = OrderedDict()

    def of(self, closure: Closure) -> valhalla.Actor:
        """The Actor that sees these edges closed: one that does already, a new one, or the least used, patched."""
        if not closure.key:
            return self._open
        edges = self._edges(closure)
        held = self._shut.pop(closure.key, None)
        if held is None:
            held = self._shut.popitem(last=False)[1] if len(self._shut) >= OVERLAYS_EACH else self._another()
            held[1].close(edges)
        self._shut[closure.key] = held
        return held[0]

    def _edges(self, closure: Closure) -> Edges:
        edges = self._told.pop(closure.key, None)
        if edges is None:
            if closure.edges is None:
                raise Untold
            edges = np.frombuffer(closure.edges, dtype=np.int64)
            while len(self._told) >= CLOSURES_EACH:
                self._told.popitem(last=False)
        self._told[closure.key] = edges
        return edges

    def _another(self) -> tuple[valhalla.Actor, Overlay]:
        overlays: list[Overlay] = []

        def lay(path: Path) -> None:
            with np.load(self._folder / EDGES, allow_pickle=False) as held:
                overlays.append(Overlay.of_edges(path, held["ids"]))

        return _actor(self._folder, lay), overlays[0]


class Actors:
    """The tilesets in use, the least recently used closed."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Network] = OrderedDict()

    def of(self, tileset: str, closure: Closure) -> valhalla.Actor:
        """The Actor of this tileset (its folder) with these edges closed; Untold when they must be named again."""
        network = self._held.pop(tileset, None)
        if network is None:
            while len(self._held) >= TILESETS:
                self._held.popitem(last=False)
            network = Network(Path(tileset))
        self._held[tileset] = network
        return network.of(closure)


def _actor(folder: Path, lay: Callable[[Path], None] | None = None) -> valhalla.Actor:
    """A new Actor on a tileset, over the traffic file that `lay` writes; its files are mapped, then removed."""
    home = folder / OVERLAYS
    home.mkdir(exist_ok=True)
    sweep(home)
    with tempfile.TemporaryDirectory(prefix=f"{os.getpid()}-", dir=home) as aside:
        paths = {"tile_extract": str(folder / TILES)}
        if lay is not None:
            traffic = Path(aside) / "traffic.tar"
            lay(traffic)
            paths["traffic_extract"] = str(traffic)
        told = Path(aside) / SETTINGS
        template = msgspec.json.decode((folder / SETTINGS).read_bytes(), type=settings.Settings)
        settings.write(told, template, **paths)
        return valhalla.Actor(str(told))


def sweep(home: Path) -> None:
    """Remove what a process killed between writing and mapping its files left behind."""
    for left in home.iterdir():
        pid = left.name.split("-")[0]
        try:
            os.kill(int(pid) if pid.isdecimal() else _NOBODY, 0)
        except (ProcessLookupError, OverflowError):
            rmtree(left, ignore_errors=True)
        except PermissionError:
            continue
