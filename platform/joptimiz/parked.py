"""Bays of the demonstration and the stays in them, some of them those of its first carrier."""

from dataclasses import replace

from accounts.core.demonstration import PLACES
from accounts.service.demonstration import find_newcomer
from accounts.service.organisations import list_carriers, names_of
from accounts.service.vehicles import Asked, list_vehicles
from numeriz.core.bay import Described
from numeriz.service.bays import create_bay, list_bays
from numeriz.service.sample import Van, sample_stays
from numeriz.service.standing import Bays
from tenants.registry import list_territories
from tenants.who import Role

MOST = 6
TERRITORY = "riviera"
BAYS: tuple[tuple[str, float, float, int], ...] = (
    ("12 boulevard des Moulins (démonstration)", 7.42886, 43.74301, 2),
    ("3 rue Grimaldi (démonstration)", 7.41792, 43.73422, 1),
    ("20 boulevard Albert-Ier (démonstration)", 7.42142, 43.73571, 3),
    ("5 avenue de la Costa (démonstration)", 7.42368, 43.73899, 1),
    ("8 rue du Gabian (démonstration)", 7.41286, 43.72852, 2),
    ("14 avenue Saint-Charles (démonstration)", 7.42745, 43.74179, 1),
)
"""Made up: no order is behind them."""


async def park_some(on: Bays) -> None:
    """Some bays where the territory has none, then four weeks of stays wherever the demonstration has bays."""
    published = [entry for entry in await list_territories() if entry.demonstration and entry.rulebook]
    officer = await find_newcomer("territoire")
    if officer is not None and TERRITORY in {entry.slug for entry in published} and not await list_bays(TERRITORY):
        role = Role("admin", TERRITORY)
        keeper = replace(officer, roles=(role,), acting=role)
        for rank, (name, lon, lat, places) in enumerate(BAYS, 1):
            said = Described(
                reference=f"DEMO-{rank}", name=name, lon=lon, lat=lat, places=places, stay_max_min=30, approximate=True
            )
            await create_bay(on, keeper, said)
    vans = await _vans()
    for entry in published:
        await sample_stays(entry.slug, vans, on.now())


async def _vans() -> tuple[Van, ...]:
    """Some vehicles of the first carrier of the demonstration."""
    owner = await find_newcomer("responsable")
    named = await names_of(set(await list_carriers()))
    carrier = next((each for each, name in named.items() if name == PLACES["carrier"]), None)
    if owner is None or carrier is None:
        return ()
    role = Role("owner", carrier=str(carrier))
    page = await list_vehicles(replace(owner, roles=(role,), acting=role), Asked(limit=MOST))
    return tuple(Van(carrier, each.id, each.plate.number) for each in page.vehicles)
