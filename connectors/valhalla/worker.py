"""Child program: the router. Run as `python -m connectors.valhalla.worker FD THREADS` by `Router`.

A process of its own, because a native crash must not take the caller down. An Actor is never shared between threads
(four threads on one crash at once); each thread keeps its own few.
"""

import os
import queue
import signal
import socket
import sys
import threading
from collections import OrderedDict
from pathlib import Path

import msgspec
import valhalla

from connectors.lifeline import tied_to
from connectors.valhalla.frames import LENGTH, NO_SETTINGS, READY, UNEXPECTED, Job, Outcome, framed

ACTORS_PER_THREAD = 12
"""Each costs about 15 MB and 15 ms to open: enough for the vehicle classes of a few territories."""


class Wire:
    """The socket, written by one thread at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()

    def send(self, outcome: Outcome) -> None:
        """Send an answer; the process ends when nobody listens."""
        try:
            with self._lock:
                self._sock.sendall(framed(outcome))
        except OSError:
            os._exit(0)

    def read(self) -> bytes | None:
        """The next frame's body, or None when the other side is gone."""
        head = self._exactly(LENGTH.size)
        return None if head is None else self._exactly(LENGTH.unpack(head)[0])

    def _exactly(self, size: int) -> bytes | None:
        parts = bytearray()
        while len(parts) < size:
            part = self._sock.recv(size - len(parts))
            if not part:
                return None
            parts += part
        return bytes(parts)


class Actors:
    """One thread's Actors, the least recently used dropped."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, valhalla.Actor] = OrderedDict()

    def of(self, settings: str) -> valhalla.Actor:
        """The Actor of this settings file."""
        actor = self._held.pop(settings, None)
        if actor is None:
            while len(self._held) >= ACTORS_PER_THREAD:
                self._held.popitem(last=False)
            actor = valhalla.Actor(settings)
        self._held[settings] = actor
        return actor


def perform(job: Job, actors: Actors) -> Outcome:
    """Do a job; every error becomes an outcome."""
    try:
        answer = getattr(actors.of(job.settings), job.action)(bytes(job.request).decode())
    except valhalla.ValhallaError as error:
        return Outcome(job.id, error.code or UNEXPECTED, error.message)
    except Exception as error:  # whatever a native library throws, the caller gets an answer
        code = UNEXPECTED if Path(job.settings).exists() else NO_SETTINGS
        return Outcome(job.id, code, f"{type(error).__name__}: {error}")
    return Outcome(job.id, answer=msgspec.Raw(answer.encode()))


def work(jobs: "queue.SimpleQueue[Job]", wire: Wire) -> None:
    """One thread's life."""
    actors = Actors()
    while True:
        wire.send(perform(jobs.get(), actors))


def main(descriptor: int, threads: int) -> None:
    """Serve until the socket ends."""
    # Ctrl-C reaches the whole foreground group; the parent decides when we stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tied_to(os.getppid(), signal.SIGKILL)()
    wire = Wire(socket.socket(fileno=descriptor))
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for _ in range(threads):
        threading.Thread(target=work, args=(jobs, wire), daemon=True).start()
    wire.send(Outcome(READY))
    while (body := wire.read()) is not None:
        jobs.put(msgspec.json.decode(body, type=Job))
    # Threads may be deep in native code: leave without waiting for them.
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
