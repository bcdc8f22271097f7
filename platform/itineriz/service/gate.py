"""How many questions are worked on together: beyond that they wait a moment, then are told to come back."""

import asyncio
from types import TracebackType

from connectors.valhalla.messages import BUSY, RouterDown

AT_ONCE = 12
"""Enough to keep every router process at work; more would only make each answer later."""
PATIENCE_S = 5.0
SOON_S = 5.0


class Gate:
    """Lets some questions in at once; raises `RouterDown` for those that waited too long."""

    def __init__(self, at_once: int = AT_ONCE, patience_s: float = PATIENCE_S) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._patience_s = patience_s

    async def __aenter__(self) -> None:
        """Wait for room."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._room.acquire()
        except TimeoutError:
            raise RouterDown(BUSY, SOON_S) from None

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Leave room to the next."""
        self._room.release()
