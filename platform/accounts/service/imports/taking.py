"""The good lines become vehicles, all in one transaction or none."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from accounts.service.acting import keeping_fleet
from accounts.service.imports.aside import Aside, check_all, load, store, today
from accounts.service.vehicles import insert_all, plates_of
from tenants.database import scoped
from tenants.errors import Conflict
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Taken:
    """How many vehicles were added, and the list as it is left."""

    added: int
    left: Aside


async def take_list(who: Who, aside: UUID, now: datetime) -> Taken:
    """Add every good line, checked again against the fleet as it is; raises Refused, NotFound, Conflict.

    When a line has become bad meanwhile nothing is added, and the list says which.
    """
    carrier, scope = keeping_fleet(who)
    try:
        async with scoped(scope) as connection:
            found = await load(connection, carrier, aside, now, lock=True)
            good = found.good_rows
            fleet = await plates_of(connection, carrier)
            checked = await asyncio.to_thread(check_all, found.columns, good, today(now), fleet)
            if checked.problems:
                problems = sorted(
                    (*found.problems, *checked.problems), key=lambda each: (each.line or 0, each.column or 0)
                )
                left, added = replace(found, problems=tuple(problems)), 0
            else:
                added = len(good)
                await insert_all(connection, carrier, list(checked.good.values()), now)
                rows = found.bad_rows
                state = "done" if good and not rows else found.state
                left = replace(found, rows=rows, state=state, taken=found.taken + added)
            await store(connection, carrier, left)
    except asyncpg.UniqueViolationError:
        raise Conflict(
            "fleet-moved",
            "Un de ces véhicules vient d’être ajouté par quelqu’un d’autre : rien n’a été ajouté.",
            "Recommencez : la ligne en double sera montrée.",
        ) from None
    return Taken(added, left)
