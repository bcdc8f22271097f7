"""The relay of this node: woken by each commit that says or records something.

It brings facts to their listeners and chains the audit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog

from tenants.audit import chain
from tenants.database import listening
from tenants.facts import SAID, Listener
from tenants.faults import fault
from tenants.registry import list_territories
from tenants.relay import Left, hear

POLL_S = 1.0
"""How often territories that wait (for an older transaction, for another attempt) are looked at again."""
SWEEP_S = 60.0
"""How often all of them are, in case a wake-up was lost."""
AT_ONCE = 3
"""Territories heard side by side: each takes a connection of the pool."""
log = structlog.get_logger()

type Step = Callable[[str, datetime], Awaitable[Left]]


async def _chain(slug: str, _now: datetime) -> Left:
    return await chain(slug)


async def _hear(listener: Listener, slug: str, now: datetime) -> Left:
    return await hear(slug, listener, now)


class Relay:
    """Brings facts to these listeners; any number of nodes may run one."""

    def __init__(self, listeners: Sequence[Listener], now: Callable[[], datetime]) -> None:
        names = [listener.name for listener in listeners]
        assert len(set(names)) == len(names), "two listeners of one name would hear half each"
        self._steps: tuple[Step, ...] = (_chain, *(partial(_hear, listener) for listener in listeners))
        self._now = now
        self._waiting: set[str] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.trouble: str | None = None
        """What went wrong in the last round, by kind and line."""

    async def run(self) -> None:
        """Relay until cancelled; a database that is away is waited for."""
        while True:
            try:
                async with listening(SAID) as told:
                    await self._follow(told)
            except Exception as error:  # the database may be away for a while
                self._blame(error)
            await asyncio.sleep(POLL_S)

    async def _follow(self, told: asyncio.Queue[str | None]) -> None:
        """Relay as long as the wake-ups come."""
        clock = asyncio.get_running_loop().time
        swept = -SWEEP_S
        while True:
            if clock() - swept >= SWEEP_S:
                swept = clock()
                self._waiting |= {entry.slug for entry in await list_territories()}
            await self.round()
            if not await self._woken(told):
                return

    async def _woken(self, told: asyncio.Queue[str | None]) -> bool:
        """Wait for a wake-up, one poll at most; False once none can come."""
        with suppress(TimeoutError):
            heard = [await asyncio.wait_for(told.get(), POLL_S)]
            while not told.empty():
                heard.append(told.get_nowait())
            self._waiting.update(filter(None, heard))
            return None not in heard
        return True

    async def round(self) -> None:
        """Bring every waiting territory what is due; those that have more go on waiting."""
        slugs, self._waiting = self._waiting, set()
        self.trouble = None
        more = await asyncio.gather(*(self._bring(slug) for slug in sorted(slugs)))
        self._waiting |= {slug for slug, again in zip(sorted(slugs), more, strict=True) if again}

    async def _bring(self, slug: str) -> bool:
        again = False
        async with self._gate:
            for step in self._steps:
                try:
                    while (left := await step(slug, self._now())) is Left.DUE:
                        pass
                    again |= left is Left.LATER
                except Exception as error:  # one territory or listener must not keep the others waiting
                    self._blame(error)
                    again = True
        return again

    def _blame(self, error: Exception) -> None:
        self.trouble = fault(error)
        log.warning("relay_failed", error=self.trouble)
