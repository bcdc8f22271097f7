"""Writing in a draft: each change on a revision; whoever comes late is brought up to date, and loses nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from uuid import UUID

from asyncpg import Connection, Record

from rules.edits.anchors import followed
from rules.edits.changes import Change, Mismatch, read_change
from rules.edits.history import Update, rebase
from rules.edits.units import whole
from rules.model import Problem
from tenants.database import scoped
from tenants.drafts.communes import check_own_text
from tenants.drafts.rights import READERS, WRITERS, scope_of
from tenants.drafts.store import lock_draft
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.files import MAX_YAML_BYTES
from tenants.who import Who

MOST_CHANGES = 500
"""In one push."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes in which draft, when, and from which open page."""

    who: Who
    draft: UUID
    at: datetime
    client: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was accepted, and by whom."""

    revision: int
    change: Change
    client: str
    person: UUID


@dataclass(frozen=True, slots=True)
class News:
    """What was accepted since a revision."""

    revision: int
    changes: tuple[Made, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """A file of an open draft, held until the transaction ends."""

    name: str
    revision: int
    text: str


async def changes_since(who: Who, draft: UUID, name: str, revision: int) -> News:
    """What was accepted in a file after a revision; raises `NotFound`, or `Conflict` when it was replaced whole."""
    async with scoped(scope_of(who, READERS)) as connection:
        last = await connection.fetchval(
            "SELECT revision FROM draft_file WHERE draft = $1 AND name = $2 AND text IS NOT NULL", draft, name
        )
        if last is None:
            raise _no_file()
        return await _news(connection, draft, name, revision, last)


async def push_changes(hand: Hand, name: str, revision: int, changes: Sequence[Sequence[object]]) -> News:
    """Accept an open page's changes made on a revision; all that was accepted since, these included.

    Raises `NotFound`, `Unreadable` for changes that fit no text, `Conflict` when the draft is not open.
    """
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        file = await lock_file(connection, hand.draft, name)
        news = await _news(connection, hand.draft, name, revision, file.revision)
        over = [Update(made.change, made.client) for made in news.changes]
        try:
            fresh = rebase([read_change(change) for change in changes[:MOST_CHANGES]], hand.client, over)
            text = reduce(lambda text, change: change.apply(text), fresh, file.text)
        except Mismatch:
            raise _unfit("Ces modifications ne vont pas avec ce texte.") from None
        who, draft = hand.who, hand.draft
        await check_own_text(connection, who, draft, name, before=file.text, after=text, typing=True)
        await write_changes(connection, hand, file, fresh, check_text(text))
        return await _news(connection, hand.draft, name, revision, file.revision + len(fresh))


async def lock_file(connection: Connection, draft: UUID, name: str) -> Locked:
    """A file of a draft that is open; raises `NotFound` or `Conflict`."""
    await lock_draft(connection, draft, "open")
    row = await connection.fetchrow(
        "SELECT name, revision, text FROM draft_file WHERE draft = $1 AND name = $2 AND text IS NOT NULL", draft, name
    )
    if row is None:
        raise _no_file()
    return Locked(**row)


async def write_changes(connection: Connection, hand: Hand, file: Locked, changes: Sequence[Change], text: str) -> None:
    """The changes of a locked file, one revision each, and the text they lead to."""
    if not changes:
        return
    await connection.executemany(
        "INSERT INTO draft_change (territory, draft, file, revision, change, person, client, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                *(hand.who.scope().territory, hand.draft, file.name, file.revision + place),
                *(json.dumps(change.written()), hand.who.person, hand.client, hand.at),
            )
            for place, change in enumerate(changes, 1)
        ],
    )
    await connection.execute(
        "UPDATE draft_file SET text = $3, revision = $4 WHERE draft = $1 AND name = $2",
        hand.draft, file.name, text, file.revision + len(changes),
    )  # fmt: skip
    await _follow(connection, hand.draft, file, changes)
    await touch(connection, hand)


async def _follow(connection: Connection, draft: UUID, file: Locked, changes: Sequence[Change]) -> None:
    """What was said of a line stays beside it."""
    rows = await connection.fetch(
        "SELECT DISTINCT line FROM draft_comment WHERE draft = $1 AND file = $2 AND line IS NOT NULL", draft, file.name
    )
    if not rows:
        return
    now = followed(file.text, [row["line"] for row in rows], changes)
    await connection.execute(
        "UPDATE draft_comment SET line = moved.now FROM unnest($3::int[], $4::int[]) AS moved (was, now)"
        " WHERE draft = $1 AND file = $2 AND line = moved.was AND moved.was <> moved.now",
        draft, file.name, list(now), list(now.values()),
    )  # fmt: skip


async def touch(connection: Connection, hand: Hand) -> None:
    """Note when a draft was last written in."""
    await connection.execute("UPDATE draft SET updated_at = $2, halted = NULL WHERE id = $1", hand.draft, hand.at)


async def text_at(connection: Connection, draft: UUID, name: str, revision: int) -> str:
    """The text of a file at a revision; raises `NotFound`, or `Conflict` when it was replaced whole since."""
    row = await connection.fetchrow(
        "SELECT start, revision FROM draft_file WHERE draft = $1 AND name = $2", draft, name
    )
    if row is None or not 0 <= revision <= row["revision"]:
        raise _no_file()
    rows = await connection.fetch(
        "SELECT change FROM draft_change WHERE draft = $1 AND file = $2 AND revision <= $3 ORDER BY revision",
        draft, name, revision,
    )  # fmt: skip
    text: str | None = row["start"]
    for each in rows:
        change = json.loads(each["change"])
        text = change["text"] if isinstance(change, dict) else read_change(change).apply(text or "")
    return text or ""


async def _news(connection: Connection, draft: UUID, name: str, revision: int, last: int) -> News:
    if not 0 <= revision <= last:
        raise _unfit(f"Ce fichier en est à la révision {last}.")
    rows = await connection.fetch(
        "SELECT revision, change, person, client FROM draft_change WHERE draft = $1 AND file = $2 AND revision > $3"
        " ORDER BY revision",
        draft, name, revision,
    )  # fmt: skip
    return News(last, tuple(_made(row) for row in rows))


def _made(row: Record) -> Made:
    change = json.loads(row["change"])
    if isinstance(change, dict):
        raise Conflict(
            "file-replaced", "Ce fichier a été remplacé entier.", "Rechargez la page\u00a0: rien n’est perdu."
        )
    return Made(row["revision"], read_change(change), row["client"] or "", row["person"])


def check_text(text: str) -> str:
    """A text that may be kept; raises `Unreadable`."""
    if "\0" in text or not whole(text):
        raise _unfit("Ce texte contient un caractère qui n’existe pas.")
    if len(text.encode()) > MAX_YAML_BYTES:
        raise _unfit(f"Ce texte dépasse {MAX_YAML_BYTES // 1_000_000}\u00a0Mo.")
    return text


def _no_file() -> NotFound:
    return NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")


def _unfit(said: str) -> Unreadable:
    return Unreadable("change-invalid", "Cette modification n’est pas recevable.", problems=(Problem("change", said),))
