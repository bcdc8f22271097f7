"""A draft is submitted, then approved by somebody who wrote nothing in it, or sent back with words."""

from datetime import datetime
from uuid import UUID

from rules.model import Problem
from tenants.database import scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.rights import APPROVERS, DECIDERS, WRITERS, Refused, scope_of
from tenants.drafts.steps import act, move
from tenants.drafts.store import get_content, lock_draft, read_writers
from tenants.drafts.talking import add_comment
from tenants.errors import Conflict, Unreadable
from tenants.who import Who

MOST_TOLD = 50


async def submit_draft(who: Who, draft: UUID, at: datetime) -> None:
    """Ask for approval; raises `Unreadable` while something is wrong, with all of it."""
    scope = scope_of(who, WRITERS)
    found, content = await get_content(scope, draft)
    checked = await check_draft(found, content)
    if not checked.sound:
        problems = (*checked.problems, *_failures(checked.failed))[:MOST_TOLD]
        raise Unreadable("draft-unsound", "Ce projet a encore des problèmes.", problems=problems)
    async with scoped(scope) as connection:
        locked = await lock_draft(connection, draft, "open")
        if locked.digest != checked.digest:
            raise _moved()
        await move(connection, act(who, "draft.submitted", at), locked, "submitted")


def _failures(failed: tuple[tuple[str, str], ...]) -> tuple[Problem, ...]:
    return tuple(Problem("test-failed", f"Essai «\u202f{name}\u202f»\u00a0: {sentence}") for name, sentence in failed)


def _moved() -> Conflict:
    return Conflict("draft-moved", "Ce projet vient d’être modifié.", "Relisez-le avant de décider.")


async def approve_draft(who: Who, draft: UUID, digest: str, at: datetime) -> None:
    """Approve a submitted draft as it was read; raises `Refused` to whoever wrote in it, `Conflict` if it moved."""
    scope = scope_of(who, APPROVERS)
    async with scoped(scope) as connection:
        found = await lock_draft(connection, draft, "submitted")
        if found.digest != digest:
            raise _moved()
        if who.person in await read_writers(connection, found):
            raise Refused(
                "approval-own",
                "Vous avez écrit dans ce projet\u00a0: une autre personne doit l’approuver.",
                "Demandez à un autre valideur de votre territoire.",
            )
        await connection.execute(
            "INSERT INTO draft_approval (territory, draft, person, digest, at) VALUES ($1, $2, $3, $4, $5)",
            scope.territory, draft, who.person, digest, at,
        )  # fmt: skip
        await move(connection, act(who, "draft.approved", at), found, "approved")


async def send_back(who: Who, draft: UUID, words: str, at: datetime) -> None:
    """Ask for changes, and say which; raises `Unreadable` without words."""
    scope = scope_of(who, APPROVERS)
    async with scoped(scope) as connection:
        found = await lock_draft(connection, draft, "submitted", "approved", "scheduled")
        await add_comment(connection, who, draft, words, at, kind="refusal")
        await move(connection, act(who, "draft.sent_back", at), found, "open")


async def reopen_draft(who: Who, draft: UUID, at: datetime) -> None:
    """Take back a draft to write in it again: it will have to be approved again once it changed."""
    async with scoped(scope_of(who, DECIDERS)) as connection:
        found = await lock_draft(connection, draft, "submitted", "approved", "scheduled")
        await move(connection, act(who, "draft.reopened", at), found, "open")
