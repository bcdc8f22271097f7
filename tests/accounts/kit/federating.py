"""Federations of the tests: carriers that accepted, with so many vehicles of each energy."""

from collections.abc import Mapping
from uuid import UUID

from signing import NOW, some_owner
from visits import HERE

from accounts.core.drafts import Draft
from accounts.needs import SendMail
from accounts.service.federations import invite_carrier, join, list_federations
from accounts.service.vehicles import insert_all
from rules.written.plates import Plate
from tenants.database import scoped
from tenants.who import Who

type Fleets = list[Mapping[str, int]]


def home_of(who: Who) -> UUID:
    """The organisation acted for."""
    assert who.acting is not None
    return UUID(who.acting.carrier)


async def asked(federation: Who, named: str, post: SendMail | None = None) -> None:
    """A carrier is asked to join."""
    await invite_carrier(federation, named, base=HERE, now=NOW, mail=post)


async def member(federation: Who, energies: Mapping[str, int]) -> Who:
    """A carrier that accepted, with so many vehicles of each energy."""
    owner = await some_owner()
    await asked(federation, owner.email)
    (offer,) = await list_federations(owner, NOW)
    await join(owner, offer.id, NOW)
    drafts = [
        Draft(Plate("FR", f"ZZ{rank * 100 + number + 1:03}AB"), "", {"energy": energy})
        for rank, energy in enumerate(energies)
        for number in range(energies[energy])
    ]
    async with scoped(owner.scope()) as connection:
        await insert_all(connection, home_of(owner), drafts, NOW)
    return owner


async def some_federation(fleets: Fleets) -> tuple[Who, list[Who]]:
    """A federation of carriers with these fleets."""
    federation = await some_owner("federation", "Fédération Exemple")
    return federation, [await member(federation, fleet) for fleet in fleets]
