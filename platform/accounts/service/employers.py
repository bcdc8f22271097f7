"""Which territory an agent works for, by the SIRET of their employer."""

from collections.abc import Callable
from dataclasses import dataclass

from tenants.database import NOBODY, scoped

type CommuneOf = Callable[[str], str]
"""The INSEE code of the commune that has this SIREN; empty for anybody else."""


def nowhere(_: str) -> str:
    """Of who knows no commune."""
    return ""


@dataclass(frozen=True, slots=True)
class Employer:
    """A territory; `commune` is the INSEE code of the employer where it is a commune of that territory."""

    territory: str
    commune: str = ""


async def find_employer(siret: str, commune_of: CommuneOf = nowhere) -> Employer | None:
    """The territory of the legal unit of this establishment, by its SIREN or an alias; else that of the commune it is.

    None too where several could be meant: which one somebody works for is not ours to guess.
    """
    siren = siret[:9]
    async with scoped(NOBODY) as connection:
        named = await connection.fetch(
            "SELECT slug FROM territory WHERE (siren = $1 OR $1 = ANY(aliases)) AND state IN ('draft', 'open')", siren
        )
        if named:
            return Employer(str(named[0]["slug"])) if len(named) == 1 else None
        commune = commune_of(siren)
        if not commune:
            return None
        around = await connection.fetch(
            "SELECT slug FROM territory WHERE $1 = ANY(members) AND state IN ('draft', 'open')"
            " AND sandbox_of IS NULL AND NOT demonstration",
            commune,
        )
    return Employer(str(around[0]["slug"]), commune) if len(around) == 1 else None
