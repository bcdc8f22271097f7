"""A draft begins from a published version, the last one or a former one; it may be put aside and taken again."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from rules.model import Problem
from tenants.database import scoped
from tenants.drafts.model import Draft
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.steps import Act, act, move, trace
from tenants.drafts.store import get_draft, lock_draft
from tenants.errors import NotFound, Unreadable
from tenants.files import Folder, is_own
from tenants.registry import find_sources
from tenants.who import Who

LONGEST_TITLE = 200
FIRST_TITLE = "Premier règlement"
HOUSE = UUID(int=0)
"""Who writes when no person does: whoever opens a territory from the command line of the server."""


async def start_draft(who: Who, title: str, at: datetime, number: int | None = None) -> Draft:
    """Begin a draft over the last version, with what version `number` says (by default the last; 0 for nothing).

    Raises `Unreadable` for a title that is none, `NotFound` for a version that is none.
    """
    scope = scope_of(who, WRITERS)
    named = read_title(title)
    async with scoped(scope) as connection:
        base = await connection.fetchval("SELECT rulebook FROM territory WHERE slug = $1", scope.territory)
    origin = base if number is None else number
    sources, geometries = await _sources(scope.territory, origin)
    async with scoped(scope) as connection:
        draft = await _write(connection, _Start(scope.territory, named, base, who.person, at), (sources, geometries))
        after = {"draft": str(draft), "base": base, "from": origin}
        await trace(connection, act(who, "draft.started", at), None, after)
        return await get_draft(connection, draft)


async def start_first(connection: Connection, slug: str, folder: Folder, author: UUID, at: datetime) -> UUID:
    """Begin the draft of a territory that opens, in the open transaction, which acts as its administrator."""
    draft = await _write(connection, _Start(slug, FIRST_TITLE, 0, author, at), folder)
    done = Act(str(author), "draft.started", at)
    await trace(connection, done, None, {"draft": str(draft), "base": 0, "from": 0})
    return draft


@dataclass(frozen=True, slots=True)
class _Start:
    """The row of a draft that begins."""

    territory: str
    title: str
    base: int
    author: UUID
    at: datetime


async def _write(connection: Connection, start: _Start, folder: Folder) -> UUID:
    """The draft and the territory's own files; shared sets and composed areas are found again at each reading."""
    sources, geometries = folder
    draft: UUID = await connection.fetchval(
        "INSERT INTO draft (territory, title, base, author, created_at, updated_at)"
        " VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
        start.territory, start.title, start.base, start.author, start.at,
    )  # fmt: skip
    await connection.executemany(
        "INSERT INTO draft_file (territory, draft, name, start, text) VALUES ($1, $2, $3, $4, $4)",
        [(start.territory, draft, source.name, source.text) for source in sources if is_own(source.name)],
    )
    await connection.executemany(
        "INSERT INTO draft_zone (territory, draft, path, shape) VALUES ($1, $2, $3, $4)",
        [(start.territory, draft, path, json.dumps(shape)) for path, shape in geometries.items() if is_own(path)],
    )
    return draft


async def _sources(slug: str, number: int) -> Folder:
    if number == 0:
        return (), {}
    found = await find_sources(slug, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound("rulebook-unknown", "Cette version n’existe pas.", f"{slug} n’a pas de version {number}.")
    return found


def read_title(title: str) -> str:
    """What somebody calls a draft; raises `Unreadable`."""
    named = " ".join(title.replace("\0", "").split())
    if not 1 <= len(named) <= LONGEST_TITLE:
        said = f"Donnez au projet un titre de {LONGEST_TITLE} caractères au plus."
        problem = Problem(
            "draft-title", said, "Par exemple\u00a0: «\u202fLivraisons du marché\u202f».", pointer="/title"
        )
        raise Unreadable("draft-invalid", "Ce titre n’est pas recevable.", problems=(problem,))
    return named


async def drop_draft(who: Who, draft: UUID, at: datetime) -> None:
    """Put a draft aside; nothing of it is lost."""
    async with scoped(scope_of(who, WRITERS)) as connection:
        found = await lock_draft(connection, draft, "open", "submitted", "approved", "scheduled")
        await move(connection, act(who, "draft.dropped", at), found, "dropped")


async def restore_draft(who: Who, draft: UUID, at: datetime) -> None:
    """Take a dropped draft again."""
    async with scoped(scope_of(who, WRITERS)) as connection:
        found = await lock_draft(connection, draft, "dropped")
        await move(connection, act(who, "draft.restored", at), found, "open")
