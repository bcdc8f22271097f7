"""What is asked of other rooms, which the front door answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from asyncpg import Connection

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


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who can be written to."""

    email: str
    language: str


class Readers(Protocol):
    """The people to be told, read in the open transaction."""

    async def in_carrier(self, connection: Connection, carrier: UUID, roles: Collection[str]) -> Collection[UUID]:
        """Those who hold one of these roles in a carrier."""

    async def in_territory(self, connection: Connection, territory: str, roles: Collection[str]) -> Collection[UUID]:
        """Those who hold one of these roles in a territory."""

    async def reach(self, connection: Connection, person: UUID) -> Reached | None:
        """How somebody is written to; None once their account is closed."""


class Sealing(Protocol):
    """Seals small things by the secret of the installation; what they are about must be said again to open."""

    def close(self, plain: bytes, about: bytes) -> bytes:
        """Seal."""
        ...

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Open; raises ValueError for what another secret sealed."""
        ...
