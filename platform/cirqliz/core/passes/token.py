"""A pass as text: Base32 in an address of capitals, which any telephone opens and a code holds in few squares."""

from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cirqliz.core.passes.cose import Fault, Key, Keys, Signed, Signer, check, pack, unpack
from cirqliz.core.passes.payload import Payload, decode

LONGEST = 400
"""Signs of a token: 250 bytes; the longest that we write, with a device’s key, has fewer."""
SHORTEST = 120
_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class Refusal(StrEnum):
    """What a pass that is ours is refused for, by itself: without its status, which the lists tell."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OTHER_TERRITORY = "other_territory"


@dataclass(frozen=True, slots=True)
class Opened:
    """A pass that one of our keys signed, and what it is refused for at the instant asked about."""

    territory: str
    payload: Payload
    refusal: Refusal | None


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
    signed = _signed(text)
    if isinstance(signed, Fault):
        return signed
    key = check(signed, keys)
    if isinstance(key, Fault):
        return key
    payload = decode(signed.payload)
    if payload is None:
        return Fault.MALFORMED
    return key.life(now) or Opened(key.territory, payload, _refusal(key, payload, now, territories))


def kid_in(text: str) -> bytes | Fault:
    """The name of the key that a token says it is signed by: what to look up before it is opened."""
    signed = _signed(text)
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
