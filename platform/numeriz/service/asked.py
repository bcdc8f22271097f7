"""What a phone asks for: a disc to be set, or a place to be held."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from numeriz.core.stay import Limits, Means, Position, Told
from numeriz.service.grounds import Ground

type FindLimits = Callable[[Ground, Mapping[str, int | str], datetime], Awaitable[Limits]]
"""What holds at a bay for a vehicle at an instant."""


@dataclass(frozen=True, slots=True)
class Set:
    """A disc as a phone sets it; without bay, the code or the position finds it; without any, none is meant."""

    id: UUID
    territory: str
    told: Told
    means: Means
    bay: UUID | None = None
    code: str = ""
    position: Position | None = None
    plate: str = ""
    country: str = ""
    facts: Mapping[str, int | str] = field(default_factory=dict)
    reason: str = ""
    hold: UUID | None = None
    left: Told | None = None
    carrier: UUID | None = None
    vehicle: UUID | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A disc that is being set: by which phone, when, sent when; `late` where it waited for a network."""

    asked: Set
    phone: bytes
    at: datetime
    now: datetime
    late: bool = False

    @property
    def territory(self) -> str:
        """Where."""
        return self.asked.territory
