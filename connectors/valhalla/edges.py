"""Every directed edge of a tileset: its id and its shape, in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

TILE_BITS = 25
"""The low bits of an edge id name its level and tile, the others count edges within the tile."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Directed edges in ascending order of id.

    Shapes: ids [n], offsets [n + 1] into points [m, 2] (longitude, latitude, WGS 84), lengths_m [n].
    """

    ids: NDArray[np.int64]
    offsets: NDArray[np.int32]
    points: NDArray[np.float64]
    lengths_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        west, south = self.points.min(axis=0)
        east, north = self.points.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def lengths_of(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        """The metres of some of these edges, whole."""
        return np.asarray(self.lengths_m[np.searchsorted(self.ids, ids)])

    def line_of(self, ids: Sequence[int]) -> NDArray[np.float64]:
        """The points [n, 2] of edges that follow each other."""
        places = np.searchsorted(self.ids, np.array(ids, dtype=np.int64))
        shapes = [self.points[self.offsets[place] : self.offsets[place + 1]] for place in places]
        return np.concatenate([shapes[0], *(shape[1:] for shape in shapes[1:])])

    def tiles(self) -> dict[int, int]:
        """How many edges each tile holds, by the tile's base id."""
        bases, counts = np.unique(self.ids & ((1 << TILE_BITS) - 1), return_counts=True)
        return {int(base): int(count) for base, count in zip(bases, counts, strict=True)}

    def save(self, path: Path) -> None:
        """Write the arrays to one compressed file."""
        np.savez_compressed(path, ids=self.ids, offsets=self.offsets, points=self.points, lengths_m=self.lengths_m)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; ValueError, KeyError or OSError when the file is not that."""
        with np.load(path, allow_pickle=False) as held:
            edges = cls(held["ids"], held["offsets"], held["points"], held["lengths_m"])
        if len(edges.offsets) != len(edges.ids) + 1 or edges.offsets[-1] != len(edges.points):
            raise ValueError("the arrays do not fit each other")
        return edges
