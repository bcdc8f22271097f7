"""Whose rows these are, in SQL: the columns that the register says hold a person's number or address."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from tenants.privacy import Kind

_CASTS = {"person": "uuid", "email": "text"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody, by the number of their account and the address it has."""

    person: UUID
    email: str

    def given(self) -> str:
        """The one parameter of the conditions below."""
        return json.dumps({"person": str(self.person), "email": self.email})


def theirs(columns: Mapping[str, Literal["person", "email"]]) -> str:
    """The condition that a row is theirs; `$1` is what `Subject.given` says."""
    return " OR ".join(f"{column} = ($1::jsonb ->> '{what}')::{_CASTS[what]}" for column, what in columns.items())


async def carriers_of(connection: Connection, person: UUID) -> tuple[str, ...]:
    """The organisations in which somebody ever held a role: their rows may name them."""
    rows = await connection.fetch(
        "SELECT DISTINCT organisation FROM role_held WHERE person = $1 AND organisation IS NOT NULL", person
    )
    return tuple(str(row["organisation"]) for row in rows)


async def act_for(connection: Connection, owner: Kind, whose: str) -> None:
    """See, from here on in the open transaction, the rows of this owner alone: all must stand or fall together."""
    territory, carrier = ("", whose) if owner == "carrier" else (whose, "")
    await connection.execute(
        "SELECT set_config('app.territory', $1, true), set_config('app.carrier', $2, true)", territory, carrier
    )


async def owners_of(connection: Connection, kind: Kind, person: UUID) -> Iterable[str]:
    """Who may own rows of such a table that name somebody; nobody in particular for a national one."""
    if kind == "carrier":
        return await carriers_of(connection, person)
    if kind in {"territory", "shared"}:
        return [row["slug"] for row in await connection.fetch("SELECT slug FROM territory ORDER BY slug")]
    return ("",)
