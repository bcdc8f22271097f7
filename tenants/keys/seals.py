"""Seals of published versions, signed at need and kept: every node serves the same one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Connection, Record

from rules.model import Overlay
from tenants.errors import NotFound
from tenants.keys.curve import Pair
from tenants.keys.header import LASTS, Seal, Sealed, Standing
from tenants.overlays import in_force, read_overlays

RENEWED = timedelta(days=1)
"""A seal is signed anew at that age: what is fetched is believed for six days at least."""


@dataclass(frozen=True, slots=True)
class State:
    """What a seal tells of: it is signed anew as soon as something of it has changed."""

    rulebook: int
    standing: Standing
    text: str
    """How many overlays were ever recorded, there and for the nation."""


async def state_of(connection: Connection, slug: str, number: int | None) -> State:
    """What stands in a territory, of the version in force or of a former one; raises `NotFound`."""
    row = await connection.fetchrow(
        "SELECT rulebook, overlays, (SELECT count(*) FROM national_repeal) AS repeals FROM territory"
        " WHERE slug = $1 AND rulebook > 0 AND state <> 'closed'",
        slug,
    )
    if row is None:
        detail = "Voyez /api/v1/territories."
        raise NotFound("territory-unknown", "Ce territoire n’existe pas ou n’a rien publié.", detail)
    if number in (None, row["rulebook"]):
        return State(row["rulebook"], "in_force", f"{row['overlays']}:{row['repeals']}")
    assert number is not None
    if not 0 < number < row["rulebook"]:
        detail = f"{slug} n’a pas publié de version {number}\u00a0: voyez /api/v1/territories/{slug}/rulebooks."
        raise NotFound("rulebook-unknown", "Cette version n’existe pas.", detail)
    return State(number, "past", "")


async def find_seal(connection: Connection, slug: str, state: State) -> Seal | None:
    """The last seal of that version in that standing, unless its key was withdrawn."""
    row = await connection.fetchrow(
        "SELECT s.*, k.withdrawn_at FROM bundle_seal s JOIN public_key k USING (kid)"
        " WHERE s.territory = $1 AND s.rulebook = $2 AND s.standing = $3 ORDER BY s.sequence DESC LIMIT 1",
        slug, state.rulebook, state.standing,
    )  # fmt: skip
    return None if row is None or row["withdrawn_at"] is not None else _seal(row)


def is_fresh(seal: Seal, state: State, now: datetime) -> bool:
    """Whether it tells of what stands, and is young."""
    return seal.state == state.text and now < seal.issued_at + RENEWED


async def sign(connection: Connection, slug: str, state: State, pair: Pair, now: datetime) -> Seal:
    """Sign what stands, and keep it; seals that nobody believes any more go."""
    version = await connection.fetchrow(
        "SELECT r.sha256, t.timezone, (SELECT coalesce(max(sequence), 0) + 1 FROM bundle_seal) AS sequence"
        " FROM rulebook r JOIN territory t ON t.slug = r.territory WHERE r.number = $1",
        state.rulebook,
    )
    overlays: tuple[Overlay, ...] = ()
    if state.standing == "in_force":
        overlays = *in_force(await read_overlays(connection, slug)), *in_force(await read_overlays(connection, None))
    sealed = Sealed(
        slug, state.rulebook, version["sequence"], state.standing, version["sha256"], version["timezone"], overlays
    )
    header = sealed.header(now)
    seal = Seal(
        slug,
        state.rulebook,
        sealed.sequence,
        state.text,
        header.decode(),
        pair.kid,
        pair.sign(header),
        now,
        now + LASTS,
    )
    await connection.execute(
        "INSERT INTO bundle_seal"
        " (territory, sequence, rulebook, standing, state, header, kid, sig, issued_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        slug, seal.sequence, seal.rulebook, state.standing, seal.state, seal.header, seal.kid, seal.sig, now,
        seal.expires_at,
    )  # fmt: skip
    await connection.execute("DELETE FROM bundle_seal WHERE expires_at <= $1 AND sequence < $2", now, seal.sequence)
    return seal


def _seal(row: Record) -> Seal:
    names = ("territory", "rulebook", "sequence", "state", "header", "kid", "sig", "issued_at", "expires_at")
    return Seal(*(row[name] for name in names))
