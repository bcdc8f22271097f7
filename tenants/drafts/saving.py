"""Whole texts and zones brought to a draft, by pages without script and by programs; files that come and go."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from asyncpg import Connection

from rules.edits.merge import difference, merge
from rules.edits.units import plain
from rules.model import GeoJSON, Problem
from tenants.database import scoped
from tenants.drafts.communes import check_own_text
from tenants.drafts.editing import Hand, Locked, check_text, lock_file, text_at, touch, write_changes
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.store import lock_draft
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.files import MAX_GEOJSON_BYTES

FILE_NAME = re.compile(r"territory\.yaml|rules/(?!territory\.)[a-z0-9][a-z0-9_-]{0,80}\.ya?ml")
ZONE_PATH = re.compile(r"zones/(?:[A-Za-z0-9][A-Za-z0-9._-]{0,80}/)*[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.geojson")


class Clash(Conflict):
    """Two people changed the same lines: both texts are carried, and neither is lost."""

    def __init__(self, mine: str, theirs: str, revision: int) -> None:
        super().__init__(
            "text-clash",
            "Quelqu’un a modifié les mêmes lignes que vous.",
            "Rien n’est perdu\u00a0: reportez dans votre texte ce que l’autre a écrit, puis enregistrez.",
        )
        self.mine = mine
        self.theirs = theirs
        self.revision = revision


@dataclass(frozen=True, slots=True)
class Saved:
    """A text as kept; `merged` when it holds what somebody else wrote meanwhile."""

    revision: int
    text: str
    merged: bool


async def save_text(hand: Hand, name: str, revision: int, text: str) -> Saved:
    """Keep a whole text written on a revision; raises `Clash` where it meets lines that changed since."""
    check_text(text)
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        file = await lock_file(connection, hand.draft, name)
        wanted, stale = plain(text), revision != file.revision
        if stale:
            base = await text_at(connection, hand.draft, name, revision)
            both = merge(base, wanted, file.text)
            if both.conflicts:
                raise Clash(wanted, file.text, file.revision)
            wanted = plain(both.text)
        await check_own_text(connection, hand.who, hand.draft, name, before=file.text, after=wanted)
        return await _write(connection, hand, file, wanted, merged=stale)


async def _write(connection: Connection, hand: Hand, file: Locked, wanted: str, *, merged: bool) -> Saved:
    made = difference(file.text, wanted)
    if made.empty:
        return Saved(file.revision, file.text, merged)
    text = made.apply(file.text)
    await write_changes(connection, hand, file, [made], text)
    return Saved(file.revision + 1, text, merged)


async def add_file(hand: Hand, name: str, text: str = "") -> None:
    """Add a file, or one that was removed; raises `Unreadable` for a name, `Conflict` when it is there."""
    scope = scope_of(hand.who, WRITERS)
    if not FILE_NAME.fullmatch(name):
        said = "Donnez un nom comme rules/marche.yaml, en minuscules sans accent."
        raise Unreadable("file-name", "Ce nom n’est pas recevable.", problems=(Problem("name", said, pointer="/name"),))
    async with scoped(scope) as connection:
        await lock_draft(connection, hand.draft, "open")
        row = await connection.fetchrow(
            "SELECT revision, text FROM draft_file WHERE draft = $1 AND name = $2", hand.draft, name
        )
        if row is not None and row["text"] is not None:
            raise Conflict("file-known", "Ce fichier est déjà dans le projet.")
        await check_own_text(connection, hand.who, hand.draft, name, before="", after=text)
        await _replace_file(connection, hand, name, row["revision"] if row else 0, check_text(text))


async def remove_file(hand: Hand, name: str) -> None:
    """Remove a file; its text stays in the history. Raises `NotFound`."""
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        file = await lock_file(connection, hand.draft, name)
        await check_own_text(connection, hand.who, hand.draft, name, before=file.text, after="")
        await _replace_file(connection, hand, name, file.revision, None)


async def replace_file(connection: Connection, hand: Hand, name: str, text: str | None) -> None:
    """Bring a file of a locked draft to a text, or remove it, in one change."""
    row = await connection.fetchrow(
        "SELECT revision, text FROM draft_file WHERE draft = $1 AND name = $2", hand.draft, name
    )
    if row is not None and row["text"] is not None and text is not None:
        await _write(connection, hand, Locked(name, row["revision"], row["text"]), text, merged=False)
    else:
        await _replace_file(connection, hand, name, row["revision"] if row else 0, text)


async def _replace_file(connection: Connection, hand: Hand, name: str, revision: int, text: str | None) -> None:
    """A change that is no edit: a file comes or goes whole."""
    territory = hand.who.scope().territory
    await connection.execute(
        "INSERT INTO draft_file (territory, draft, name, revision, text) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (territory, draft, name) DO UPDATE SET revision = $4, text = $5",
        territory, hand.draft, name, revision + 1, text,
    )  # fmt: skip
    await _note(connection, hand, name, revision + 1, {"text": text})


async def put_zone(hand: Hand, path: str, revision: int, shape: GeoJSON | None) -> int:
    """Draw a zone anew, or remove it; returns its revision. Raises `Conflict` when somebody else just did."""
    check_zone(path, shape)
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        await lock_draft(connection, hand.draft, "open")
        row = await connection.fetchrow(
            "SELECT revision, shape FROM draft_zone WHERE draft = $1 AND path = $2", hand.draft, path
        )
        if shape is None and (row is None or row["shape"] is None):
            raise NotFound("zone-unknown", "Ce tracé n’est pas dans le projet.")
        # One that was removed is drawn anew from nothing.
        gone = row is not None and row["shape"] is None and revision == 0
        if (row["revision"] if row else 0) != revision and not gone:
            raise Conflict(
                "zone-moved", "Ce tracé vient d’être modifié.", "Relisez-le\u00a0: les deux tracés sont gardés."
            )
        return await replace_zone(connection, hand, path, shape)


async def replace_zone(connection: Connection, hand: Hand, path: str, shape: GeoJSON | None) -> int:
    """Bring a zone of a locked draft to a shape, or remove it; its revision."""
    written = None if shape is None else json.dumps(shape)
    revision: int = await connection.fetchval(
        "INSERT INTO draft_zone (territory, draft, path, revision, shape) VALUES ($1, $2, $3, 1, $4)"
        " ON CONFLICT (territory, draft, path) DO UPDATE SET revision = draft_zone.revision + 1, shape = $4"
        " RETURNING revision",
        hand.who.scope().territory, hand.draft, path, written,
    )  # fmt: skip
    await _note(connection, hand, path, revision, {"shape": shape})
    return revision


def check_zone(path: str, shape: GeoJSON | None) -> None:
    """Raises `Unreadable` for a path or a size that may not be kept."""
    said = None
    if not ZONE_PATH.fullmatch(path) or len(path) > 200:
        said = "Donnez un chemin comme zones/centre.geojson."
    elif shape is not None and "type" not in shape:
        said = "Ce tracé n’est pas un objet GeoJSON."
    elif shape is not None and len(json.dumps(shape)) > MAX_GEOJSON_BYTES:
        said = f"Ce tracé dépasse {MAX_GEOJSON_BYTES // 1_000_000}\u00a0Mo."
    if said:
        raise Unreadable("zone-invalid", "Ce tracé n’est pas recevable.", problems=(Problem("zone", said),))


async def _note(
    connection: Connection, hand: Hand, name: str, revision: int, change: Mapping[str, str | GeoJSON | None]
) -> None:
    await connection.execute(
        "INSERT INTO draft_change (territory, draft, file, revision, change, person, client, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        hand.who.scope().territory, hand.draft, name, revision, json.dumps(change), hand.who.person, hand.client,
        hand.at,
    )  # fmt: skip
    await touch(connection, hand)
