"""The life of keys: made at the first need, the next published ahead, then used, turned, believed a while longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Connection, UniqueViolationError

from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict
from tenants.keys.curve import Pair
from tenants.keys.vault import Vault

SIGNS = timedelta(days=365)
"""How long a key signs."""
AHEAD = timedelta(days=30)
"""The next key is published that long before it signs: scanners without network have it by then."""
SOON = timedelta(days=7)
"""The same for a key turned by hand: lists are believed no longer than that."""
BEHIND = timedelta(days=400)
"""What a key signed is believed that long after it ceased to sign: a pass lasts a year at most."""
_TRIES = 8
"""Four bytes name a key: two of some thousands meet once in a million times."""


@dataclass(frozen=True, slots=True)
class Key:
    """What anybody may know of a key; a key without territory is the platform’s."""

    kid: str
    territory: str | None
    x: str
    y: str
    published_at: datetime
    signs_from: datetime
    signs_until: datetime
    expires_at: datetime
    withdrawn_at: datetime | None

    def signs(self, now: datetime) -> bool:
        """Whether it is one to sign with."""
        return self.withdrawn_at is None and self.signs_from <= now < self.signs_until

    def is_listed(self, now: datetime) -> bool:
        """Whether what it signed, or will sign, is believed."""
        return self.withdrawn_at is None and now < self.expires_at


_COLUMNS = "kid, territory, x, y, published_at, signs_from, signs_until, expires_at, withdrawn_at"


async def list_keys() -> Sequence[Key]:
    """Every key there is, those of the platform first, the next one of each first; none of a territory that closed."""
    async with scoped(NOBODY) as connection:
        return await read_keys(connection)


async def find_key(kid: str) -> Key | None:
    """The key of this name, whoever owns it."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM public_key WHERE kid = $1", kid)  # noqa: S608
    return Key(**row) if row else None


async def read_keys(connection: Connection) -> Sequence[Key]:
    """The same, in a transaction that is open."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM public_key"  # noqa: S608
        " WHERE territory IS NULL OR territory IN (SELECT slug FROM territory WHERE state <> 'closed')"
        " ORDER BY territory NULLS FIRST, signs_from DESC, kid"
    )
    return [Key(**row) for row in rows]


async def signer_of(connection: Connection, territory: str | None, vault: Vault, now: datetime) -> Pair:
    """The key that signs now for a territory, or for the platform; made when there is none.

    The transaction is of this territory and has a door: it writes what is missing, the next key too.
    """
    await _alone(connection, territory)
    keys = await _keys(connection, territory)
    sealed = await _sealed(connection, territory)
    usable = [key for key in keys if key.withdrawn_at is None and key.kid in sealed]
    current = max((key for key in usable if key.signs(now)), key=lambda key: key.signs_from, default=None)
    if current is None:
        current, pair = await _make(connection, territory, vault, now, now)
    else:
        pair = vault.open(current.kid, sealed[current.kid])
    last = max([*usable, current], key=lambda key: key.signs_until)
    if last.signs_until - AHEAD <= now:
        await _make(connection, territory, vault, now, max(last.signs_until, now))
    await _forget(connection, territory, [key.kid for key in keys if key.signs_until <= now])
    return pair


async def rotate(territory: str | None, vault: Vault, now: datetime, *, by: str, at_once: bool = False) -> Key:
    """Publish the next key, which signs a week later; `at_once` when one leaked: all the others are withdrawn now.

    Raises `Conflict` when the next one is already published.
    """
    async with scoped(Scope(territory=territory or "", door=f"{by}: keys of {territory or 'the platform'}")) as there:
        await _alone(there, territory)
        keys = [key for key in await _keys(there, territory) if key.withdrawn_at is None]
        if at_once:
            withdrawn = [key.kid for key in keys]
            await there.execute(
                "UPDATE public_key SET withdrawn_at = $2, revision = revision + 1 WHERE kid = ANY ($1)", withdrawn, now
            )
            await _forget(there, territory, withdrawn)
            return (await _make(there, territory, vault, now, now))[0]
        sealed = await _sealed(there, territory)
        keys = [key for key in keys if key.kid in sealed]
        if any(key.signs_from > now for key in keys):
            said = "Elle signera d’elle-même à sa date."
            raise Conflict("keys-ahead", "La clé suivante est déjà publiée.", said)
        if not any(key.signs(now) for key in keys):
            return (await _make(there, territory, vault, now, now))[0]
        await there.execute(
            "UPDATE public_key SET signs_until = $2, expires_at = $3, revision = revision + 1"
            " WHERE kid = ANY ($1) AND signs_until > $2",
            [key.kid for key in keys], now + SOON, now + SOON + BEHIND,
        )  # fmt: skip
        return (await _make(there, territory, vault, now, now + SOON))[0]


async def _alone(connection: Connection, territory: str | None) -> None:
    """One at a time for each owner, until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"keys of {territory or ''}")


async def _keys(connection: Connection, territory: str | None) -> list[Key]:
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM public_key WHERE territory IS NOT DISTINCT FROM $1", territory  # noqa: S608
    )  # fmt: skip
    return [Key(**row) for row in rows]


async def _sealed(connection: Connection, territory: str | None) -> Mapping[str, bytes]:
    """The private parts, by kid."""
    table = "platform_secret" if territory is None else "key_secret"
    return {row["kid"]: row["sealed"] for row in await connection.fetch(f"SELECT kid, sealed FROM {table}")}  # noqa: S608


async def _forget(connection: Connection, territory: str | None, kids: Sequence[str]) -> None:
    """The private parts that sign no more."""
    table = "platform_secret" if territory is None else "key_secret"
    await connection.execute(f"DELETE FROM {table} WHERE kid = ANY ($1)", kids)  # noqa: S608


async def _make(
    connection: Connection, territory: str | None, vault: Vault, now: datetime, signs_from: datetime
) -> tuple[Key, Pair]:
    """A new key, whose name no other has."""
    until = signs_from + SIGNS
    for _ in range(_TRIES):
        pair = Pair.new()
        key = Key(pair.kid, territory, *pair.coordinates, now, signs_from, until, until + BEHIND, None)
        try:
            async with connection.transaction():
                await connection.execute(
                    f"INSERT INTO public_key ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",  # noqa: S608
                    key.kid, territory, key.x, key.y, now, signs_from, until, key.expires_at,
                )  # fmt: skip
        except UniqueViolationError:
            continue
        await _keep(connection, key, vault.seal(pair))
        return key, pair
    raise RuntimeError("no free name for a key")


async def _keep(connection: Connection, key: Key, sealed: bytes) -> None:
    if key.territory is None:
        await connection.execute("INSERT INTO platform_secret (kid, sealed) VALUES ($1, $2)", key.kid, sealed)
        return
    await connection.execute(
        "INSERT INTO key_secret (territory, kid, sealed) VALUES ($1, $2, $3)", key.territory, key.kid, sealed
    )
