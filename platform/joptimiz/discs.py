"""Discs: how many from one network in a minute, which vehicle of whose fleet; what is done for all each minute."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from accounts.core.limits import Limit, network_of
from accounts.service.secret import Secret
from accounts.service.throttle import hold
from accounts.web.asking import get_signed
from cirqliz.service.acting import HOLDERS, for_carrier
from connectors.webpush import Sender
from joptimiz.holding import Fleets
from numeriz.needs import FleetVehicle
from numeriz.service.alerts import Reminding, remind_due
from numeriz.service.sweeping import sweep
from tenants.errors import Conflict, NotFound
from tenants.registry import list_territories
from tenants.settings import Settings

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


def reminding_of(settings: Settings, secret: Secret) -> Reminding:
    """What reminds drivers: a key that the secret of this installation gives."""
    subject = f"mailto:{settings.contact}" if settings.contact else settings.origin or "mailto:joptimiz@localhost"
    return Reminding(Sender.of(secret.derive("web push"), subject), settings.issuer or "")


async def sweep_all(now: datetime) -> None:
    """End what ends by itself, everywhere."""
    for entry in await list_territories():
        # One that closes keeps no other from being looked after.
        with suppress(Conflict):
            await sweep(entry.slug, now)


async def remind_drivers(reminding: Reminding, now: datetime) -> None:
    """Tell drivers of the end of their time, everywhere."""
    for entry in await list_territories():
        # The same.
        with suppress(Conflict):
            await remind_due(reminding, entry.slug, now)
