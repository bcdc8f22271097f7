"""The sources of organisations and territories: added once they answer, found by who signs in, removed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from asyncpg import Record, UniqueViolationError

from accounts.core.outside import ClientAuth, Source
from accounts.core.outside_forms import Draft, read_draft, read_word
from accounts.service.organisations import unreadable
from accounts.service.outside.hosts import is_public
from accounts.service.outside.relying import Outside
from accounts.service.places import Place, column_of, keep_still, names_of
from accounts.service.sealing import Seal, Unopened
from rules.model import Problem
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound, Unavailable
from tenants.who import Who

MOST = 5
_LISTED = (
    "SELECT s.id, s.organisation, s.territory, s.name, s.issuer, s.client_id, s.authentication, s.domain, s.added_at,"
    " COALESCE(o.name, t.name) AS owner FROM outside_source s"
    " LEFT JOIN organisation o ON o.id = s.organisation AND o.closed_at IS NULL"
    " LEFT JOIN territory t ON t.slug = s.territory WHERE s.removed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A source as its keepers see it: its secret is never shown again."""

    id: UUID
    organisation: UUID | None
    territory: str | None
    name: str
    issuer: str
    client_id: str
    authentication: ClientAuth
    domain: str
    added_at: datetime
    owner: str

    @property
    def place(self) -> Place:
        """Whose it is, and whom alone it lets in."""
        place = self.organisation or self.territory
        assert place is not None
        return place

    @property
    def host(self) -> str:
        """Where people are sent, to be recognised before they go."""
        return self.issuer.partition("://")[2].partition("/")[0]


@dataclass(frozen=True, slots=True)
class Ground:
    """What sources stand on: who speaks to them, what seals their secret, the site, the issuers that are not theirs."""

    outside: Outside
    seal: Seal
    origin: str
    reserved: Collection[str] = field(default=())

    @property
    def redirect_uri(self) -> str:
        """Where every source sends browsers back."""
        return f"{self.origin}/connexion/retour"

    @property
    def post_logout_uri(self) -> str:
        """Where every source sends browsers once they are signed out there."""
        return f"{self.origin}/connexion/sortie"


async def add_source(on: Ground, who: Who, place: Place, draft: Draft, now: datetime) -> UUID:
    """Keep a source that answers; raises Refused, Unreadable with every problem, Conflict."""
    async with scoped(NOBODY) as connection:
        await keep_still(connection, who, place)
    draft, problems = read_draft(draft, here=on.origin, reserved=on.reserved)
    if not any(problem.pointer == "/issuer" for problem in problems):
        problems += await _silence(on, draft, now)
    if problems:
        raise unreadable(problems)
    made, whose = uuid4(), names_of(place)
    sealed = on.seal.close(draft.secret.encode(), _about(made))
    try:
        async with scoped(NOBODY) as connection:
            await keep_still(connection, who, place)
            if len(await connection.fetch(f"{_LISTED} AND s.{column_of(place)} = $1", place)) >= MOST:
                raise Conflict("sources-many", f"{MOST} connexions sont déjà en place.", "Retirez-en une.")
            await connection.execute(
                "INSERT INTO outside_source (id, organisation, territory, name, issuer, client_id, secret,"
                " authentication, domain, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                made, whose.organisation, whose.territory, draft.name, draft.issuer, draft.client_id, sealed,
                draft.authentication, draft.domain, who.person, now,
            )  # fmt: skip
    except UniqueViolationError:
        raise Conflict("source-known", "Cette connexion est déjà en place.", "Retirez-la pour la refaire.") from None
    return made


async def remove_source(who: Who, place: Place, source: UUID, now: datetime) -> None:
    """Forget a source and its secret: who entered by it is signed out. Raises Refused, NotFound."""
    async with scoped(NOBODY) as connection:
        await keep_still(connection, who, place)
        done = await connection.execute(
            f"UPDATE outside_source SET removed_at = $3, secret = '' WHERE id = $1 AND {column_of(place)} = $2"  # noqa: S608
            " AND removed_at IS NULL",
            source, place, now,
        )  # fmt: skip
        if done == "UPDATE 0":
            raise _unknown()
        await connection.execute(
            "UPDATE session SET ended_at = $2, id_token = NULL WHERE source = $1 AND ended_at IS NULL", source, now
        )


async def list_sources(place: Place) -> tuple[Listed, ...]:
    """The sources of a place, the first added first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(f"{_LISTED} AND s.{column_of(place)} = $1 ORDER BY s.added_at", place)
    return tuple(_listed(row) for row in rows)


async def find_sources(word: str) -> tuple[Listed, ...]:
    """The sources for an address (by what follows @), a SIRET, or the short name of a territory.

    Persons are not looked at, so that nobody learns whose address is known.
    """
    kind, value = read_word(word)
    where = {"domain": "s.domain = $1", "siret": "o.siret = $1", "territory": "s.territory = $1"}.get(kind)
    if where is None or not value:
        return ()
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(f"{_LISTED} AND {where} ORDER BY lower(s.name), s.id LIMIT 20", value)
    return tuple(_listed(row) for row in rows if row["owner"] is not None)


async def get_source(on: Ground, source: UUID, places: Collection[Place] | None = None) -> tuple[Listed, Source]:
    """A source, of one of these places when they are given, and what was agreed with it.

    Raises NotFound for one removed or of others, Unavailable when the key that sealed its secret is gone.
    """
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(f"{_LISTED} AND s.id = $1", source)
        if row is None or row["owner"] is None or not (places is None or _listed(row).place in places):
            raise _unknown()
        secret = await connection.fetchval("SELECT secret FROM outside_source WHERE id = $1", source)
    listed = _listed(row)
    try:
        return listed, _source(on, listed, on.seal.open(secret, _about(source)).decode())
    except Unopened:
        hint = "Son secret n’est plus lisible : ses responsables la retirent, puis l’ajoutent de nouveau."
        raise Unavailable("source-unreadable", "Cette connexion est à refaire.", hint) from None


async def _silence(on: Ground, draft: Draft, now: datetime) -> list[Problem]:
    """Why the provider at this address cannot be used now."""
    if not await is_public(draft.issuer, here=on.origin):
        said = "Cette adresse ne mène à aucun fournisseur public."
        return [Problem("issuer", said, "Vérifiez-la auprès de votre service informatique.", pointer="/issuer")]
    try:
        await on.outside.check(Source(draft.name, draft.issuer, draft.client_id, "", on.redirect_uri), now)
    except Unavailable as silent:
        said = (
            f"Ce fournisseur ne répond pas comme il faut à {draft.issuer.rstrip('/')}/.well-known/openid-configuration."
        )
        return [Problem("issuer", said, silent.detail or "", pointer="/issuer")]
    return []


def _source(on: Ground, listed: Listed, secret: str) -> Source:
    return Source(
        listed.name, listed.issuer, listed.client_id, secret, on.redirect_uri, authentication=listed.authentication,
        post_logout_uri=on.post_logout_uri,
    )  # fmt: skip


def _listed(row: Record) -> Listed:
    return Listed(**row)


def _about(source: UUID) -> bytes:
    return b"outside source " + source.bytes


def _unknown() -> NotFound:
    return NotFound("source-unknown", "Cette connexion n’existe plus.", "Elle a sans doute été retirée.")
