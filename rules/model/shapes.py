"""Areas described by words: communes, and unions and differences of areas."""

from dataclasses import dataclass

type Spec = str | Communes | Union | Difference
"""A path inside the territory's folder, or an area composed of others."""


@dataclass(frozen=True, slots=True)
class Communes:
    """The area of these communes, by INSEE code, sorted."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """All these areas together."""

    parts: tuple[Spec, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first area without the others."""

    parts: tuple[Spec, ...]
