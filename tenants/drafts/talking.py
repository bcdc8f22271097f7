"""What people say of a draft: invited partners too."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from rules.edits.units import plain
from rules.model import Problem
from tenants.database import scoped
from tenants.drafts.rights import SPEAKERS, scope_of
from tenants.drafts.steps import act, trace
from tenants.drafts.store import get_draft
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

LONGEST = 4000
LAST_LINE = 1_000_000


async def comment(
    who: Who, draft: UUID, words: str, at: datetime, *, file: str | None = None, line: int | None = None
) -> UUID:
    """Say something of a draft, or of a line of one of its files; raises `NotFound`, `Unreadable` or `Conflict`."""
    async with scoped(scope_of(who, SPEAKERS)) as connection:
        found = await get_draft(connection, draft)
        if found.state in ("published", "dropped"):
            raise Conflict("draft-closed", "Ce projet n’attend plus de commentaire.")
        text = await connection.fetchval("SELECT text FROM draft_file WHERE draft = $1 AND name = $2", draft, file)
        if file is not None and text is None:
            raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")
        if line is not None and text is not None and line > len(plain(text).split("\n")):
            line = LAST_LINE + 1
        return await add_comment(connection, who, draft, words, at, file=file, line=line)


async def add_comment(
    connection: Connection,
    who: Who,
    draft: UUID,
    words: str,
    at: datetime,
    *,
    kind: Literal["comment", "refusal"] = "comment",
    file: str | None = None,
    line: int | None = None,
) -> UUID:
    """The row of what is said, its trace and its fact; raises `Unreadable` without words."""
    told = words.replace("\0", "").strip()
    problems = []
    if not 1 <= len(told) <= LONGEST:
        said = f"Écrivez un commentaire de {LONGEST} caractères au plus."
        problems.append(Problem("comment-words", said, pointer="/words"))
    if line is not None and not 1 <= line <= LAST_LINE:
        problems.append(
            Problem("comment-line", "Cette ligne n’existe pas.", "La première est la ligne 1.", pointer="/line")
        )
    if problems:
        raise Unreadable("comment-invalid", "Ce commentaire n’est pas recevable.", problems=tuple(problems))
    territory = who.scope().territory
    made: UUID = await connection.fetchval(
        "INSERT INTO draft_comment (territory, draft, kind, file, line, words, person, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        territory, draft, kind, file, line if file else None, told, who.person, at,
    )  # fmt: skip
    # What was said stays out of traces and facts, which are kept for good.
    await trace(
        connection, act(who, "draft.commented", at), None, {"draft": str(draft), "comment": str(made), "kind": kind}
    )
    return made


async def resolve(who: Who, draft: UUID, comment: UUID, at: datetime, *, resolved: bool = True) -> None:
    """Say that a comment was answered, or that it was not; raises `NotFound`."""
    async with scoped(scope_of(who, SPEAKERS)) as connection:
        done = await connection.fetchval(
            "UPDATE draft_comment SET resolved_at = $3, resolved_by = $4 WHERE draft = $1 AND id = $2 RETURNING 1",
            draft, comment, at if resolved else None, who.person if resolved else None,
        )  # fmt: skip
        if done is None:
            raise NotFound("comment-unknown", "Ce commentaire n’existe pas.")
        topic = "draft.comment_resolved" if resolved else "draft.comment_reopened"
        await trace(connection, act(who, topic, at), None, {"draft": str(draft), "comment": str(comment)})
