"""One router process: started, given one job at a time, and started again when it dies."""

import asyncio
import contextlib
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from connectors.valhalla.frames import LATE, LENGTH, LOST, READY, UNTOLD, Job, Outcome, framed

_ROOT = Path(__file__).parents[2]
MOST_TOLD = 1_000
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how much to bear."""

    answer: float = 20.0
    """For one job; then the process that works on it is killed."""
    turn: float = 10.0
    """For a process to be free."""
    queue: int = 256
    """Requests that may wait for their turn."""
    start: float = 30.0
    crashes: int = 5
    """This many crashes of one process within `window`: no new start for `rest`, then one trial."""
    window: float = 60.0
    rest: float = 10.0
    backoff: float = 0.1
    """Wait before the second start in a row, doubled at each further one."""


class Wire(asyncio.Protocol):
    """Our end of the socket: whole frames out of what comes in."""

    def __init__(self, heard: Callable[[Outcome], None], ended: Callable[[], None]) -> None:
        self._heard = heard
        self._ended = ended
        self._buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        """Tell each outcome once it is whole."""
        self._buffer += data
        while len(self._buffer) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._buffer)[0]
            if len(self._buffer) < end:
                return
            outcome = msgspec.msgpack.decode(memoryview(self._buffer)[LENGTH.size : end], type=Outcome)
            del self._buffer[:end]
            self._heard(outcome)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own name
        """The process is gone."""
        self._ended()


class RouterProcess:
    """A process and its supervision; `changed` is called when it becomes able to work or stops being so."""

    def __init__(self, patience: Patience, changed: Callable[[], None]) -> None:
        self._patience = patience
        self._changed = changed
        self._transport: asyncio.Transport | None = None
        self._process: Process | None = None
        self._crashes: deque[float] = deque(maxlen=max(patience.crashes, 2))
        self._job: asyncio.Future[Outcome] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._is_ready = False
        self._life: asyncio.Task[None] | None = None
        self.next_start: float | None = None
        """When (loop time) it is tried again after too many crashes; None in any other state."""
        self.told: set[tuple[str, str]] = set()
        """The closures (tileset, key) it was given the edges of: it may have forgotten some."""

    @property
    def pid(self) -> int | None:
        """Its id while it can work."""
        return self._process.pid if self._process is not None and self._is_ready else None

    @property
    def is_free(self) -> bool:
        """Whether it can work and has nothing to do."""
        return self._is_ready and self._job is None

    def start(self) -> None:
        """Start it, and again whenever it dies."""
        self._life = asyncio.ensure_future(self._live())

    async def stop(self) -> None:
        """End it for good; the job in hand is lost."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)

    def tell(self, place: tuple[str, str]) -> None:
        """Remember that it is given the edges of a closure."""
        if len(self.told) >= MOST_TOLD:
            self.told.clear()
        self.told.add(place)

    def begin(self, job: Job, promise: asyncio.Future[Outcome]) -> None:
        """Give it a job while it is free; the outcome has code LOST or LATE when it had to be given up."""
        assert self._transport is not None
        self._job = promise
        self._alarm = asyncio.get_running_loop().call_later(self._patience.answer, self._give_up, job.id)
        self._transport.write(framed(job))

    async def _live(self) -> None:
        while True:
            await self._hold_back()
            try:
                await self._run()
            except OSError as error:
                log.warning("router_not_started", error=repr(error))
            finally:
                self._clear()
            log.warning("router_process_ended", crashes=len(self._crashes) + 1)
            self._crashes.append(asyncio.get_running_loop().time())

    async def _run(self) -> None:
        """From the start of a process to its end."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "connectors.valhalla.worker", str(theirs.fileno()),
                pass_fds=(theirs.fileno(),), cwd=_ROOT, stdin=DEVNULL, stdout=DEVNULL, env=_environment(),
            )  # fmt: skip
            self._process = process
            theirs.close()
            gone = asyncio.Event()
            loop = asyncio.get_running_loop()
            # One that does not come up in time is as good as dead.
            self._alarm = loop.call_later(self._patience.start, self._kill)
            try:
                self._transport, _ = await loop.create_connection(lambda: Wire(self._hear, gone.set), sock=ours)
                await gone.wait()
            finally:
                self._kill()
                await asyncio.shield(process.wait())

    async def _hold_back(self) -> None:
        """After crashes, wait before another start; after too many, rest."""
        loop, patience = asyncio.get_running_loop(), self._patience
        recent = [crash for crash in self._crashes if loop.time() - crash < patience.window]
        if len(recent) >= patience.crashes:
            self.next_start = loop.time() + patience.rest
            self._changed()
            await asyncio.sleep(patience.rest)
            self.next_start = None
        elif len(recent) > 1:
            await asyncio.sleep(patience.backoff * 2 ** (len(recent) - 2))

    def _hear(self, outcome: Outcome) -> None:
        if outcome.id == READY:
            self._disarm()
            self._is_ready = True
            self._changed()
        else:
            self._end_job(outcome)

    def _end_job(self, outcome: Outcome) -> None:
        job, self._job = self._job, None
        self._disarm()
        if outcome.code == UNTOLD:
            self.told.clear()
        if job is not None and not job.done():
            job.set_result(outcome)
        self._changed()

    def _give_up(self, job: int) -> None:
        """A job that takes too long will take for ever."""
        self._kill()
        self._is_ready = False
        self._end_job(Outcome(job, LATE))

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    def _clear(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._transport = self._process = None
        self._is_ready = False
        self.told.clear()
        self._end_job(Outcome(READY, LOST))


def _environment() -> dict[str, str]:
    """Ours, with this source tree importable from anywhere."""
    paths = (str(_ROOT), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
