"""This node follows what is published: it swaps its rulebooks as soon as it is told, and says what it serves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

import structlog

from tenants.database import listening
from tenants.faults import fault
from tenants.nodes import PUBLISHED, Status, be_seen, leave, report
from tenants.shelf import Shelf

REFRESH_S = 0.5
"""Between two looks at what was published, or built, elsewhere, in case a wake-up was lost."""
BEAT_S = 10.0
log = structlog.get_logger()


class Follower:
    """Keeps a shelf up to date, and the database told of it."""

    def __init__(self, node: str, shelf: Shelf, others: Sequence[Callable[[], Awaitable[object]]] = ()) -> None:
        self._node = node
        self._shelf = shelf
        self._others = tuple(others)
        self._reported: Mapping[str, Status] = {}
        self._seen = float("-inf")

    async def run(self) -> None:
        """Follow until cancelled; a database that is away is waited for."""
        while True:
            try:
                async with listening(PUBLISHED) as told:
                    while await _woken(told):
                        await self.once()
            except Exception as error:  # the database may be away for a while: keep what we have
                log.warning("following_failed", error=fault(error))
            await self.once()
            await asyncio.sleep(REFRESH_S)

    async def once(self) -> None:
        """Look at everything once, each thing whatever became of the others."""
        for refresh in (self._shelf.refresh, self.say, *self._others):
            try:
                await refresh()
            except Exception as error:  # the database or the disk may be away: keep what we have
                log.warning("refresh_failed", error=repr(error))

    async def say(self) -> None:
        """Tell the database that this node lives, and what it answers with when that changed."""
        now = asyncio.get_running_loop().time()
        if now - self._seen >= BEAT_S:
            if await be_seen(self._node):
                self._reported = {}
            self._seen = now
        serving = self._shelf.serving()
        changed = {slug: status for slug, status in serving.items() if self._reported.get(slug) != status}
        if changed:
            await report(self._node, changed)
            self._reported = serving

    async def stop(self) -> None:
        """Say that this node stops; without the database it will be forgotten in its time."""
        with suppress(Exception):
            await leave(self._node)


async def _woken(told: asyncio.Queue[str | None]) -> bool:
    """Wait for a wake-up, one poll at most; False once none can come."""
    with suppress(TimeoutError):
        heard = [await asyncio.wait_for(told.get(), REFRESH_S)]
        while not told.empty():
            heard.append(told.get_nowait())
        return None not in heard
    return True
