"""The time that a telephone signs beside its pass, every half minute: a picture of its code is soon worth nothing."""

from base64 import b32decode, b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from cirqliz.core.passes.cose import SIGNATURE_BYTES, Fault, holds
from cirqliz.core.passes.payload import EPOCH

TOLERANCE = timedelta(seconds=90)
"""How far from the hour of who reads it a stamp may lie."""
BEFORE = "."
"""What stands between a token and its stamp: a sign that codes hold densely, and no token has."""
_ABOUT = b"joptimiz pass stamp 1\0"
_TIME_BYTES = 4
_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
LENGTH = -(-(_TIME_BYTES + SIGNATURE_BYTES) * 8 // 5)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a telephone says of the hour, taken apart and not yet believed."""

    at: datetime
    signature: bytes


def stamped(token: str, at: datetime, sign: Callable[[bytes], bytes]) -> str:
    """A token with the hour at which it is shown, to the second."""
    data = (at - EPOCH) // timedelta(seconds=1)
    written = data.to_bytes(_TIME_BYTES)
    return token + BEFORE + b32encode(written + sign(_to_sign(token, written))).decode().rstrip("=")


def split(text: str) -> tuple[str, str | None]:
    """A token, and its stamp where it has one."""
    token, dot, stamp = text.partition(BEFORE)
    return token, stamp if dot else None


def read_stamp(text: str) -> Stamp | Fault:
    """A stamp, if it is written in the one way there is."""
    written = text.upper()
    if not text.isascii() or len(written) > LENGTH or not set(written) <= _SIGNS:
        return Fault.MALFORMED
    if len(written) < LENGTH:
        return Fault.TRUNCATED
    data = b32decode(written + "=" * (-len(written) % 8))
    if b32encode(data).decode().rstrip("=") != written:
        return Fault.MALFORMED
    return Stamp(EPOCH + timedelta(seconds=int.from_bytes(data[:_TIME_BYTES])), data[_TIME_BYTES:])


def is_signed(stamp: Stamp, token: str, device: bytes) -> bool:
    """Whether this telephone put this stamp on this token."""
    public = find_public(device)
    written = ((stamp.at - EPOCH) // timedelta(seconds=1)).to_bytes(_TIME_BYTES)
    return public is not None and holds(public, _to_sign(token, written), stamp.signature)


def find_public(device: bytes) -> ec.EllipticCurvePublicKey | None:
    """The key of a telephone; nothing for bytes that are no point of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device)
    except ValueError:
        return None


def _to_sign(token: str, written: bytes) -> bytes:
    return _ABOUT + written + token.upper().encode()
