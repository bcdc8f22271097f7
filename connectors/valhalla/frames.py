"""What the client and the router process say to each other: length, then JSON, over a socket pair."""

import struct

import msgspec

LENGTH = struct.Struct("<I")

READY = 0
"""The id of the frame the process sends once it can work."""

UNEXPECTED = -1
"""The code of an error that Valhalla did not number."""

NO_SETTINGS = -2
"""The code when the settings file (an overlay) is not there any more."""


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One call of one action on the tileset and overlay that a settings file names."""

    id: int
    action: str
    settings: str
    request: msgspec.Raw


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """The answer to a job, or the code (not 0) and words of the error."""

    id: int
    code: int = 0
    message: str = ""
    answer: msgspec.Raw = msgspec.Raw(b"null")


def framed(message: Job | Outcome) -> bytes:
    """The message as it travels."""
    body = msgspec.json.encode(message)
    return LENGTH.pack(len(body)) + body
