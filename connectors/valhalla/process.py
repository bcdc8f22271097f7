"""The client of the router process: asks it, waits for it, starts it again when it dies."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import msgspec

from connectors.valhalla.frames import LENGTH, READY, Job, Outcome, framed
from connectors.valhalla.messages import SLOW, RouterDown, RouteRefused
from connectors.valhalla.requests import Request

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how many crashes to bear."""

    answer: float = 20.0
    start: float = 30.0
    crashes: int = 5
    """This many crashes within `window`: no new start for `rest`."""
    window: float = 60.0
    rest: float = 30.0
    backoff: float = 0.1
    """Wait before the second start in a row, doubled at each further one."""


class Router:
    """The router process; one per event loop. `start` it, `ask` it, `stop` it."""

    def __init__(self, threads: int = 2, patience: Patience | None = None) -> None:
        self._threads = threads
        self._patience = patience or Patience()
        self._process: Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._pending: dict[int, asyncio.Future[Outcome]] = {}
        self._abandoned: set[int] = set()
        self._crashes: deque[float] = deque(maxlen=self._patience.crashes)
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_id = READY
        self._stopped = True

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process is not None and self._writer is not None else None

    async def start(self) -> None:
        """Start the process and wait until it can work; RouterDown when it does not come up."""
        self._stopped = False
        await self._ready()

    async def stop(self) -> None:
        """End the process and every waiting request."""
        self._stopped = True
        process = self._process
        self._lose()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def ask(self, settings: Path, request: Request) -> bytes:
        """Valhalla's answer (JSON) on the tileset and overlay of this settings file.

        Raises RouteRefused when Valhalla refuses, RouterDown when the process dies or does not answer in time.
        """
        await self._ready()
        assert self._writer is not None
        self._last_id += 1
        job = Job(self._last_id, request.action, str(settings), msgspec.Raw(msgspec.json.encode(request)))
        future = asyncio.get_running_loop().create_future()
        self._pending[job.id] = future
        self._writer.write(framed(job))
        try:
            outcome = await asyncio.wait_for(future, self._patience.answer)
        except TimeoutError:
            self._abandon(job.id)
            raise RouterDown(SLOW) from None
        finally:
            self._pending.pop(job.id, None)
        if outcome.code:
            raise RouteRefused(outcome.code, outcome.message)
        return bytes(outcome.answer)

    async def _ready(self) -> None:
        if self._writer is not None:
            return
        async with self._starting:
            if self._writer is None:
                if self._stopped:
                    raise RouterDown
                await self._spawn()

    async def _spawn(self) -> None:
        await self._hold_back()
        ours, theirs = socket.socketpair()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "connectors.valhalla.worker", str(theirs.fileno()), str(self._threads),
                pass_fds=(theirs.fileno(),), cwd=_ROOT, stdin=DEVNULL, stdout=DEVNULL, env=_environment(),
            )  # fmt: skip
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            await asyncio.wait_for(_read(reader), self._patience.start)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            self._crashes.append(asyncio.get_running_loop().time())
            writer.close()
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            raise RouterDown from error
        self._process, self._writer = process, writer
        self._keep(self._listen(reader, process))

    async def _hold_back(self) -> None:
        """After crashes, wait before another start; after too many, refuse for a while."""
        now, patience = asyncio.get_running_loop().time(), self._patience
        recent = [crash for crash in self._crashes if now - crash < patience.window]
        if len(recent) >= patience.crashes and now - recent[-1] < patience.rest:
            raise RouterDown
        if len(recent) > 1:
            await asyncio.sleep(patience.backoff * 2 ** (len(recent) - 2))

    async def _listen(self, reader: asyncio.StreamReader, process: Process) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError):
            while True:
                outcome = await _read(reader)
                self._abandoned.discard(outcome.id)
                future = self._pending.get(outcome.id)
                if future is not None and not future.done():
                    future.set_result(outcome)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if process is self._process and not self._stopped:
            self._crashes.append(asyncio.get_running_loop().time())
            self._lose()
            self._keep(self._revive())

    async def _revive(self) -> None:
        with contextlib.suppress(RouterDown):
            await self._ready()

    def _abandon(self, job: int) -> None:
        """A thread that never answers is lost; when all are, so is the process."""
        self._abandoned.add(job)
        if len(self._abandoned) >= self._threads and self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def _lose(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._process = self._writer = None
        self._abandoned.clear()
        for future in self._pending.values():
            if not future.done():
                future.set_exception(RouterDown())

    def _keep(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _read(reader: asyncio.StreamReader) -> Outcome:
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    return msgspec.json.decode(await reader.readexactly(length), type=Outcome)


def _environment() -> dict[str, str]:
    """Ours, with this source tree importable from anywhere."""
    paths = (str(_ROOT), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
