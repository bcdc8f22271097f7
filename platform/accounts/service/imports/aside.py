"""A list as it is kept aside: read once, checked, stored with its problems, gone after seven days."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record

from accounts.core.checking import Checked, check_rows
from accounts.core.headings import Column
from accounts.core.sheets import Sheet, is_known, read_sheet
from accounts.service.acting import keeping_fleet
from accounts.service.vehicles import plates_of
from connectors.sheets import cut, decode
from rules.model import Problem
from rules.written.lines import Row
from rules.written.plates import Plate
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

LASTS = timedelta(days=7)
MOST_OPEN = 20
LONGEST_NAME = 100
_GET = "SELECT * FROM vehicle_import WHERE carrier = $1 AND id = $2 AND expires_at > $3"
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Aside:
    """A list kept aside: its lines still there, and the problems of those to mend."""

    id: UUID
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    state: str
    taken: int
    created_at: datetime
    expires_at: datetime

    @property
    def bad(self) -> frozenset[int]:
        """The numbers of the lines to mend."""
        return frozenset(problem.line or 0 for problem in self.problems)

    @property
    def good_rows(self) -> tuple[Row, ...]:
        """The lines that may be taken."""
        bad = self.bad
        return tuple(row for row in self.rows if row.number not in bad)

    @property
    def bad_rows(self) -> tuple[Row, ...]:
        """The lines to mend."""
        bad = self.bad
        return tuple(row for row in self.rows if row.number in bad)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits: how many of its lines may be taken, how many are to be mended."""

    id: UUID
    name: str
    ready: int
    bad: int


def today(now: datetime) -> date:
    """The day a person in France reads on the calendar."""
    return now.astimezone(_PARIS).date()


async def keep_list(who: Who, name: str, data: bytes, now: datetime) -> UUID:
    """Read, check and keep a list aside; raises Refused, Unreadable when the whole cannot be read, Conflict."""
    carrier, scope = keeping_fleet(who)
    sheet = await asyncio.to_thread(_read, data)
    async with scoped(scope) as connection:
        await connection.execute("DELETE FROM vehicle_import WHERE carrier = $1 AND expires_at <= $2", carrier, now)
        waiting = await connection.fetchval(
            "SELECT count(*) FROM vehicle_import WHERE carrier = $1 AND state = 'open'", carrier
        )
        if waiting >= MOST_OPEN:
            said = f"{MOST_OPEN} listes attendent déjà."
            raise Conflict("imports-many", said, "Ajoutez ou abandonnez l’une d’elles.")
        fleet = await plates_of(connection, carrier)
    checked = await asyncio.to_thread(check_all, sheet.columns, sheet.rows, today(now), fleet)
    columns = json.dumps([[column.title, column.fact, column.unit] for column in sheet.columns])
    async with scoped(scope) as connection:
        made = await connection.fetchval(
            "INSERT INTO vehicle_import (carrier, person, name, columns, lines, problems, created_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            carrier, who.person, _named(name), columns, _lines(sheet.rows), _problems(checked.problems), now,
            now + LASTS,
        )  # fmt: skip
    return UUID(str(made))


async def get_list(who: Who, aside: UUID, now: datetime) -> Aside:
    """A list of this carrier; raises Refused, NotFound."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        return await load(connection, carrier, aside, now)


async def open_lists(who: Who, now: datetime) -> tuple[Waiting, ...]:
    """The lists that wait, the last first, counted where they lie; raises Refused."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT id, name, jsonb_array_length(lines) AS lines,"
            " (SELECT count(DISTINCT problem -> 0) FROM jsonb_array_elements(problems) AS problem) AS bad"
            " FROM vehicle_import WHERE carrier = $1 AND state = 'open' AND expires_at > $2"
            " ORDER BY created_at DESC, id",
            carrier, now,
        )  # fmt: skip
    return tuple(Waiting(row["id"], row["name"], row["lines"] - row["bad"], row["bad"]) for row in rows)


async def drop_list(who: Who, aside: UUID, now: datetime) -> None:
    """Give a list up: nothing of it is kept but that it was; raises Refused, NotFound."""
    carrier, scope = keeping_fleet(who)
    async with scoped(scope) as connection:
        found = await load(connection, carrier, aside, now, lock=True)
        await store(connection, carrier, replace(found, rows=(), problems=(), state="dropped"))


def check_all(columns: Sequence[Column], rows: Sequence[Row], day: date, fleet: frozenset[Plate]) -> Checked:
    """All the lines, against this fleet."""
    return check_rows(columns, rows, day, fleet=fleet)


async def load(connection: Connection, carrier: UUID, aside: UUID, now: datetime, *, lock: bool = False) -> Aside:
    """A list in the transaction of its carrier; raises NotFound."""
    row = await connection.fetchrow(f"{_GET} FOR UPDATE" if lock else _GET, carrier, aside, now)
    if row is None:
        raise NotFound("import-unknown", "Cette liste n’existe pas, ou plus : elle est gardée sept jours.")
    return _aside(row)


async def store(connection: Connection, carrier: UUID, aside: Aside) -> None:
    """Keep a list as it now is."""
    await connection.execute(
        "UPDATE vehicle_import SET lines = $3, problems = $4, state = $5, taken = $6 WHERE carrier = $1 AND id = $2",
        carrier, aside.id, _lines(aside.rows), _problems(aside.problems), aside.state, aside.taken,
    )  # fmt: skip


def _read(data: bytes) -> Sheet:
    text = decode(data)
    found = (text,) if isinstance(text, Problem) else read_sheet(cut(text, is_known))
    if isinstance(found, Sheet):
        return found
    raise Unreadable("import-unreadable", "Cette liste ne peut pas être lue.", problems=found)


def _named(name: str) -> str:
    kept = "".join(sign for sign in name if sign.isprintable()).strip()
    return kept[:LONGEST_NAME] or "Liste sans nom"


def _lines(rows: Sequence[Row]) -> str:
    # PostgreSQL keeps no nil character in text.
    return json.dumps([[row.number, [cell.replace("\0", "") for cell in row.cells], row.fault] for row in rows])


def _problems(problems: Sequence[Problem]) -> str:
    return json.dumps([[each.line, each.column, each.code, each.message, each.hint, each.pointer] for each in problems])


def _aside(row: Record) -> Aside:
    return Aside(
        row["id"], row["name"],
        tuple(Column(*column) for column in json.loads(row["columns"])),
        tuple(Row(number, tuple(cells), fault) for number, cells, fault in json.loads(row["lines"])),
        tuple(
            Problem(code, message, hint, line=line, column=column, pointer=pointer)
            for line, column, code, message, hint, pointer in json.loads(row["problems"])
        ),
        row["state"], row["taken"], row["created_at"], row["expires_at"],
    )  # fmt: skip
