"""A demand on its ground: who drives, and what the clock says so many seconds after departure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from connectors.valhalla.costing import Costing, costing_of, shortest
from connectors.valhalla.streets import TimedCosting
from itineriz.core import Demand
from itineriz.service.ground import Ground
from rules.model import Profile
from tenants.answers import Heard
from tenants.locate import ZoneRef

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """Seconds are counted from departure; instants are reckoned in UTC, so that no change of clock shifts them."""

    ground: Ground
    demand: Demand
    clock: tzinfo
    costing: Costing
    passing: Profile
    """Who asks, where no stop is."""
    _heard: dict[tuple[float, float], Heard] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground, demand: Demand) -> "Trip":
        """The trip that is asked for."""
        costing = costing_of(demand.facts)
        clock = ground.clock(demand.territory, demand.depart_at)
        return cls(ground, demand, clock, shortest(costing) if demand.shortest else costing, demand.passing)

    @property
    def start(self) -> datetime:
        """The departure, in UTC."""
        return self.demand.depart_at.astimezone(UTC)

    def at(self, seconds: float) -> datetime:
        """The wall time so long after departure, to the nearest second."""
        return (self.start + timedelta(seconds=round(seconds))).astimezone(self.clock)

    def span(self, enter_s: float, leave_s: float) -> tuple[datetime, datetime]:
        """The same stretch of time in whole seconds, rounded outwards, in UTC."""
        enter, leave = (self.start + timedelta(seconds=each) for each in (enter_s, leave_s))
        whole = leave.replace(microsecond=0)
        return enter.replace(microsecond=0), whole if whole == leave else whole + _SECOND

    def heard_at(self, position: tuple[float, float]) -> Heard:
        """The zones at a position and the territories whose coverage holds it."""
        lon, lat = position
        found = self._heard.get((lon, lat))
        if found is None:
            found = self._heard[lon, lat] = self.ground.snapshot.locator.heard_at(lon, lat)
        return found

    def timed(self, seconds: float) -> TimedCosting:
        """Who drives, leaving so long after departure by the wall clock of the streets."""
        return TimedCosting(self.costing, self.at(seconds).replace(tzinfo=None))

    def barred_at(self, ref: ZoneRef, profiles: Iterable[Profile], enter_s: float, leave_s: float) -> datetime | None:
        """The instant at which a zone is barred during a passage, to each of those who may pass; None when it is not.

        Of several, that of the first of them.
        """
        enter, leave = self.span(enter_s, leave_s)
        instants = [self.ground.barred_at(ref, profile, enter, leave) for profile in profiles]
        return None if None in instants else instants[0]
