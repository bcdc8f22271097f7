"""All that was found out about a demand, before it is told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from connectors.valhalla.messages import Message
from itineriz.core import Demand, Step, trespasses
from itineriz.service.detours import Free
from itineriz.service.ground import Ground
from itineriz.service.halts import Held
from itineriz.service.travel import Journey
from tenants.locate import ZoneRef


@dataclass(slots=True, eq=False)
class Found:
    """A demand on its ground, its stops, its route or the reason there is none."""

    ground: Ground
    demand: Demand
    clock: tzinfo
    held: tuple[Held, ...]
    barred: frozenset[ZoneRef]
    free: Free = field(default_factory=Free)
    journey: Journey | None = None
    steps: tuple[Step, ...] | None = None
    """None when the edges taken could not be told."""
    refusal: Message | None = None
    breaches: frozenset[ZoneRef] = frozenset()
    extras: dict[ZoneRef, tuple[int, int]] = field(default_factory=dict)
    next_departure: datetime | None = None
    uncovered_m: float = 0.0
    """How far the way goes where no rulebook speaks."""

    @property
    def feasible(self) -> bool:
        """A route was found, obeys, and serves every stop."""
        return self.journey is not None and not self.breaches and all(each.served for each in self.held)

    def at(self, seconds: float) -> datetime:
        """The wall time so long after departure, to the second."""
        return (self.demand.depart_at + timedelta(seconds=round(seconds))).astimezone(self.clock)

    def prove(self) -> None:
        """Hold the route against the barred zones twice: edge by edge, then by geometry alone."""
        assert self.journey is not None
        opened = self.journey.opened
        self.uncovered_m = self.ground.proof.uncovered_m(self.journey.points)
        by_edges = trespasses(self.steps or (), self.barred, opened)
        by_shape = (
            self.ground.proof.breaches(points, self.barred - zones)
            for points, zones in zip(self.journey.runs, opened, strict=True)
        )
        self.breaches = frozenset(ZoneRef(*zone) for zone in by_edges).union(*by_shape)
