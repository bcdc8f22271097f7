"""Where people hold roles: an organisation, or a territory; each change of its people says who may make it."""

from dataclasses import dataclass
from uuid import UUID

from asyncpg import Connection

from accounts.core.roles import HEADS, TERRITORY
from accounts.service.refusals import Refused
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound
from tenants.who import Who

type Place = UUID | str
"""The id of an organisation, or the slug of a territory."""


@dataclass(frozen=True, slots=True)
class Names:
    """The two columns that say where: one of them is null."""

    organisation: UUID | None
    territory: str | None


def names_of(place: Place) -> Names:
    """What these columns hold."""
    return Names(None, place) if isinstance(place, str) else Names(place, None)


def column_of(place: Place) -> str:
    """The column that holds it, in every table that has both."""
    return "territory" if isinstance(place, str) else "organisation"


def door_to(place: Place, door: str) -> Scope:
    """The scope in which its people are changed: national, and the territory's own for its audit."""
    return Scope(territory=place if isinstance(place, str) else "", door=door)


async def get_territory_name(slug: str) -> str:
    """What a territory is called; raises NotFound."""
    async with scoped(NOBODY) as connection:
        name = await connection.fetchval("SELECT name FROM territory WHERE slug = $1", slug)
    if name is None:
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
    return str(name)


async def lock_place(connection: Connection, place: Place) -> str:
    """Keep other changes of its people waiting; its kind. Raises NotFound."""
    if isinstance(place, str):
        found = await connection.fetchval("SELECT slug FROM territory WHERE slug = $1 FOR NO KEY UPDATE", place)
        if found is None:
            raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
        return TERRITORY
    kind = await connection.fetchval(
        "SELECT kind FROM organisation WHERE id = $1 AND closed_at IS NULL FOR NO KEY UPDATE", place
    )
    if kind is None:
        raise NotFound("organisation-unknown", "Cette organisation n’existe pas.")
    return str(kind)


async def keep_still(connection: Connection, who: Who, place: Place) -> str:
    """Lock a place for somebody who keeps it, now and not when the session began; its kind. Raises Refused."""
    kind = await lock_place(connection, place)
    held = await connection.fetchval(
        f"SELECT 1 FROM role_held WHERE person = $1 AND {column_of(place)} = $2 AND name = $3 AND ended_at IS NULL",  # noqa: S608
        who.person, place, HEADS[kind],
    )  # fmt: skip
    if held is None and kind == TERRITORY:
        raise Refused(
            "territory-admin", "Seul un administrateur du territoire peut le faire.", "Demandez-le à l’un d’eux."
        )
    if held is None:
        raise Refused(
            "organisation-keeper",
            "Seul un responsable de l’organisation peut le faire.",
            "Demandez-le à l’un d’eux.",
        )
    return kind


async def has_keeper(connection: Connection, territory: str) -> bool:
    """Whether a territory has an administrator, in the open transaction."""
    found = await connection.fetchval(
        "SELECT 1 FROM role_held r JOIN person p ON p.id = r.person AND p.closed_at IS NULL"
        " WHERE r.territory = $1 AND r.name = 'admin' AND r.ended_at IS NULL LIMIT 1",
        territory,
    )
    return found is not None
