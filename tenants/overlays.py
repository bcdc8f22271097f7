"""What was switched on or repealed since rulebooks were published, as it was recorded: rows are added, never changed.

Overlays belong to a territory (triggers, bases repealed there) or to the nation (bases repealed everywhere).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from asyncpg import Connection, UniqueViolationError

from rules.canonical import Tree
from rules.model import Activation, Overlay, Repeal
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.facts import say
from tenants.nodes import tell_nodes


@dataclass(frozen=True, slots=True)
class Laid:
    """An overlay as recorded; one that replaces another takes its place from then on, by nothing when withdrawn."""

    id: UUID
    name: str
    """The trigger or the legal basis."""
    overlay: Overlay | None
    replaces: UUID | None
    recorded_at: datetime
    recorded_by: str


def in_force(laid: Sequence[Laid], known_at: datetime | None = None) -> tuple[Overlay, ...]:
    """The overlays that hold, as known at an instant or as known now."""
    known = [each for each in laid if known_at is None or each.recorded_at <= known_at]
    gone = {each.replaces for each in known}
    return tuple(each.overlay for each in known if each.overlay is not None and each.id not in gone)


async def list_overlays(slug: str | None) -> tuple[Laid, ...]:
    """Everything ever recorded for a territory, or for the nation, in order."""
    async with scoped(Scope(territory=slug or "")) as connection:
        return await read_overlays(connection, slug)


async def add_overlay(slug: str | None, overlay: Overlay, *, by: str, at: datetime) -> Laid:
    """Record an overlay, for a territory or (a repeal) for the nation; in force as soon as nodes read it."""
    name = overlay.trigger if isinstance(overlay, Activation) else overlay.basis
    laid = Laid(uuid4(), name, overlay, None, at, by)
    async with scoped(_door(slug, by, f"overlay {name}")) as connection:
        await _write(connection, slug, laid, former=None)
    return laid


async def end_overlay(slug: str | None, overlay: UUID, *, by: str, at: datetime, end: datetime | None = None) -> Laid:
    """End an activation at an instant; without one, or before its start, withdraw it. A repeal is withdrawn.

    Raises `NotFound`, or `Conflict` when it was ended meanwhile.
    """
    async with scoped(_door(slug, by, f"end of overlay {overlay}")) as connection:
        former = next((each for each in await read_overlays(connection, slug) if each.id == overlay), None)
        if former is None:
            raise NotFound("overlay-unknown", "Cette mesure n’existe pas.", f"Aucune ne porte le numéro {overlay}.")
        shorter: Overlay | None = None
        if isinstance(former.overlay, Activation) and end is not None and end > former.overlay.start:
            shorter = Activation(former.name, former.overlay.start, end, former.overlay.source)
        laid = Laid(uuid4(), former.name, shorter, former.id, at, by)
        try:
            await _write(connection, slug, laid, former)
        except UniqueViolationError as error:
            detail = "Relisez-la avant de la modifier."
            raise Conflict("overlay-moved", "Cette mesure a été modifiée entre-temps.", detail) from error
    return laid


def _door(slug: str | None, by: str, what: str) -> Scope:
    return Scope(territory=slug or "", door=f"{by}: {what}")


async def read_overlays(connection: Connection, slug: str | None) -> tuple[Laid, ...]:
    """The same, in a transaction that is open for that territory."""
    if slug is None:
        rows = await connection.fetch(
            "SELECT id, basis, starts_on, source, replaces, recorded_at, recorded_by FROM national_repeal"
            " ORDER BY recorded_at, id"
        )
    else:
        rows = await connection.fetch(
            "SELECT id, trigger, starts_at, ends_at, basis, starts_on, source, replaces, recorded_at, recorded_by"
            " FROM overlay WHERE territory = $1 ORDER BY recorded_at, id",
            slug,
        )
    return tuple(
        Laid(
            row["id"], row.get("trigger") or row["basis"], _overlay(row), row["replaces"], row["recorded_at"],
            row["recorded_by"],
        )
        for row in rows
    )  # fmt: skip


def _overlay(row: Mapping[str, object]) -> Overlay | None:
    starts_at, starts_on, ends_at = row.get("starts_at"), row["starts_on"], row.get("ends_at")
    if isinstance(starts_at, datetime):
        assert ends_at is None or isinstance(ends_at, datetime)
        return Activation(str(row["trigger"]), starts_at, ends_at, str(row["source"]))
    if isinstance(starts_on, date):
        return Repeal(str(row["basis"]), starts_on, str(row["source"]))
    return None


async def _write(connection: Connection, slug: str | None, laid: Laid, former: Laid | None) -> None:
    """The row and its traces; the directory tells nodes that there is one more."""
    overlay = laid.overlay
    source = overlay.source if overlay is not None else ""
    starts_on = overlay.start if isinstance(overlay, Repeal) else None
    if slug is None:
        assert not isinstance(overlay, Activation), "triggers belong to a territory"
        await connection.execute(
            "INSERT INTO national_repeal (id, basis, starts_on, source, replaces, recorded_at, recorded_by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            laid.id, laid.name, starts_on, source, laid.replaces, laid.recorded_at, laid.recorded_by,
        )  # fmt: skip
        await tell_nodes(connection, "")
        return
    first = overlay or (former.overlay if former is not None else None)
    trigger, basis = (laid.name, None) if isinstance(first, Activation) else (None, laid.name)
    starts_at, ends_at = (overlay.start, overlay.end) if isinstance(overlay, Activation) else (None, None)
    await connection.execute(
        "INSERT INTO overlay (territory, id, trigger, starts_at, ends_at, basis, starts_on, source, replaces,"
        " recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        slug, laid.id, trigger, starts_at, ends_at, basis, starts_on, source, laid.replaces, laid.recorded_at,
        laid.recorded_by,
    )  # fmt: skip
    await connection.execute("UPDATE territory SET overlays = overlays + 1 WHERE slug = $1", slug)
    kept: Mapping[str, Tree] = {"id": str(laid.id), "name": laid.name, "withdrawn": overlay is None}
    await record(connection, laid.recorded_by, "overlay.recorded", at=laid.recorded_at, after=kept)
    await say(connection, "overlay.recorded", kept)
    await tell_nodes(connection, slug)
