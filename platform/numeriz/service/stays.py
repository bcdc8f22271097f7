"""Stays, for phones: one object over what holds at bays and the hour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from numeriz.core.stay import Limits, Told
from numeriz.service.asked import FindLimits, Set
from numeriz.service.ending import end_disc, explain_disc, extend_disc
from numeriz.service.grounds import Ground, disc
from numeriz.service.holding import hold_place
from numeriz.service.kept import Kept, list_kept, read_kept, territories_of, territory_of
from numeriz.service.reports import Report, report
from numeriz.service.setting import set_disc
from tenants.database import scoped
from tenants.errors import Failure, TooMany, Unavailable

HISTORY = timedelta(days=60)
"""How far back a phone is shown its own discs."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a disc that waited for a network: kept, known already, or refused with the reason."""

    id: UUID
    outcome: Literal["stored", "known", "refused"]
    kept: Kept | None = None
    refusal: Failure | None = None


async def sign_limits(ground: Ground, facts: Mapping[str, int | str], at: datetime) -> Limits:  # noqa: ARG001
    """What the sign says, whatever the vehicle and the hour."""
    return ground.sign()


@dataclass(frozen=True, slots=True)
class Stays:
    """The discs of phones; `phone` is what is kept of the secret of one."""

    now: Callable[[], datetime]
    limits: FindLimits = sign_limits

    async def set(self, phone: bytes, asked: Set) -> Kept:
        """Set a disc; raises Failure."""
        return await set_disc(self.limits, phone, asked, self.now())

    async def hold(self, phone: bytes, asked: Set) -> Kept:
        """Hold a place; raises Failure."""
        return await hold_place(self.limits, phone, asked, self.now())

    async def sync(self, phone: bytes, asked: Sequence[Set]) -> tuple[Synced, ...]:
        """Keep discs that waited for a network, the first set first; each by itself."""
        done: dict[UUID, Synced] = {}
        for one in sorted(asked, key=lambda each: each.told.ours):
            done[one.id] = await self._sync(phone, one)
        return tuple(done[one.id] for one in asked)

    async def _sync(self, phone: bytes, one: Set) -> Synced:
        try:
            kept = await set_disc(self.limits, phone, one, self.now(), late=True)
        except (Unavailable, TooMany):
            raise
        except Failure as refusal:
            return Synced(one.id, "refused", refusal=refusal)
        return Synced(one.id, "stored" if kept.new else "known", kept)

    async def extend(self, phone: bytes, stay: UUID, minutes: int) -> Kept:
        """Extend a disc to so many minutes more in all; raises Failure."""
        return await extend_disc(phone, stay, minutes, self.now())

    async def explain(self, phone: bytes, stay: UUID, reason: str) -> Kept:
        """Keep why a vehicle stands there, the last reason said; raises Failure."""
        return await explain_disc(phone, stay, reason, self.now())

    async def end(self, phone: bytes, stay: UUID, told: Told) -> Kept:
        """Take a disc back, or give a hold up; raises Failure."""
        return await end_disc(phone, stay, told, self.now())

    async def get(self, phone: bytes, stay: UUID) -> Kept:
        """A disc of this phone; raises NotFound."""
        territory = await territory_of(phone, stay)
        async with scoped(disc(territory)) as connection:
            return await read_kept(connection, territory, stay)

    async def list_own(self, phone: bytes) -> tuple[Kept, ...]:
        """The discs of this phone, the last first."""
        since = self.now() - HISTORY
        found: list[Kept] = []
        for territory in await territories_of(phone, since):
            async with scoped(disc(territory)) as connection:
                found += await list_kept(connection, territory, phone, since)
        return tuple(sorted(found, key=lambda kept: kept.span.starts_at, reverse=True))

    async def report(self, phone: bytes, said: Report) -> bool:
        """Keep what is said of a bay; whether it was new. Raises Failure."""
        return await report(phone, said, self.now())
