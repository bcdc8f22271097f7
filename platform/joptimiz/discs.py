"""Who sets discs: how many from one network in a minute, and which vehicle of whose fleet."""

from datetime import datetime, timedelta
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from accounts.core.limits import Limit, network_of
from accounts.service.throttle import hold
from accounts.web.asking import get_signed
from cirqliz.service.acting import HOLDERS, for_carrier
from joptimiz.holding import Fleets
from numeriz.needs import FleetVehicle
from tenants.errors import NotFound

type Asked = Request[object, object, State]
DISCS = Limit("discs", free=240, first=timedelta(seconds=10), longest=timedelta(minutes=1), memory=timedelta(minutes=2))
"""What is set, ended and reported from one network in a minute: phones of one operator share an address."""


class Drivers:
    """Answers for phones, signed in or not."""

    async def pace(self, request: Asked, at: datetime) -> None:
        """Count one more; raises TooMany."""
        source = request.client.host if request.client else ""
        await hold(DISCS, f"{network_of(source)} {at:%Y-%m-%dT%H:%M}", at)

    async def vehicle_of(self, request: Asked, vehicle: UUID) -> FleetVehicle:
        """A vehicle of one’s fleet; raises NotAuthorizedException, Refused, NotFound."""
        carrier, _ = for_carrier(get_signed(request).who, HOLDERS)
        found = (await Fleets().find_vehicles(carrier, [vehicle])).get(vehicle)
        if found is None:
            raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.")
        return FleetVehicle(carrier, found.plate, found.country, found.facts)
