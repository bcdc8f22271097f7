"""What a file does to the inventory, in an open transaction: bays written, how they were before, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from asyncpg import Connection

from numeriz.core.bay import Bay
from numeriz.core.importing import Entry, merged
from numeriz.service.bays import insert, new_codes, update
from numeriz.service.rows import SAID, described
from numeriz.service.standing import Act


class Brought(Protocol):
    """Which import, and when."""

    @property
    def id(self) -> UUID:
        """Its number."""

    @property
    def at(self) -> datetime:
        """When it was taken."""


async def bring(act: Act, territory: str, brought: Brought, entries: Sequence[Entry]) -> None:
    """Write its new bays, and that they were not there before."""
    at = brought.at
    ids = await _identifiers(act.connection, territory, [entry.id for entry in entries])
    codes = await new_codes(act.connection, territory, len(entries))
    await insert(
        act.connection,
        [
            ((territory, fresh, code, at, at, act.person, brought.id), entry.said)
            for fresh, code, entry in zip(ids, codes, entries, strict=True)
        ],
    )
    await act.connection.executemany(
        "INSERT INTO bay_before (territory, brought_by, bay) VALUES ($1, $2, $3)",
        [(territory, brought.id, fresh) for fresh in ids],
    )


async def change(act: Act, territory: str, brought: Brought, known: Sequence[tuple[Bay, Entry]]) -> None:
    """Write anew the bays of which it says something else, and how they were before."""
    changed = [(bay, said) for bay, entry in known if described(bay) != (said := merged(bay, entry.said))]
    await act.connection.execute(
        "INSERT INTO bay_before (territory, brought_by, bay, before)"
        " SELECT territory, $2, id, to_jsonb(bay) FROM bay WHERE territory = $1 AND id = ANY($3)",
        territory, brought.id, [bay.id for bay, _ in changed],
    )  # fmt: skip
    await update(
        act.connection, [((territory, bay.id, brought.at, act.person, brought.id), said) for bay, said in changed]
    )


async def _identifiers(connection: Connection, territory: str, texts: Sequence[str]) -> list[UUID]:
    """The identifiers that the file gives, where they are some and nobody has them here; else new ones."""
    given = [_uuid_of(text) for text in texts]
    rows = await connection.fetch(
        "SELECT id FROM bay WHERE territory = $1 AND id = ANY($2)", territory, [one for one in given if one]
    )
    had, found = {row["id"] for row in rows}, list[UUID]()
    for one in given:
        found.append(fresh := uuid4() if one is None or one in had else one)
        had.add(fresh)
    return found


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def take_back(act: Act, territory: str, taken: UUID) -> int:
    """How many bays are as they were before."""
    columns = ", ".join(SAID)
    was = ", ".join(f"was.{name}" for name in SAID)
    gone = await act.connection.fetch(
        "UPDATE bay SET removed_at = $3, updated_at = $3, updated_by = $4 FROM bay_before AS b"
        " WHERE bay.territory = $1 AND b.territory = $1 AND b.brought_by = $2 AND b.bay = bay.id"
        " AND bay.brought_by = $2 AND bay.removed_at IS NULL AND b.before IS NULL RETURNING 1",
        territory, taken, act.on.now(), act.person,
    )  # fmt: skip
    back = await act.connection.fetch(
        f"UPDATE bay SET ({columns}) = (SELECT {was} FROM jsonb_populate_record(NULL::bay, b.before) AS was),"  # noqa: S608  # names of ours
        " updated_at = $3, updated_by = $4, brought_by = NULL FROM bay_before AS b"
        " WHERE bay.territory = $1 AND b.territory = $1 AND b.brought_by = $2 AND b.bay = bay.id"
        " AND bay.brought_by = $2 AND bay.removed_at IS NULL AND b.before IS NOT NULL RETURNING 1",
        territory, taken, act.on.now(), act.person,
    )  # fmt: skip
    return len(gone) + len(back)
