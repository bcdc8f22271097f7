"""What a territory signs its letters with: read by its desk, changed by its administrators, with a trace."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from asyncpg import Connection

from cirqliz.core.senders import Signing, read_signing
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import Derogations
from rules.canonical import Tree
from tenants.audit import record
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

_NAMES = tuple(each.name for each in fields(Signing))
_COLUMNS = ", ".join(_NAMES)
_LAST = f"SELECT {_COLUMNS} FROM letter_sender ORDER BY number DESC LIMIT 1"  # noqa: S608  # names of ours


async def get_signing(who: Who) -> Signing:
    """What letters of the territory acted for are signed with; an empty one when nothing is set. Raises Refused."""
    async with scoped(for_territory(who, READERS)) as connection:
        row = await connection.fetchrow(_LAST)
    return Signing(**row) if row else Signing()


async def change_signing(on: Derogations, who: Who, number: int, typed: Mapping[str, str], today: date) -> None:
    """Keep what a form says in place of change `number`; raises Refused, Unreadable, Conflict when it has moved."""
    scope = for_territory(who, ("admin",))
    signing, problems = read_signing(number, typed, today)
    if problems:
        raise Unreadable("letters-invalid", "Rien n’est encore changé : corrigez ce qui suit.", problems=problems)
    async with scoped(scope) as connection:
        before = await _locked(connection, scope.territory)
        if before.number != number:
            hint = "Rechargez la page pour les relire d’abord."
            raise Conflict("letters-moved", "Ces réglages viennent d’être changés.", hint)
        if before != signing:
            await _write(on, connection, who, before, signing)


async def undo_signing(on: Derogations, who: Who, number: int) -> None:
    """Come back to what stood before change `number`, the last one; raises Refused, NotFound, Conflict."""
    scope = for_territory(who, ("admin",))
    async with scoped(scope) as connection:
        now = await _locked(connection, scope.territory)
        if now.number != number:
            raise Conflict("letters-moved", "Ces réglages ont encore changé depuis.", "Rechargez la page.")
        if number < 1:
            raise NotFound("letters-unset", "Il n’y a rien à reprendre.")
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM letter_sender WHERE number = $1", number - 1)  # noqa: S608
        await _write(on, connection, who, now, Signing(**row) if row else Signing())


async def _locked(connection: Connection, territory: str) -> Signing:
    """What stands, while others wait."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"letters {territory}")
    row = await connection.fetchrow(_LAST)
    return Signing(**row) if row else Signing()


async def _write(on: Derogations, connection: Connection, who: Who, before: Signing, signing: Signing) -> None:
    fresh = replace(signing, number=before.number + 1)
    places = ", ".join(f"${n}" for n in range(1, len(_NAMES) + 1))
    await connection.execute(
        f"INSERT INTO letter_sender ({_COLUMNS}, territory, written_by, written_at)"  # names of ours
        f" SELECT {places}, current_setting('app.territory'), ${len(_NAMES) + 1}, ${len(_NAMES) + 2}",
        *(getattr(fresh, name) for name in _NAMES), who.person, on.now(),
    )  # fmt: skip
    # The journal is kept for good: it says which fields changed, never the names that are in them.
    changed: list[Tree] = [
        name for name in _NAMES if name != "number" and getattr(before, name) != getattr(fresh, name)
    ]
    after: dict[str, Tree] = {"number": fresh.number, "changed": changed}
    await record(connection, str(who.person), "letters.changed", at=on.now(), after=after)
