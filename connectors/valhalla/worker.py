"""Child program: a router process. Run as `python -m connectors.valhalla.worker FD` by `Router`.

A process of its own, because a native crash must not take the caller down; one job at a time, so that no Actor is ever
shared and a job that never ends is known by the process that has to be killed for it.
"""

import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
import valhalla

from connectors.lifeline import tied_to
from connectors.valhalla.actors import Actors, Untold
from connectors.valhalla.frames import LENGTH, NO_TILESET, READY, UNEXPECTED, UNTOLD, Closure, Job, Outcome, framed
from connectors.valhalla.requests import DriveRequest, WalkRequest
from connectors.valhalla.tileset import TILES


def perform(job: Job, actors: Actors) -> Outcome:
    """Do a job; every error becomes an outcome."""
    try:
        actor = actors.of(job.tileset, job.closure)
        if job.action == DriveRequest.action:
            return Outcome(job.id, answer=drive(actor, actors.of(job.tileset, Closure()), job.request))
        answer: str = getattr(actor, job.action)(job.request.decode())
    except valhalla.ValhallaError as error:
        return Outcome(job.id, error.code or UNEXPECTED, error.message)
    except Untold:
        return Outcome(job.id, UNTOLD)
    except Exception as error:  # whatever a native library throws, the caller gets an answer
        code = UNEXPECTED if (Path(job.tileset) / TILES).exists() else NO_TILESET
        return Outcome(job.id, code, f"{type(error).__name__}: {error}")
    return Outcome(job.id, answer=answer.encode())


class Drawn(msgspec.Struct):
    """The shape of a leg."""

    shape: str


class DrawnTrip(msgspec.Struct):
    """The shapes of a way."""

    legs: list[Drawn]


class DrawnRoute(msgspec.Struct):
    """What of a route is needed to walk it."""

    trip: DrawnTrip


def drive(actor: valhalla.Actor, unhindered: valhalla.Actor, asked: bytes) -> bytes:
    """A route, and the edges each of its legs takes: one errand instead of two."""
    request = msgspec.json.decode(asked, type=DriveRequest)
    route = actor.route(asked.decode()).encode()
    walks = [_walk(unhindered, request, leg.shape) for leg in msgspec.json.decode(route, type=DrawnRoute).trip.legs]
    return msgspec.json.encode({"route": msgspec.Raw(route), "walks": walks})


def _walk(actor: valhalla.Actor, request: DriveRequest, shape: str) -> msgspec.Raw | None:
    walk = WalkRequest(shape, request.costing, request.costing_options, request.date_time)
    try:
        return msgspec.Raw(actor.trace_attributes(msgspec.json.encode(walk).decode()).encode())
    except Exception:  # a walk that cannot be told leaves the route standing, whatever the native library throws
        return None


def main(descriptor: int) -> None:
    """Serve until the socket ends."""
    # Ctrl-C reaches the whole foreground group; the parent decides when we stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tied_to(os.getppid(), signal.SIGKILL)()
    actors = Actors()
    with socket.socket(fileno=descriptor) as wire, wire.makefile("rb") as heard:
        wire.sendall(framed(Outcome(READY)))
        while head := heard.read(LENGTH.size):
            job = msgspec.msgpack.decode(heard.read(*LENGTH.unpack(head)), type=Job)
            wire.sendall(framed(perform(job, actors)))


if __name__ == "__main__":
    # Nobody is left to answer when the socket breaks.
    with suppress(ConnectionError, struct.error):
        main(int(sys.argv[1]))
