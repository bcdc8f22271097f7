"""What a caller sends: trips, with an hour of departure or without."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from itineriz.core import Demand, Stop
from tenants.wire import Activity, Held, Position, Rights, Vehicle

type Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, avec son décalage : 2026-11-24T10:00:00+01:00")]


class StopIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A stop, in order; without activity, what is done there is unknown."""

    position: Position
    activity: Activity | None = None
    stay_min: Annotated[int, Meta(ge=0, le=1_440, description="Durée de l’arrêt, en minutes")] = 0

    def stop(self) -> Stop:
        """The stop as the room speaks of it."""
        return Stop((self.position[0], self.position[1]), self.activity, self.stay_min)


type Stops = Annotated[list[StopIn], Meta(min_length=2, max_length=20, description="Les arrêts, dans l’ordre")]


class RouteIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A route to find; `territory` names the streets, every rulebook that touches them applies."""

    territory: str
    vehicle: Vehicle
    depart_at: Instant
    stops: Stops
    rights: Rights = []
    holder: Held | None = None

    def demand(self) -> Demand:
        """The demand as the room speaks of it."""
        stops = tuple(stop.stop() for stop in self.stops)
        rights = tuple(right.held() for right in self.rights)
        return Demand(self.territory, self.vehicle.facts(), self.depart_at, stops, rights)
