"""The face of a territory, read by everybody, changed by its administrators, each change in its journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from rules.model import Problem
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.face.colour import read_colour
from tenants.face.layers import LAYERS, hidden_but
from tenants.face.logo import read_logo

ROLE = "admin"
LIMITS: Mapping[str, tuple[str, int]] = {
    "name": ("Nom affiché", 160), "contact": ("Adresse pour signaler une erreur", 254),
    "publisher": ("Éditeur", 500), "director": ("Responsable de la publication", 200),
    "host": ("Hébergeur", 500), "bearers": ("Porteurs du programme", 500),
}  # fmt: skip
"""What is typed: its label, and how long it may be."""
_COLUMNS = "number, name, contact, publisher, director, host, bearers, colour, logo, hidden"
_LAST = f"SELECT {_COLUMNS} FROM territory_face ORDER BY number DESC LIMIT 1"  # noqa: S608  # constants of ours


@dataclass(frozen=True, slots=True)
class Face:
    """What a territory says of itself; what is empty is not said. `number` counts the changes."""

    number: int = 0
    name: str = ""
    contact: str = ""
    publisher: str = ""
    director: str = ""
    host: str = ""
    bearers: str = ""
    colour: str = ""
    logo: bytes | None = None
    hidden: Sequence[str] = ()
    """The layers of the map that wait for its visitor to ask for them."""


async def get_face(slug: str) -> Face:
    """The face of a territory as it is; an empty one when it said nothing."""
    async with scoped(Scope(territory=slug)) as connection:
        row = await connection.fetchrow(_LAST)
    return _face(row)


def read_face(before: Face, typed: Mapping[str, str], logo: bytes | None) -> Face:
    """The face that a form describes; a logo stays until another is given or `no_logo` is said. Raises Unreadable."""
    problems: list[Problem] = []
    told = {name: " ".join(typed.get(name, "").split()) for name in LIMITS}
    for name, (label, longest) in LIMITS.items():
        if len(told[name]) > longest or not told[name].isprintable():
            said = f"{label} : {longest} signes au plus, sur une ligne."
            problems.append(Problem(f"face_{name}", said, pointer=f"/{name}"))
    if told["contact"] and (told["contact"].count("@") != 1 or " " in told["contact"]):
        hint = "Écrivez-la en entier : « voirie@exemple.fr »."
        problems.append(Problem("face_contact", "Cette adresse n’est pas complète.", hint, pointer="/contact"))
    colour = read_colour(typed["colour"]) if typed.get("colour", "").strip() else ""
    if isinstance(colour, Problem):
        problems.append(colour)
    drawn = None if "no_logo" in typed else before.logo if logo is None else read_logo(logo)
    if isinstance(drawn, Problem):
        problems.append(drawn)
    if problems:
        raise Unreadable("face-invalid", "Rien n’est encore changé : corrigez ce qui suit.", problems=tuple(problems))
    assert isinstance(colour, str)
    assert not isinstance(drawn, Problem)
    hidden = hidden_but(layer for layer in LAYERS if f"layer.{layer}" in typed) if "layers" in typed else before.hidden
    return Face(before.number, **told, colour=colour, logo=drawn, hidden=hidden)


async def change_face(slug: str, face: Face, *, by: UUID, at: datetime) -> Face:
    """Keep another face in place of number `face.number`; raises Conflict when it was changed meanwhile."""
    async with scoped(Scope(territory=slug, role=ROLE)) as connection:
        before = await _locked(connection, slug)
        if before.number != face.number:
            raise Conflict(
                "face-moved", "Ces réglages viennent d’être changés.", "Rechargez la page pour les relire d’abord."
            )
        return face if before == face else await _write(connection, slug, before, face, by=by, at=at)


async def undo_face(slug: str, number: int, *, by: UUID, at: datetime) -> Face:
    """Come back to what stood before change `number`, the last one; raises NotFound, Conflict."""
    async with scoped(Scope(territory=slug, role=ROLE)) as connection:
        now = await _locked(connection, slug)
        if now.number != number:
            raise Conflict("face-moved", "Ces réglages ont encore changé depuis.", "Rechargez la page.")
        if number < 1:
            raise NotFound("face-unknown", "Il n’y a rien à reprendre.")
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM territory_face WHERE number = $1", number - 1)  # noqa: S608
        return await _write(connection, slug, now, _face(row), by=by, at=at)


async def write_first(connection: Connection, slug: str, face: Face, *, by: UUID, at: datetime) -> None:
    """The face a territory opens with, in the open transaction, which acts as its administrator."""
    await _write(connection, slug, Face(), face, by=by, at=at)


def _face(row: Record | None) -> Face:
    return Face(**(dict(row) | {"hidden": tuple(row["hidden"])})) if row else Face()


async def _locked(connection: Connection, slug: str) -> Face:
    """What stands, while others wait."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"face {slug}")
    row = await connection.fetchrow(_LAST)
    return _face(row)


async def _write(connection: Connection, slug: str, before: Face, face: Face, *, by: UUID, at: datetime) -> Face:
    fresh = replace(face, number=before.number + 1)
    await connection.execute(
        f"INSERT INTO territory_face (territory, {_COLUMNS}, written_by, written_at)"  # noqa: S608
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        slug, fresh.number, fresh.name, fresh.contact, fresh.publisher, fresh.director, fresh.host, fresh.bearers,
        fresh.colour, fresh.logo, list(fresh.hidden), by, at,
    )  # fmt: skip
    # The journal is kept for good: it says which facts changed, never the names that are in them.
    changed = [name for name in (*LIMITS, "colour", "logo", "hidden") if getattr(before, name) != getattr(face, name)]
    await record(connection, str(by), "face.changed", at=at, after={"number": fresh.number, "changed": changed})
    return fresh
