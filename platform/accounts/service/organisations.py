"""Organisations: founded once for each SIRET and kind, and known by their people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from accounts.core.roles import HEADS, KINDS
from rules.model import Problem
from rules.written.companies import read_siret
from rules.written.countries import FRANCE, read_country
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Caller, Who

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that is open."""

    id: UUID
    kind: str
    name: str
    country: str
    siret: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Founding:
    """An organisation as its founder writes it."""

    kind: str
    name: str
    country: str = FRANCE
    siret: str = ""


def unreadable(problems: list[Problem]) -> Unreadable:
    """Every problem of a form at once."""
    count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
    return Unreadable(
        "form-invalid", "Le formulaire n’est pas complet.", f"{count} à corriger.", problems=tuple(problems)
    )


async def found(who: Who, founding: Founding, now: datetime) -> Organisation:
    """Open an organisation and give its founder the role that keeps it; raises Unreadable, Conflict."""
    name, country, siret = _checked(founding)
    try:
        async with scoped(Scope(door=f"{who.person}: organisation founded")) as connection:
            row = await connection.fetchrow(
                "INSERT INTO organisation (kind, name, country, siret, created_at) VALUES ($1, $2, $3, $4, $5)"
                " RETURNING id, kind, name, country, siret, created_at",
                founding.kind, name, country, siret, now,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO role_held (person, name, organisation, granted_by, granted_at)"
                " VALUES ($1, $2, $3, $4, $5)",
                who.person, HEADS[founding.kind], row["id"], "founding", now,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Conflict(
            "organisation-known",
            "Cette organisation a déjà un compte ici.",
            "Demandez une invitation à la personne qui le tient chez vous.",
        ) from None
    return Organisation(**row)


async def get_organisation(organisation: UUID) -> Organisation:
    """An organisation that is open; raises NotFound."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT id, kind, name, country, siret, created_at FROM organisation WHERE id = $1 AND closed_at IS NULL",
            organisation,
        )
    if row is None:
        raise NotFound("organisation-unknown", "Cette organisation n’existe pas.")
    return Organisation(**row)


async def siren_of(who: Caller) -> str:
    """The SIREN of the organisation acted for; empty for those of other countries, or when none is."""
    carrier = who.acting.carrier if who.acting else ""
    return ((await get_organisation(UUID(carrier))).siret or "")[:9] if carrier else ""


async def names_of(organisations: set[UUID]) -> dict[UUID, str]:
    """The names of organisations, for those who act in one of several."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT id, name FROM organisation WHERE id = ANY($1) AND closed_at IS NULL", list(organisations)
        )
    return {row["id"]: row["name"] for row in rows}


def _checked(founding: Founding) -> tuple[str, str, str | None]:
    problems: list[Problem] = []
    name = " ".join(founding.name.split())
    if founding.kind not in KINDS:
        said = "Dites ce qu’est cette organisation."
        problems.append(Problem("kind", said, f"Choisissez : {', '.join(KINDS.values())}.", pointer="/kind"))
    if not 0 < len(name) <= LONGEST_NAME:
        said = "Le nom manque." if not name else f"Ce nom dépasse {LONGEST_NAME} signes."
        problems.append(Problem("name", said, "Écrivez la raison sociale.", pointer="/name"))
    country = read_country(founding.country)
    siret: str | Problem | None = None
    if isinstance(country, Problem):
        problems.append(country)
    elif country == FRANCE:
        siret = read_siret(founding.siret)
        if isinstance(siret, Problem):
            problems.append(siret)
    if problems or isinstance(country, Problem) or isinstance(siret, Problem):
        raise unreadable(problems)
    return name, country, siret


async def list_carriers() -> tuple[UUID, ...]:
    """Every carrier there ever was: their rows may outlast them."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch("SELECT id FROM organisation WHERE kind = 'carrier' ORDER BY id")
    return tuple(row["id"] for row in rows)
