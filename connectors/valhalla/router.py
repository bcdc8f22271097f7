"""The router: a few processes that answer for every tileset, a queue before them, and a clear no when they cannot."""

import asyncio
import hashlib
import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.frames import LATE, LOST, UNTOLD, Closure, Job, Outcome
from connectors.valhalla.messages import BUSY, DOWN, SLOW, RouterDown, RouteRefused
from connectors.valhalla.process import Patience, RouterProcess
from connectors.valhalla.requests import Request

AT_MOST = 4
"""Processes taken unless told otherwise: each holds some 100 MB."""


@dataclass(slots=True, eq=False)
class Turn:
    """A request that waits for a process, or is worked on."""

    tileset: str
    key: str
    closed: NDArray[np.int64]
    action: str
    request: bytes
    promise: asyncio.Future[Outcome]
    alarm: asyncio.TimerHandle

    def refuse(self, down: RouterDown) -> None:
        """Let it wait no longer."""
        self.alarm.cancel()
        if not self.promise.done():
            self.promise.set_exception(down)


class Router:
    """The router processes of one event loop. `start` it, `ask` it, `stop` it."""

    def __init__(self, processes: int | None = None, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        count = processes or min(AT_MOST, max(2, os.cpu_count() or 2))
        self._processes = tuple(RouterProcess(self._patience, self._serve) for _ in range(count))
        self._waiting: deque[Turn] = deque()
        self._news = asyncio.Event()
        self._last_id = 0
        self._running = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes that can work."""
        return tuple(process.pid for process in self._processes if process.pid is not None)

    def trouble(self) -> str | None:
        """What keeps it from answering now, in French; None when nothing does."""
        if self.pids:
            return None
        if not self._running:
            return "le calcul d’itinéraires est arrêté"
        rest = self._rest_s()
        if rest is None:
            return "le calcul d’itinéraires redémarre"
        return (
            f"le calcul d’itinéraires s’est arrêté plusieurs fois de suite, il est relancé dans {max(1, round(rest))} s"
        )

    async def start(self) -> None:
        """Start the processes and wait until one can work; RouterDown when none comes up."""
        self._running = True
        for process in self._processes:
            process.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience.start):
                while not self.pids and self._rest_s() is None:
                    self._news.clear()
                    await self._news.wait()
        if not self.pids:
            await self.stop()
            raise RouterDown

    async def stop(self) -> None:
        """End the processes and every waiting request."""
        self._running = False
        while self._waiting:
            self._waiting.popleft().refuse(RouterDown())
        await asyncio.gather(*(process.stop() for process in self._processes))

    async def ask(self, tileset: Path, closed: NDArray[np.int64], request: Request) -> bytes:
        """Valhalla's answer (JSON) on a tileset (its folder) with these edges closed (ids, ascending).

        A request whose process dies is asked once more. Raises RouteRefused when Valhalla refuses, RouterDown when no
        process can take it, when those that did died, or when one did not answer in time.
        """
        key = hashlib.blake2b(closed.tobytes(), digest_size=12).hexdigest() if len(closed) else ""
        body = msgspec.json.encode(request)
        losses = 0
        while True:
            outcome = await self._queue(str(tileset), key, closed, request.action, body)
            losses += outcome.code == LOST
            if outcome.code != UNTOLD and (outcome.code != LOST or losses > 1):
                break
        if outcome.code in {LOST, LATE}:
            raise RouterDown(DOWN if outcome.code == LOST else SLOW)
        if outcome.code:
            raise RouteRefused(outcome.code, outcome.message)
        return outcome.answer

    def _queue(
        self, tileset: str, key: str, closed: NDArray[np.int64], action: str, request: bytes
    ) -> asyncio.Future[Outcome]:
        """What will become of a request; RouterDown at once when it cannot even wait."""
        if not self._running:
            raise RouterDown
        rest = self._rest_s()
        if rest is not None:
            raise RouterDown(DOWN, rest)
        if len(self._waiting) >= self._patience.queue:
            raise RouterDown(BUSY)
        loop = asyncio.get_running_loop()
        promise: asyncio.Future[Outcome] = loop.create_future()
        alarm = loop.call_later(self._patience.turn, self._refuse_late, promise)
        self._waiting.append(Turn(tileset, key, closed, action, request, promise, alarm))
        self._serve()
        return promise

    def _refuse_late(self, promise: asyncio.Future[Outcome]) -> None:
        if not promise.done():
            promise.set_exception(RouterDown(BUSY if self.pids else DOWN))

    def _serve(self) -> None:
        """Give work to the processes that have none; send everybody away while all of them rest."""
        self._news.set()
        rest = self._rest_s()
        while rest is not None and self._waiting:
            self._waiting.popleft().refuse(RouterDown(DOWN, rest))
        while self._waiting and (free := [process for process in self._processes if process.is_free]):
            turn = self._waiting.popleft()
            turn.alarm.cancel()
            if not turn.promise.done():
                self._begin(turn, free)

    def _begin(self, turn: Turn, free: list[RouterProcess]) -> None:
        """Start on a turn, on a process that has these streets and closures at hand if there is one."""
        place = (turn.tileset, turn.key)
        process = next((each for each in free if place in each.told), free[0])
        edges = None if place in process.told else turn.closed.tobytes()
        process.tell(place)
        self._last_id += 1
        job = Job(self._last_id, turn.action, turn.tileset, Closure(turn.key, edges), turn.request)
        process.begin(job, turn.promise)

    def _rest_s(self) -> float | None:
        """Seconds until the next trial when every process rests after too many crashes, else None."""
        starts = [process.next_start for process in self._processes]
        known = [start for start in starts if start is not None]
        if len(known) < len(starts):
            return None
        return max(0.1, min(known) - asyncio.get_running_loop().time())
