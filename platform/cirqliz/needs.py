"""What is asked of other rooms, which the front door answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from rules.model import Facts


@dataclass(frozen=True, slots=True)
class FleetVehicle:
    """A vehicle as its carrier’s fleet holds it; `plate` is in the form under which plates are compared."""

    id: UUID
    plate: str
    country: str
    facts: Facts


class Fleet(Protocol):
    """The vehicles of carriers."""

    async def find_vehicles(self, carrier: UUID, vehicles: Collection[UUID]) -> Mapping[UUID, FleetVehicle]:
        """Those of these vehicles that stand in this carrier’s fleet today."""


class People(Protocol):
    """The people there are."""

    async def find_name(self, person: UUID) -> str:
        """The name of somebody; empty once their account is closed."""
