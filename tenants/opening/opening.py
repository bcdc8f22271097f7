"""Opening: from a number to a territory of the directory, with its draft, and its sandbox beside it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from asyncpg import Connection

from connectors.administrative import Authority
from rules.model import Invalid, Problem, Source
from tenants.audit import record
from tenants.database import NOBODY, Scope, scoped
from tenants.drafts.starting import HOUSE, start_first
from tenants.drafts.store import read_content
from tenants.errors import Conflict, NotFound
from tenants.face.keeping import Face, write_first
from tenants.facts import say
from tenants.files import Folder, complete_own
from tenants.locate import geometry_of
from tenants.opening.drafting import Choices, Draft, draft
from tenants.opening.naming import SANDBOX, free_slug, plain_slug
from tenants.opening.proposal import Proposal, propose
from tenants.opening.reference import Reference
from tenants.registry import publish
from tenants.snapshot import Rulebook

_STANDING = (
    "SELECT slug, name, siren, kind, state, rulebook, demonstration, sandbox_of, timezone, crs, members,"
    " aliases, opened_at, west IS NOT NULL AS bounded FROM territory"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A territory as the national team sees it."""

    slug: str
    name: str
    siren: str | None
    kind: str
    state: str
    rulebook: int
    demonstration: bool
    sandbox_of: str | None
    timezone: str
    crs: str | None
    members: list[str]
    aliases: list[str]
    opened_at: datetime
    bounded: bool


async def list_standing() -> tuple[Standing, ...]:
    """Every territory, the closed ones too, by slug."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(f"{_STANDING} ORDER BY slug")
    return tuple(Standing(**row) for row in rows)


async def get_standing(slug: str) -> Standing:
    """One of them; raises NotFound."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(f"{_STANDING} WHERE slug = $1", slug)
    if row is None:
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.", "Choisissez-le dans la liste.")
    return Standing(**row)


async def propose_for(reference: Reference, authority: Authority, at: datetime) -> Proposal:
    """What a territory of this authority would be, under a slug that is free; raises Conflict when it is open."""
    async with scoped(NOBODY) as connection:
        await check_unopened(connection, (authority.siren,))
        taken = {row["slug"] for row in await connection.fetch("SELECT slug FROM territory")}
    wanted = reference.slugs.get(authority.siren) or plain_slug(authority.name)
    slug = free_slug(wanted, authority.siren, taken)
    known = reference.outlines([member.insee for member in authority.members]).keys()
    return propose(authority, slug, known, at.date())


async def open_territory(
    reference: Reference,
    proposal: Proposal,
    choices: Choices,
    *,
    by: str,
    at: datetime,
    author: UUID = HOUSE,
    sandbox: bool = True,
) -> tuple[Draft, Rulebook | None]:
    """Keep a territory with its first draft, in one transaction; then publish its sandbox beside it.

    `author` never approves what they opened. Raises Invalid when what was chosen is wrong, Conflict when it was opened
    meanwhile.
    """
    made = draft(proposal, choices, at.date(), reference.outlines)
    trial = draft(proposal, choices, at.date(), reference.outlines, sandbox=True) if sandbox else None
    await _keep(made, proposal, by=by, at=at, author=author, face=Face(colour=choices.colour, hidden=choices.hidden))
    if trial is None:
        return made, None
    await _keep(trial, proposal, by=by, at=at, sandbox_of=made.slug)
    return made, await publish(trial.slug, *trial.folder, base=0, by=by, at=at)


async def find_draft(slug: str) -> Folder | None:
    """The files of the first rulebook of a territory as they are being written, or None; raises Invalid."""
    async with scoped(Scope(territory=slug)) as connection:
        draft = await connection.fetchval(
            "SELECT id FROM draft WHERE base = 0 AND state <> 'dropped' ORDER BY updated_at DESC, id LIMIT 1"
        )
        if draft is None:
            return None
        content = await read_content(connection, draft)
    own = [Source(file.name, file.text) for file in content.files]
    return await asyncio.to_thread(complete_own, own, {zone.path: zone.shape for zone in content.zones})


async def _keep(
    made: Draft,
    proposal: Proposal,
    *,
    by: str,
    at: datetime,
    author: UUID | None = None,
    face: Face | None = None,
    sandbox_of: str | None = None,
) -> None:
    """One territory of the directory, its draft when somebody is its author, who opened it: all or nothing."""
    territory = made.bundle.territory
    bounds = geometry_of(territory.coverage).bounds if territory.coverage else (None,) * 4
    try:
        # The first draft is written as an administrator of the territory would.
        door = f"{by}: opening of {made.slug}"
        async with scoped(Scope(territory=made.slug, door=door, role="admin")) as connection:
            if territory.siren:
                # Two who open the same at once wait for each other.
                await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"siren {territory.siren}")
                await check_unopened(connection, (territory.siren, *territory.aliases))
            await connection.execute(
                "INSERT INTO territory (slug, name, siren, timezone, demonstration, rulebook, opened_at, kind, state,"
                " aliases, members, crs, west, south, east, north, sandbox_of)"
                " VALUES ($1, $2, $3, $4, $5, 0, $6, $7, 'draft', $8, $9, $10, $11, $12, $13, $14, $15)",
                made.slug, territory.name, territory.siren, territory.timezone, territory.demonstration, at,
                proposal.kind, list(territory.aliases), list(territory.members), territory.crs, *bounds, sandbox_of,
            )  # fmt: skip
            if author is not None:
                await start_first(connection, made.slug, made.folder, author, at)
            if author is not None and face is not None and face != Face():
                await write_first(connection, made.slug, face, by=author, at=at)
            kept = {"siren": territory.siren, "kind": proposal.kind, "sha256": made.bundle.sha256}
            await record(connection, by, "territory.opened", at=at, after=kept)
            await say(connection, "territory.opened", {"slug": made.slug, "sandbox_of": sandbox_of})
    except asyncpg.UniqueViolationError as error:
        raise await _taken(made.slug) from error


async def _taken(slug: str) -> Conflict:
    """Why a name cannot serve: somebody stands under it, or did, and the proofs of what was erased keep it."""
    hint = "Choisissez un autre nom court."
    if (await get_standing(slug)).state == "closed":
        hint = f"C’est celui d’un territoire fermé, dont les preuves le portent. {hint}"
    return Conflict("slug-taken", f"Le nom « {slug} » est déjà pris.", hint)


async def check_unopened(connection: Connection, sirens: tuple[str, ...], *, but: str = "") -> None:
    """Raise Conflict when one of these numbers is that of a territory that stands."""
    row = await connection.fetchrow(
        "SELECT slug, name FROM territory WHERE state <> 'closed' AND sandbox_of IS NULL AND NOT demonstration"
        " AND (siren = ANY($1::varchar[]) OR aliases && $1::varchar[]) AND slug <> $2 LIMIT 1",
        list(sirens),
        but,
    )
    if row is not None:
        raise Conflict(
            "territory-open", f"{row['name']} est déjà ouvert.", f"Son nom court est « {row['slug']} » : rejoignez-le."
        )


def check_slug(slug: str) -> None:
    """Raise Invalid when a slug somebody chose cannot leave room for its sandbox."""
    if slug and (plain_slug(slug) != slug or len(slug) < 2 or slug.endswith(SANDBOX)):
        hint = "De 2 à 56 lettres sans accent, chiffres et traits d’union : grenoble-alpes."
        raise Invalid((Problem("slug", f"« {slug} » ne peut pas être un nom court.", hint),))
