"""Lines mended in place: only they are checked again, against the fleet and the lines that stand."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from accounts.core.checking import cells_of, check_rows
from accounts.core.drafts import unguarded
from accounts.core.headings import Column
from accounts.service.acting import keeping_fleet
from accounts.service.imports.aside import Aside, load, store, today
from accounts.service.vehicles import plates_of
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.lines import Row
from rules.written.plates import Plate, read_plate
from tenants.database import scoped
from tenants.errors import NotFound
from tenants.who import Who

type Mended = Mapping[int, Sequence[str]]
"""The new cells of lines, by their number."""


async def mend_lines(who: Who, aside: UUID, mended: Mended, now: datetime) -> Aside:
    """Put these cells in place and check those lines alone; raises Refused, NotFound."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        found = await load(connection, carrier, aside, now, lock=True)
        fleet = await plates_of(connection, carrier)
        after = await asyncio.to_thread(_mend, found, mended, today(now), fleet)
        await store(connection, carrier, after)
    return after


async def remove_line(who: Who, aside: UUID, number: int, now: datetime) -> Aside:
    """Take a line out of the list; those that doubled it are checked again. Raises Refused, NotFound."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        found = await load(connection, carrier, aside, now, lock=True)
        if all(row.number != number for row in found.rows):
            raise NotFound("line-unknown", "Cette ligne n’est plus dans la liste.")
        rows = tuple(row for row in found.rows if row.number != number)
        problems = tuple(each for each in found.problems if each.line != number)
        without = replace(found, rows=rows, problems=problems, state=found.state if rows else "dropped")
        fleet = await plates_of(connection, carrier)
        after = await asyncio.to_thread(_recheck_doubles, without, today(now), fleet)
        await store(connection, carrier, after)
    return after


def _mend(found: Aside, mended: Mended, day: date, fleet: frozenset[Plate]) -> Aside:
    known = {row.number for row in found.rows}
    changed = {number: Row(number, tuple(cells)) for number, cells in mended.items() if number in known}
    rows = tuple(changed.get(row.number, row) for row in found.rows)
    return _recheck_doubles(_recheck(replace(found, rows=rows), frozenset(changed), day, fleet), day, fleet)


def _recheck_doubles(found: Aside, day: date, fleet: frozenset[Plate]) -> Aside:
    """Lines that were only wrong for doubling another may be right once that one has gone or changed."""
    doubles = frozenset(each.line or 0 for each in found.problems if each.code == "plate_twice")
    return _recheck(found, doubles, day, fleet) if doubles else found


def _recheck(found: Aside, numbers: frozenset[int], day: date, fleet: frozenset[Plate]) -> Aside:
    checked = check_rows(
        found.columns,
        (row for row in found.rows if row.number in numbers),
        day,
        fleet=fleet,
        others=_plates(found.columns, (row for row in found.rows if row.number not in numbers)),
    )
    kept = [each for each in found.problems if each.line not in numbers]
    ordered = sorted((*kept, *checked.problems), key=lambda each: (each.line or 0, each.column or 0))
    return replace(found, problems=tuple(ordered))


def _plates(columns: Sequence[Column], rows: Iterable[Row]) -> dict[Plate, int]:
    """The plates of lines, each at the first line that bears it."""
    plates: dict[Plate, int] = {}
    for row in rows:
        cells = cells_of(columns, row)
        country = read_country(cells.get("country", ""))
        if isinstance(country, Problem):
            continue
        plate = read_plate(unguarded(cells.get("plate", "")), country)
        if isinstance(plate, Plate):
            plates.setdefault(plate, row.number)
    return plates
