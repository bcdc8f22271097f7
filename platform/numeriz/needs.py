"""What is asked of other rooms, which the front door answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from rules.model import Facts

type Asked = Request[object, object, State]


@dataclass(frozen=True, slots=True)
class FleetVehicle:
    """A vehicle of the fleet of who is signed in; `plate` is in the form under which plates are compared."""

    carrier: UUID
    plate: str
    country: str
    facts: Facts


class Drivers(Protocol):
    """Who sets discs, as far as anybody knows."""

    async def pace(self, request: Asked, at: datetime) -> None:
        """Count one more from this network; raises TooMany."""

    async def vehicle_of(self, request: Asked, vehicle: UUID) -> FleetVehicle:
        """A vehicle of the fleet of who is signed in; 401 for nobody, 403 without fleet, NotFound for another’s."""
