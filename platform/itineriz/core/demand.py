"""What is asked."""

from dataclasses import dataclass
from datetime import datetime

from rules.model import Facts, Profile, Right


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as asked; without activity, what is done there is unknown."""

    position: tuple[float, float]
    activity: str | None = None
    stay_min: int = 0
    """How long the vehicle stands there."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A question: these stops in this order, this vehicle with these rights, leaving at this instant (aware)."""

    territory: str
    facts: Facts
    depart_at: datetime
    stops: tuple[Stop, ...]
    rights: tuple[Right, ...] = ()
    shortest: bool = False
    """By the fewest metres, rather than the least time and trouble."""

    @property
    def passing(self) -> Profile:
        """Who asks, where no stop is."""
        return Profile({**self.facts, "activity": "transit"}, self.rights)

    def at(self, stop: Stop) -> Profile:
        """Who asks at a stop, with what it does there when that is known."""
        done = {} if stop.activity is None else {"activity": stop.activity}
        return Profile({**self.facts, **done}, self.rights)
