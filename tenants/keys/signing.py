"""What territories and the platform sign, at need: a publication waits for nothing, who asks next has it signed."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.keys import ring
from tenants.keys.curve import Pair
from tenants.keys.header import Seal
from tenants.keys.listing import find_list, sign_list
from tenants.keys.ring import Key, read_keys, signer_of
from tenants.keys.seals import find_seal, is_fresh, sign, state_of
from tenants.keys.vault import Vault


@dataclass(frozen=True, slots=True)
class Signing:
    """The keys of this house, opened by its vault."""

    vault: Vault

    async def seal(self, slug: str, now: datetime, number: int | None = None) -> Seal:
        """The seal of the version in force, or of a former one; raises `NotFound`.

        A territory that closes signs nothing more: its last seal is good until it expires.
        """
        async with scoped(Scope(territory=slug)) as connection:
            state = await state_of(connection, slug, number)
            found = await find_seal(connection, slug, state)
        if found is not None and is_fresh(found, state, now):
            return found
        try:
            return await self._sign(slug, now, number)
        except Conflict:
            if found is None or found.expires_at <= now:
                raise
            return found

    async def _sign(self, slug: str, now: datetime, number: int | None) -> Seal:
        async with scoped(Scope(territory=slug, door=f"signature: {slug}")) as connection:
            pair = await signer_of(connection, slug, self.vault, now)
            # Read under the lock of its keys: whoever had it before may have signed the same.
            state = await state_of(connection, slug, number)
            found = await find_seal(connection, slug, state)
            if found is not None and is_fresh(found, state, now):
                return found
            return await sign(connection, slug, state, pair, now)

    async def keys(self, now: datetime) -> bytes:
        """The signed list of all keys, canonical JSON."""
        async with scoped(NOBODY) as connection:
            found = await find_list(connection, now)
        if found is not None:
            return found
        async with scoped(Scope(door="signature: keys")) as connection:
            pair = await signer_of(connection, None, self.vault, now)
            # Read under the lock of the platform’s keys: whoever had it before may have signed the same.
            found = await find_list(connection, now)
            return found or await sign_list(connection, await read_keys(connection), pair, now)

    async def signer(self, slug: str, now: datetime) -> Pair:
        """The key that signs whatever else a territory signs now."""
        async with scoped(Scope(territory=slug, door=f"signature: {slug}")) as connection:
            return await signer_of(connection, slug, self.vault, now)

    async def renew(self, slugs: Iterable[str], now: datetime) -> None:
        """Sign whatever is due over these territories, and the list: nobody waits for it then."""
        for slug in slugs:
            # One that closes, or was closed meanwhile, keeps no other from being signed.
            with suppress(Conflict, NotFound):
                await self.seal(slug, now)
        await self.keys(now)

    async def rotate(self, territory: str | None, now: datetime, *, by: str, at_once: bool = False) -> Key:
        """Publish the next key; raises `NotFound`, or `Conflict` when it is already published."""
        if territory is not None:
            async with scoped(NOBODY) as connection:
                if not await connection.fetchval("SELECT 1 FROM territory WHERE slug = $1", territory):
                    raise NotFound("territory-unknown", f"Le territoire «\u00a0{territory}\u00a0» n’existe pas.")
        return await ring.rotate(territory, self.vault, now, by=by, at_once=at_once)
