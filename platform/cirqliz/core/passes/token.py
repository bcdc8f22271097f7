"""A pass as text: Base32 in an address of capitals, which any telephone opens and a code holds in few squares."""

from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cirqliz.core.passes.cose import Fault, Key, Keys, Signed, Signer, check, pack, unpack
from cirqliz.core.passes.payload import Payload, decode
from cirqliz.core.passes.stamps import TOLERANCE, Stamp, is_signed, read_stamp, split

LONGEST = 400
"""Signs of a token: 250 bytes; the longest that we write, with a device’s key, has fewer."""
SHORTEST = 120
_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class Refusal(StrEnum):
    """What a pass that is ours is refused for, by itself: without its status, which the lists tell."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OTHER_TERRITORY = "other_territory"
    STAMP_MISSING = "stamp_missing"
    """It is bound to a telephone, and no telephone says the hour."""
    STAMP_FORGED = "stamp_forged"
    """Another telephone said it."""
    STAMP_OLD = "stamp_old"
    """A picture of the code, or a telephone that is late."""
    STAMP_EARLY = "stamp_early"


@dataclass(frozen=True, slots=True)
class Opened:
    """A pass that one of our keys signed, and what it is refused for at the instant asked about."""

    territory: str
    payload: Payload
    refusal: Refusal | None
    stamped_at: datetime | None = None
    """When the telephone it is bound to says that it showed it."""


def token_of(payload: Payload, signer: Signer) -> str:
    """The pass, signed."""
    return b32encode(pack(payload.encode(), signer)).decode().rstrip("=")


def url_of(origin: str, token: str) -> str:
    """The address of its verdict page, in the signs that codes hold densely."""
    return f"{origin.upper()}/P/{token}"


def open_token(
    text: str, keys: Keys, now: datetime, territories: Collection[str] | None = None
) -> Opened | Fault:  # fmt: skip
    """What a token is worth now, anywhere or in some territories; never raises, whatever the text."""
    token, written = split(text)
    signed = _signed(token)
    if isinstance(signed, Fault):
        return signed
    stamp = read_stamp(written) if written is not None else None
    if isinstance(stamp, Fault):
        return stamp
    key = check(signed, keys)
    if isinstance(key, Fault):
        return key
    payload = decode(signed.payload)
    if payload is None or (stamp and payload.device is None):
        return Fault.MALFORMED
    refusal = _refusal(key, payload, now, territories) or refused_stamp(payload, token, stamp, now)
    return key.life(now) or Opened(key.territory, payload, refusal, stamp.at if stamp else None)


def refused_stamp(payload: Payload, token: str, stamp: Stamp | None, now: datetime) -> Refusal | None:
    """What the stamp of a pass is refused for, where it is bound to a telephone."""
    if payload.device is None:
        return None
    if stamp is None:
        return Refusal.STAMP_MISSING
    if not is_signed(stamp, token, payload.device):
        return Refusal.STAMP_FORGED
    if abs(now - stamp.at) <= TOLERANCE:
        return None
    return Refusal.STAMP_OLD if stamp.at < now else Refusal.STAMP_EARLY


def kid_in(text: str) -> bytes | Fault:
    """The name of the key that a token says it is signed by: what to look up before it is opened."""
    signed = _signed(split(text)[0])
    return signed if isinstance(signed, Fault) else signed.kid


def _signed(text: str) -> Signed | Fault:
    token = text.upper()
    if not text.isascii() or len(token) > LONGEST or not set(token) <= _SIGNS:
        return Fault.MALFORMED
    if len(token) < SHORTEST:
        return Fault.TRUNCATED
    data = _bytes(token)
    return _cut(token) if data is None else unpack(data)


def _refusal(key: Key, payload: Payload, now: datetime, territories: Collection[str] | None) -> Refusal | None:
    if territories is not None and key.territory not in territories:
        return Refusal.OTHER_TERRITORY
    if now >= payload.ends_at:
        return Refusal.EXPIRED
    return Refusal.NOT_YET if now < payload.starts_at else None


def _cut(token: str) -> Fault:
    """What is wrong with a text that no bytes are written as: cut somewhere, or ill made."""
    whole = unpack(b32decode(token[: len(token) // 8 * 8]))
    return Fault.TRUNCATED if whole is Fault.TRUNCATED else Fault.MALFORMED


def _bytes(token: str) -> bytes | None:
    """The bytes of a token, if it is the one way of writing them."""
    try:
        data = b32decode(token + "=" * (-len(token) % 8))
    except Error:
        return None
    return data if b32encode(data).decode().rstrip("=") == token else None
