"""All that is found out about a demand, before it is told."""

from dataclasses import dataclass, field

from connectors.valhalla.messages import Message
from itineriz.core import Step
from itineriz.service.faults import Trespass
from itineriz.service.first import First
from itineriz.service.plan import Plan
from itineriz.service.travel import Journey
from itineriz.service.trip import Trip
from tenants.locate import ZoneRef


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A trip, its stops at their hours, its way or the reason there is none."""

    trip: Trip
    plan: Plan
    free: First
    """As if nothing were barred; without way where that was not sought."""
    crossed: tuple[Trespass, ...] = ()
    """The zones that the free way would cross while they are closed."""
    journey: Journey | None = None
    """It obeys: edge by edge and by its proof."""
    refusal: Message | None = None
    stuck: frozenset[ZoneRef] = frozenset()
    trials: int = 0
    extras: dict[ZoneRef, tuple[int, int]] = field(default_factory=dict)
    uncovered_m: float = 0.0
    """How far the way goes where no rulebook speaks."""

    @property
    def feasible(self) -> bool:
        """A route was found, obeys, and serves every stop."""
        return self.journey is not None and all(each.served for each in self.plan.held)

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """Every edge of the way with the zones it counts for; None when they could not be told."""
        steps = self.journey.steps if self.journey is not None else None
        return None if steps is None else self.plan.counted(steps)

    @property
    def doubtful(self) -> bool:
        """Something of the way could not be verified."""
        return self.journey is not None and (self.steps is None or self.uncovered_m > 0)

    @property
    def blocking(self) -> tuple[ZoneRef, ...]:
        """The closed zones in the way, by name."""
        return tuple(sorted({fault.ref for fault in self.crossed} | self.stuck))
