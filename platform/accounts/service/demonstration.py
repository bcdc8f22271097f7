"""The accounts of the demonstration: made in an empty database, on this machine alone, and entered by one click."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from accounts.core.demonstration import (
    DOMAIN,
    NEWCOMERS,
    PASSWORD,
    PLACES,
    TERRITORIES,
    Newcomer,
    fleet,
    small_fleets,
)
from accounts.core.drafts import Draft
from accounts.service.federations import LASTS
from accounts.service.hashing import Hasher
from accounts.service.identity import Asker
from accounts.service.members import grant
from accounts.service.sessions import open_session
from accounts.service.vehicles import insert_all
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound
from tenants.who import Who

DOOR = "demonstration"
MEANS = ("user", "mfa")
"""A click at this machine (`user` of RFC 8176), taken as enough for every page of the demonstration."""
_OURS = "%@" + DOMAIN


async def seed_newcomers(hasher: Hasher, now: datetime) -> bool:
    """Make the accounts where nobody has one yet, and say whether they were made.

    One that lost its password gets it again, a changed one stays.
    """
    async with scoped(NOBODY) as connection:
        empty = not await connection.fetchval("SELECT EXISTS (SELECT FROM person)")
    if empty:
        places = await _found_all(now)
        async with scoped(Scope(door=DOOR)) as connection:
            await _invite_all(connection, places, now)
    async with scoped(NOBODY) as connection:
        bare = await connection.fetch(
            "SELECT id FROM person WHERE email LIKE $1 AND NOT EXISTS"
            " (SELECT FROM password WHERE password.person = person.id)",
            _OURS,
        )
    if bare:
        # One digest for all: their password is printed for anybody at this machine.
        digest = await hasher.digest(PASSWORD)
        async with scoped(NOBODY) as connection:
            await connection.executemany(
                "INSERT INTO password (person, hash, changed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                [(row["id"], digest, now) for row in bare],
            )
    return empty


async def shut_newcomers(now: datetime) -> None:
    """Close what a demonstration left open: elsewhere than on one’s own machine a known password opens nothing."""
    async with scoped(NOBODY) as connection:
        ours = [row["id"] for row in await connection.fetch("SELECT id FROM person WHERE email LIKE $1", _OURS)]
        await connection.execute("DELETE FROM password WHERE person = ANY($1)", ours)
        await connection.execute(
            "UPDATE session SET ended_at = $2 WHERE ended_at IS NULL AND person = ANY($1)", ours, now
        )


async def list_newcomers() -> tuple[Newcomer, ...]:
    """The accounts that stand, in the order they are shown."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT email FROM person WHERE email = ANY($1) AND closed_at IS NULL", [each.email for each in NEWCOMERS]
        )
    standing = {row["email"] for row in rows}
    return tuple(each for each in NEWCOMERS if each.email in standing)


async def find_newcomer(key: str) -> Who | None:
    """One of them, who acts in no role yet; None where nobody has that account."""
    email = next((each.email for each in NEWCOMERS if each.key == key), "")
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT id, name, email FROM person WHERE email = $1 AND closed_at IS NULL", email
        )
    return Who(row["id"], row["name"], row["email"]) if row else None


async def enter_newcomer(asker: Asker, key: str, at: datetime) -> str:
    """Sign in as one of them; the token of the session. Raises NotFound."""
    email = next((each.email for each in NEWCOMERS if each.key == key), "")
    async with scoped(NOBODY) as connection:
        person = await connection.fetchval("SELECT id FROM person WHERE email = $1 AND closed_at IS NULL", email)
        if person is None:
            raise NotFound("newcomer-unknown", "Ce compte de démonstration n’existe pas, ou plus.")
        return await open_session(connection, person, MEANS, asker.device, at)


async def _found_all(now: datetime) -> Mapping[str, UUID]:
    """The organisations with their fleets; their ids by kind."""
    fleets: Mapping[str, list[Draft]] = {PLACES["carrier"]: fleet(), **small_fleets()}
    async with scoped(Scope(door=DOOR)) as connection:
        places = {kind: await _found(connection, kind, name, now) for kind, name in PLACES.items()}
        carriers = {
            name: places["carrier"] if name == PLACES["carrier"] else await _found(connection, "carrier", name, now)
            for name in fleets
        }
        await _federate(connection, places["federation"], set(carriers.values()) - {places["carrier"]}, now)
    for name, carrier in carriers.items():
        async with scoped(Scope(carrier=str(carrier), role="owner")) as connection:
            await insert_all(connection, carrier, fleets[name], now)
    return places


async def _federate(connection: Connection, federation: UUID, carriers: set[UUID], now: datetime) -> None:
    """The small carriers are members; the head of the other has an offer to answer."""
    await connection.executemany(
        "INSERT INTO membership (federation, carrier, invited_at, expires_at, accepted_at) VALUES ($1, $2, $3, $3, $3)",
        [(federation, carrier, now) for carrier in carriers],
    )
    await connection.execute(
        "INSERT INTO membership (federation, email, invited_at, expires_at) VALUES ($1, $2, $3, $4)",
        federation, NEWCOMERS[0].email, now, now + LASTS,
    )  # fmt: skip


async def _found(connection: Connection, kind: str, name: str, now: datetime) -> UUID:
    found: UUID = await connection.fetchval(
        "INSERT INTO organisation (kind, name, created_at) VALUES ($1, $2, $3) RETURNING id", kind, name, now
    )
    return found


async def _invite_all(connection: Connection, places: Mapping[str, UUID], now: datetime) -> None:
    """The people and their roles; without a territory, without those who work for it."""
    known = {row["slug"] for row in await connection.fetch("SELECT slug FROM territory")}
    for each in NEWCOMERS:
        if each.place in TERRITORIES and each.place not in known:
            continue
        person = await connection.fetchval(
            "INSERT INTO person (email, name, created_at, verified_at) VALUES ($1, $2, $3, $3) RETURNING id",
            each.email, each.name, now,
        )  # fmt: skip
        if each.role == "operator":
            await connection.execute(
                "INSERT INTO role_held (person, name, granted_by, granted_at) VALUES ($1, 'operator', $2, $3)",
                person, DOOR, now,
            )  # fmt: skip
            continue
        place = each.place if each.place in TERRITORIES else places[each.place]
        await grant(connection, person, place, each.role, by=DOOR, now=now)
