"""Streets to spare: closed to nobody, and taken only where they save enough time.

A cost is put on a street when a way was seen to take it, and the way is sought again. Once it takes no further street
to spare, no other way is better: the others cost what they cost before, or more. So any number of streets may be
spared, where a request bears a hundred lines at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.answers import Leg, WalkedEdge
from connectors.valhalla.edges import Edges
from connectors.valhalla.requests import CostLine

FACTOR = 3.0
"""A minute on a street to spare counts for three. A choice of ours: décret n° 2022-1119 gives no figure."""

ROUNDS = 6
"""Searches at most; the best way seen is kept when they run out."""


@dataclass(slots=True)
class Sparing:
    """The search for a way that spares some streets (directed edge ids, ascending)."""

    streets: NDArray[np.int64]
    edges: Edges
    lines: tuple[CostLine, ...] = ()
    _known: set[int] = field(default_factory=set)

    def cost(self, walks: Sequence[Sequence[WalkedEdge]]) -> float:
        """The seconds of a way, those on streets to spare counted `FACTOR` times."""
        spent = (pair for walk in walks for pair in _spent(walk))
        return sum(seconds * (FACTOR if self._spared(edge) else 1) for edge, seconds in spent)

    def learn(self, walks: Sequence[Sequence[WalkedEdge]]) -> bool:
        """Put a cost on the streets to spare that this way takes; whether there was a new one."""
        fresh: list[CostLine] = []
        for walk in walks:
            for new, run in groupby((edge.id for edge in walk), key=self._is_new):
                if new:
                    ids = list(dict.fromkeys(run))
                    self._known.update(ids)
                    fresh.append(CostLine.along(self.edges.line_of(ids), FACTOR))
        self.lines += tuple(fresh)
        return bool(fresh)

    def _is_new(self, edge: int) -> bool:
        return edge not in self._known and self._spared(edge)

    def _spared(self, edge: int) -> bool:
        place = np.searchsorted(self.streets, edge)
        return bool(place < len(self.streets) and self.streets[place] == edge)


@dataclass(frozen=True, slots=True)
class Seen:
    """A way that was found, and what it costs."""

    legs: tuple[Leg, ...]
    cost: float


def _spent(walk: Sequence[WalkedEdge]) -> list[tuple[int, float]]:
    ends = [edge.end_node.elapsed_time for edge in walk]
    return [(edge.id, end - start) for edge, start, end in zip(walk, [0.0, *ends], ends, strict=False)]
