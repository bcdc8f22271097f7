"""What is said of a tracé: its faults, each with its place and what would mend it, and its measures."""

from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

from rules.model import GeoJSON

type FaultCode = Literal[
    "unreadable", "open", "swapped", "foreign", "crossing", "hole-outside", "duplicates", "sliver", "heavy", "outside",
    "overlap",
]  # fmt: skip

BLOCKING: frozenset[FaultCode] = frozenset(
    {"unreadable", "open", "swapped", "foreign", "crossing", "hole-outside", "heavy"}
)
"""With one of these a tracé is not kept: nobody could say who stands in it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend; `places` are positions (longitude, latitude), the first ones when there are many."""

    code: FaultCode
    message: str
    hint: str
    places: tuple[tuple[float, float], ...] = ()
    act: str = ""
    """What the button says that takes `repaired`."""
    repaired: GeoJSON | None = None
    changes_m2: float = 0.0
    """The surface that the repair adds or takes away, at most."""

    @property
    def blocking(self) -> bool:
        """Whether the tracé is kept only once this is mended."""
        return self.code in BLOCKING


@dataclass(frozen=True, slots=True)
class Measure:
    """What a tracé measures on the ellipsoid."""

    area_m2: float
    length_m: float
    vertices: int
    parts: int
    holes: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another zone of the same rulebook."""

    name: str
    kind: str
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class Around:
    """What a tracé is compared with; `limit` is the outline it must stay in, called `limit_name`."""

    limit: BaseGeometry | None = None
    limit_name: str = "du territoire"
    kind: str = ""
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """All there is to say of a tracé at once."""

    faults: tuple[Fault, ...]
    measure: Measure | None = None

    @property
    def sound(self) -> bool:
        """Whether it may be kept."""
        return not any(fault.blocking for fault in self.faults)
