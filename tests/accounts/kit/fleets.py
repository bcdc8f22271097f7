"""Vehicles, for tests of fleets."""

from accounts.core.drafts import Draft
from accounts.service.vehicles import Asked, list_vehicles
from rules.written.plates import Plate
from tenants.who import Who


def van(number: str = "AB123CD", name: str = "", **facts: int | str) -> Draft:
    """A vehicle described."""
    return Draft(Plate("FR", number), name, facts)


async def plates(who: Who, **asked: str) -> list[str]:
    """The plates that a question finds."""
    return [str(vehicle.plate) for vehicle in (await list_vehicles(who, Asked(**asked))).vehicles]  # type: ignore[arg-type]
