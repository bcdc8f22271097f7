"""What the client and a router process say to each other: length, then MessagePack, over a socket pair."""

import struct

import msgspec

LENGTH = struct.Struct("<I")

READY = 0
"""The id of the frame a process sends once it can work."""

UNEXPECTED = -1
"""The code of an error that Valhalla did not number."""

NO_TILESET = -2
"""The code when the tileset is not there any more, or cannot be opened."""

UNTOLD = -3
"""The code when the process does not hold the edges behind a job's closure: ask again with them."""

LOST = -4
"""The code of a job whose process died under it; the client's own."""

LATE = -5
"""The code of a job that took too long; the client's own."""


class Closure(msgspec.Struct, frozen=True, array_like=True):
    """Some directed edges shut: their digest ("" for none), and their ids (int64) when the process was not told yet."""

    key: str = ""
    edges: bytes | None = None


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One call of one action on a tileset (its folder) with some edges shut; the request is JSON."""

    id: int
    action: str
    tileset: str
    closure: Closure
    request: bytes


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """The answer to a job (JSON), or the code (not 0) and words of the error."""

    id: int
    code: int = 0
    message: str = ""
    answer: bytes = b""


def framed(message: Job | Outcome) -> bytes:
    """The message as it travels."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
