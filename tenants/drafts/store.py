"""Drafts as the database keeps them."""

import json
from uuid import UUID

from asyncpg import Connection, Record

from tenants.database import Scope, scoped
from tenants.drafts.model import Approval, Comment, Content, Draft, File, Hand, State, Zone
from tenants.drafts.rights import READERS, scope_of
from tenants.errors import Conflict, NotFound
from tenants.who import Who

_DRAFT = (
    "SELECT territory, id, title, base, state, author, created_at, updated_at, publish_at, published, halted,"
    " request_key, draft_digest(territory, id) AS digest FROM draft"
)
MOST_LISTED = 100


async def list_drafts(who: Who, *, dropped: bool = False) -> tuple[Draft, ...]:
    """The drafts of one's territory that are on their way, or those dropped; the last touched first."""
    async with scoped(scope_of(who, READERS)) as connection:
        rows = await connection.fetch(
            f"{_DRAFT} WHERE state = ANY($1) ORDER BY updated_at DESC LIMIT {MOST_LISTED}",
            ["dropped"] if dropped else ["open", "submitted", "approved", "scheduled"],
        )
    return tuple(Draft(**row) for row in rows)


async def get_draft(connection: Connection, draft: UUID) -> Draft:
    """One draft of the transaction's territory; raises `NotFound`."""
    return _one(await connection.fetchrow(f"{_DRAFT} WHERE id = $1", draft))


async def lock_draft(connection: Connection, draft: UUID, *states: State) -> Draft:
    """The same, held until the transaction ends, in one of these states; raises `NotFound` or `Conflict`."""
    # In two steps: what the lock waited for is only seen by the statement that follows.
    await connection.execute("SELECT FROM draft WHERE id = $1 FOR UPDATE", draft)
    found = await get_draft(connection, draft)
    if found.state not in states:
        raise Conflict(
            "draft-state",
            _WRONG_STATE[found.state],
            "Rechargez la page\u00a0: le projet a changé d’étape.",
        )
    return found


_WRONG_STATE: dict[State, str] = {
    "open": "Ce projet est en cours de rédaction.",
    "submitted": "Ce projet est soumis\u00a0: reprenez-le pour le modifier.",
    "approved": "Ce projet est approuvé\u00a0: reprenez-le pour le modifier.",
    "scheduled": "Ce projet est programmé\u00a0: reprenez-le pour le modifier.",
    "published": "Ce projet est déjà publié.",
    "dropped": "Ce projet est abandonné\u00a0: restaurez-le d’abord.",
}


def _one(row: Record | None) -> Draft:
    if row is None:
        raise NotFound("draft-unknown", "Ce projet n’existe pas.", "Voyez la liste des projets de votre territoire.")
    return Draft(**row)


async def read_content(connection: Connection, draft: UUID) -> Content:
    """Every file and zone that was not removed."""
    files = await connection.fetch(
        "SELECT name, revision, text FROM draft_file WHERE draft = $1 AND text IS NOT NULL"
        " ORDER BY name = 'territory.yaml' DESC, name",
        draft,
    )
    zones = await connection.fetch(
        "SELECT path, revision, shape FROM draft_zone WHERE draft = $1 AND shape IS NOT NULL ORDER BY path", draft
    )
    return Content(
        tuple(File(**row) for row in files),
        tuple(Zone(row["path"], row["revision"], json.loads(row["shape"])) for row in zones),
    )


async def read_comments(connection: Connection, draft: UUID) -> tuple[Comment, ...]:
    """All that was said, oldest first."""
    rows = await connection.fetch(
        "SELECT id, kind, file, line, words, person, at, resolved_at, resolved_by FROM draft_comment"
        " WHERE draft = $1 ORDER BY at, id",
        draft,
    )
    return tuple(Comment(**row) for row in rows)


async def read_approvals(connection: Connection, draft: Draft) -> tuple[Approval, ...]:
    """Every approval ever given, oldest first."""
    rows = await connection.fetch(
        "SELECT person, digest, at, digest = $2 AS holds FROM draft_approval WHERE draft = $1 ORDER BY at, id",
        draft.id, draft.digest,
    )  # fmt: skip
    return tuple(Approval(**row) for row in rows)


async def read_writers(connection: Connection, draft: Draft) -> frozenset[UUID]:
    """Whoever wrote in it: none of them may approve it."""
    rows = await connection.fetch("SELECT DISTINCT person FROM draft_change WHERE draft = $1", draft.id)
    return frozenset({draft.author, *(row["person"] for row in rows)})


async def read_hands(connection: Connection, draft: UUID) -> tuple[Hand, ...]:
    """Who wrote last in each file, the latest first."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (file) file, person, at FROM draft_change WHERE draft = $1 ORDER BY file, number DESC",
        draft,
    )
    return tuple(sorted((Hand(**row) for row in rows), key=lambda hand: hand.at, reverse=True))


async def get_content(scope: Scope, draft: UUID) -> tuple[Draft, Content]:
    """A draft with all that it holds; raises `NotFound`."""
    async with scoped(scope) as connection:
        return await get_draft(connection, draft), await read_content(connection, draft)
