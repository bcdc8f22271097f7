"""A draft whose base is no longer the last version takes in what was published meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from rules.canonical import Tree
from rules.edits.merge import merge
from rules.model import GeoJSON
from tenants.database import scoped
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.saving import replace_file, replace_zone
from tenants.drafts.steps import act, trace
from tenants.drafts.store import get_content, lock_draft, read_content
from tenants.errors import Conflict
from tenants.files import is_own
from tenants.registry import find_sources
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Rebased:
    """The version a draft now stands on, and the files where both changed the same lines: one's own were kept."""

    base: int
    clashes: tuple[str, ...]


type Texts = Mapping[str, str]
type Shapes = Mapping[str, GeoJSON]


async def rebase_draft(who: Who, draft: UUID, at: datetime, *, keep_mine: bool = False) -> Rebased:
    """Bring an open draft onto the last version, file by file.

    Where both changed the same lines it raises `Conflict` with their names, unless one's own are to be kept.
    """
    scope = scope_of(who, WRITERS)
    found, _ = await get_content(scope, draft)
    async with scoped(scope) as connection:
        last: int = await connection.fetchval("SELECT rulebook FROM territory WHERE slug = $1", scope.territory)
    if last == found.base:
        return Rebased(last, ())
    before, after = await _version(scope.territory, found.base), await _version(scope.territory, last)
    async with scoped(scope) as connection:
        locked = await lock_draft(connection, draft, "open")
        if locked.base != found.base:
            raise Conflict("draft-moved", "Ce projet vient d’être mis à jour.", "Rechargez la page.")
        hand, content = Hand(who, draft, at), await read_content(connection, draft)
        clashes = (
            *await _files(connection, hand, content, before[0], after[0]),
            *await _zones(connection, hand, content, before[1], after[1]),
        )
        if clashes and not keep_mine:
            raise Conflict(
                "rebase-clash",
                f"La version {last} a changé les mêmes lignes que ce projet.",
                f"À revoir\u00a0: {', '.join(clashes)}. Gardez les vôtres, ou reportez les siennes d’abord.",
            )
        await connection.execute("UPDATE draft SET base = $2, halted = NULL WHERE id = $1", draft, last)
        told: Mapping[str, Tree] = {"draft": str(draft), "base": found.base}
        await trace(connection, act(who, "draft.rebased", at), told, {**told, "base": last})
    return Rebased(last, clashes)


async def _version(slug: str, number: int) -> tuple[Texts, Shapes]:
    found = await find_sources(slug, number) if number else None
    sources, geometries = found or ((), {})
    return (
        {source.name: source.text for source in sources if is_own(source.name)},
        {path: shape for path, shape in geometries.items() if is_own(path)},
    )


async def _files(connection: Connection, hand: Hand, content: Content, before: Texts, after: Texts) -> list[str]:
    """What the version changed, brought in; the names of files where it cannot be."""
    mine = {file.name: file.text for file in content.files}
    clashes = []
    for name in sorted(before.keys() | after.keys()):
        old, theirs, own = before.get(name), after.get(name), mine.get(name)
        if theirs in (old, own):
            continue
        if own == old:
            await replace_file(connection, hand, name, theirs)
            continue
        both = merge(old or "", own, theirs) if own is not None and theirs is not None else None
        if both is None or both.conflicts:
            clashes.append(name)
        else:
            await replace_file(connection, hand, name, both.text)
    return clashes


async def _zones(connection: Connection, hand: Hand, content: Content, before: Shapes, after: Shapes) -> list[str]:
    mine = {zone.path: zone.shape for zone in content.zones}
    clashes = []
    for path in sorted(before.keys() | after.keys()):
        old, theirs, own = before.get(path), after.get(path), mine.get(path)
        if theirs in (old, own):
            continue
        if own == old:
            await replace_zone(connection, hand, path, theirs)
        else:
            clashes.append(path)
    return clashes
