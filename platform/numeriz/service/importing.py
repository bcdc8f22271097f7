"""Files of bays: read against the inventory, taken whole in one transaction, remembered, undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import shapely

from connectors.bays import Lines
from connectors.drawings import Feature, Guess, Layer, guess, project
from numeriz.core.bay import Bay
from numeriz.core.distance import metres
from numeriz.core.importing import (
    FIELDS,
    Memory,
    Read,
    Ways,
    list_points,
    merged,
    propose,
    read_lines,
    units_of,
)
from numeriz.service.bays import lock_inventory
from numeriz.service.bringing import bring, change, take_back
from numeriz.service.rows import LISTED, bay_of, described
from numeriz.service.standing import Act, Bays, for_territory
from rules.model import Problem
from rules.written.columns import Column, correct, remembered
from rules.written.folding import fold
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import say
from tenants.who import Who

LONGEST_WORD, MOST_WORDS = 120, 500
_BORDER = 0.002
"""Degrees: about two hundred metres, for outlines are simplified."""
_KEEP = (
    "INSERT INTO bay_word (territory, word, means, unit, said_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (territory, word) DO UPDATE SET means = $3, unit = $4, said_at = $5"
)
_TAKE = (
    "INSERT INTO bay_import (territory, id, at, by, new, changed, same, left_out)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
)
_HELD = f"SELECT {LISTED} FROM bay WHERE territory = $1 AND removed_at IS NULL"  # noqa: S608  # names of ours


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody said of a file: the field and the unit of columns by place from 1, the projection."""

    fields: Mapping[int, str]
    units: Mapping[int, str]
    crs: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it is read now."""

    columns: tuple[Column, ...]
    units: Mapping[str, str]
    guesses: tuple[Guess, ...]
    crs: str
    read: Read
    remembered: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did to the inventory."""

    id: UUID
    at: datetime
    new: int
    changed: int
    same: int
    left_out: int
    undone_at: datetime | None = None


def read_file(on: Bays, territory: str, lines: Lines, memory: Memory, choices: Choices) -> Reading:
    """What a file says, by what was chosen; nothing is written. It takes some seconds: a thread does it."""
    columns, rows = propose(lines.rows, memory)
    if lines.aside and not rows:
        said = "Aucun de ses objets n’est une aire de livraison."
        problem = Problem("file_no_bay", said, "Voyez ce qu’ils disent être.")
        return Reading((), {}, (), choices.crs, Read(aside=lines.aside, problems=(problem,)), remembered=False)
    known = any(fold(column.title) in memory.fields for column in columns)
    columns = correct(columns, choices.fields, FIELDS)
    units = units_of(columns, rows, memory, choices.units)
    land = on.current().locator.coverages.get(territory)
    points = list_points(columns, rows)
    layer = Layer("points", tuple(Feature(n, {}, shapely.Point(p)) for n, p in enumerate(points, 1)), crs=lines.crs)
    guesses = guess(layer, land) if points else ()
    crs = choices.crs or (guesses[0].code if guesses else "EPSG:4326")
    ways = Ways(units, _projecting(crs), _far(land))
    read = read_lines(columns, rows, ways)
    aside = {**read.aside, **lines.aside}
    return Reading(columns, units, guesses, crs, Read(read.entries, read.left, aside, read.problems, read.notes), known)


async def get_memory(who: Who) -> Memory:
    """What was said of former files; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch("SELECT word, means, unit FROM bay_word WHERE territory = $1", scope.territory)
    return Memory({row["word"]: row["means"] for row in rows}, {row["word"]: row["unit"] for row in rows})


async def forget_memory(on: Bays, who: Who) -> None:
    """Forget all of it; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        gone = await connection.fetch("DELETE FROM bay_word WHERE territory = $1 RETURNING 1", scope.territory)
        if gone:
            await Act(on, connection, who).record("bay.words-forgotten", {"count": len(gone)})


async def take_file(on: Bays, who: Who, reading: Reading) -> Taken:
    """Bring its bays in, change those that are there: all or nothing; raises Refused."""
    return await _take_in(on, for_territory(who), who, reading)


async def take_by_command(on: Bays, territory: str, reading: Reading) -> Taken:
    """The same at the command line, by who operates the machine."""
    return await _take_in(on, Scope(territory, role="admin"), None, reading)


async def _take_in(on: Bays, scope: Scope, who: Who | None, reading: Reading) -> Taken:
    async with scoped(scope) as connection:
        act = Act(on, connection, who)
        await lock_inventory(connection, scope.territory)
        held = {bay.reference: bay for bay in map(bay_of, await connection.fetch(_HELD, scope.territory))}
        taken = _counted(on, reading, held)
        await connection.execute(
            _TAKE, scope.territory, taken.id, taken.at, act.person, taken.new, taken.changed, taken.same,
            taken.left_out,
        )  # fmt: skip
        # Whoever stops the request, or the server, finds the inventory as it was.
        known = [(held.get(entry.said.reference), entry) for entry in reading.read.entries]
        await bring(act, scope.territory, taken, [entry for bay, entry in known if bay is None])
        await change(act, scope.territory, taken, [(bay, entry) for bay, entry in known if bay is not None])
        if who is not None:
            await _remember(act, scope.territory, reading)
        if taken.new or taken.changed:
            await say(connection, "bay.changed", {"import": str(taken.id), "count": taken.new + taken.changed})
        await act.record("bay.listed", {"import": str(taken.id), "new": taken.new, "changed": taken.changed})
    return taken


async def undo_file(on: Bays, who: Who, taken: UUID) -> tuple[int, int]:
    """Take back what an import did: how many bays are as before, how many somebody has changed since and stay.

    Raises Refused, NotFound, Conflict where it was undone already.
    """
    scope = for_territory(who)
    async with scoped(scope) as connection:
        await lock_inventory(connection, scope.territory)
        row = await connection.fetchrow(
            "SELECT undone_at FROM bay_import WHERE territory = $1 AND id = $2 FOR UPDATE", scope.territory, taken
        )
        if row is None:
            raise NotFound("bay-import-unknown", "Cet import n’existe pas.")
        if row["undone_at"] is not None:
            raise Conflict("bay-import-undone", "Cet import est déjà annulé.", "Voyez la liste des aires.")
        act = Act(on, connection, who)
        back = await take_back(act, scope.territory, taken)
        count = await connection.fetchval(
            "SELECT count(*) FROM bay_before WHERE territory = $1 AND brought_by = $2", scope.territory, taken
        )
        await connection.execute(
            "UPDATE bay_import SET undone_at = $3 WHERE territory = $1 AND id = $2", scope.territory, taken, on.now()
        )
        if back:
            await say(connection, "bay.changed", {"import": str(taken), "count": back})
        await act.record("bay.list-undone", {"import": str(taken), "back": back, "stay": count - back})
    return back, count - back


async def list_imports(who: Who) -> tuple[Taken, ...]:
    """The files that were taken, the last first; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT id, at, new, changed, same, left_out, undone_at FROM bay_import WHERE territory = $1"
            " ORDER BY at DESC LIMIT 50", scope.territory,
        )  # fmt: skip
    return tuple(Taken(**row) for row in rows)


def _counted(on: Bays, reading: Reading, held: Mapping[str, Bay]) -> Taken:
    """What it will have done."""
    entries = reading.read.entries
    known = [(held[entry.said.reference], entry.said) for entry in entries if entry.said.reference in held]
    changed = sum(described(bay) != merged(bay, said) for bay, said in known)
    left = len(reading.read.left) + sum(reading.read.aside.values())
    return Taken(uuid4(), on.now(), len(entries) - len(known), changed, len(known) - changed, left)


async def _remember(act: Act, territory: str, reading: Reading) -> None:
    units = {fold(column.title): reading.units.get(column.field or "", "") for column in reading.columns}
    words = [
        (territory, word, means, units.get(word, ""), act.on.now())
        for word, means in list(remembered(reading.columns).items())[:MOST_WORDS]
        if len(word) <= LONGEST_WORD
    ]
    await act.connection.executemany(_KEEP, words)


def _projecting(crs: str) -> Callable[[Sequence[tuple[float, float]]], Sequence[tuple[float, float]]]:
    """From the projection of a file to degrees."""

    def change(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
        if crs == "EPSG:4326":
            return points
        (feature,) = project(Layer("points", (Feature(1, {}, shapely.LineString([*points, points[0]])),)), crs).features
        found = [(float(x), float(y)) for x, y in shapely.get_coordinates(feature.geometry)]
        return found[: len(points)]

    return change


def _far(land: shapely.Geometry | None) -> Callable[[tuple[float, float]], float]:
    """How far outside the territory a position lies; 0 where it gives no outline."""
    if land is None:
        return lambda _: 0.0

    def far(point: tuple[float, float]) -> float:
        place = shapely.Point(point)
        if shapely.dwithin(land, place, _BORDER):
            return 0.0
        nearest = shapely.get_coordinates(shapely.shortest_line(place, land))[1]
        return metres(point[0], point[1], nearest[0], nearest[1])

    return far
