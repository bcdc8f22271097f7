"""Status lists (draft-ietf-oauth-status-list): two bits a pass, signed, and decoys among them."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import shake_256

import cbor2

from cirqliz.core.passes.cose import Fault, Keys, Signer, check, pack, unpack

BITS = 2
SIZE = 2**17
"""Places in one list."""
TTL = timedelta(minutes=15)
LIFE = timedelta(hours=72)
"""As long as a scanner may go without a network."""
TYP = "application/statuslist+cwt"
DECOYS = 2_048
"""Places of a list that no pass ever has, and whose status changes as if one had."""
DECOYS_FALL = timedelta(days=4 * 365)
"""Within which each of them has lost its validity."""
_SUB, _EXP, _IAT, _TTL, _LIST = 2, 4, 6, 65534, 65533
_LONGEST = 400_000
_LARGEST = SIZE * BITS // 8


class Status(IntEnum):
    """What a list says of a pass; the numbers are the draft’s."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list that was read and believed."""

    subject: str
    issued_at: datetime
    expires_at: datetime
    ttl: timedelta
    bits: int
    data: bytes
    territory: str

    def get(self, place: int) -> int | None:
        """The status of a place; nothing past the end of the list."""
        return status_at(self.data, self.bits, place)

    def stale(self, now: datetime) -> bool:
        """Whether a newer one should have been fetched."""
        return now >= self.issued_at + self.ttl


def packed(statuses: Mapping[int, int], size: int, bits: int = BITS) -> bytes:
    """The statuses that are not zero, in their places, from the least significant bits of each byte on."""
    found = bytearray(size * bits // 8)
    a_byte = 8 // bits
    for place, status in statuses.items():
        found[place // a_byte] |= status << (place % a_byte * bits)
    return bytes(found)


def status_at(data: bytes, bits: int, place: int) -> int | None:
    """The status of a place."""
    a_byte = 8 // bits
    if not 0 <= place < len(data) * a_byte:
        return None
    return data[place // a_byte] >> (place % a_byte * bits) & ((1 << bits) - 1)


def compressed(data: bytes) -> bytes:
    """As lists hold it: zlib, at its best."""
    return zlib.compress(data, 9)


def inflated(data: bytes) -> bytes:
    """The bytes of a list, no more than the longest list has; raises ValueError."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(data, _LARGEST * 4)
    except zlib.error as error:
        raise ValueError("not a status list") from error
    if not reader.eof or reader.unused_data:
        raise ValueError("a status list that is too long, or cut short")
    return found


def sign_list(data: bytes, subject: str, signer: Signer, now: datetime) -> bytes:
    """The list as a status list token (CWT): whose it is, when it was made, how long it is good for."""
    claims: dict[int, object] = {
        _SUB: subject, _IAT: int(now.timestamp()), _EXP: int((now + LIFE).timestamp()),
        _TTL: int(TTL.total_seconds()), _LIST: {"bits": BITS, "lst": compressed(data)},
    }  # fmt: skip
    return pack(cbor2.dumps(claims, canonical=True), signer, TYP)


def open_list(token: bytes, keys: Keys, now: datetime, subject: str) -> StatusList | Fault:
    """The list of this name, if one of our keys signed it and its time is not over; never raises."""
    signed = unpack(token, TYP) if len(token) <= _LONGEST else Fault.MALFORMED
    if isinstance(signed, Fault):
        return signed
    key = check(signed, keys)
    if isinstance(key, Fault):
        return key
    try:
        found = _read(signed.payload, key.territory)
    except Exception:  # whatever strange bytes make a reader raise, they are no list
        return Fault.MALFORMED
    if found.subject != subject:
        return Fault.MALFORMED
    return Fault.KEY_OVER if now >= found.expires_at else key.life(now) or found


def _read(payload: bytes, territory: str) -> StatusList:
    claims = cbor2.loads(payload, max_depth=6)
    held = claims[_LIST]
    if held["bits"] != BITS:
        raise ValueError("another width")
    return StatusList(
        claims[_SUB], datetime.fromtimestamp(claims[_IAT], UTC), datetime.fromtimestamp(claims[_EXP], UTC),
        timedelta(seconds=claims[_TTL]), BITS, inflated(held["lst"]), territory,
    )  # fmt: skip


def decoys(seed: bytes, since: datetime, now: datetime) -> dict[int, Status]:
    """The places that no pass has, with their status now: each falls once, at an instant that the seed alone tells."""
    return {
        place: Status.INVALID if since + DECOYS_FALL * (fall / 2**16) <= now else Status.VALID
        for place, fall in _drawn(seed)
    }


def _drawn(seed: bytes) -> Iterator[tuple[int, int]]:
    """Each place, and in how many 65,536ths of the time it falls."""
    stream = shake_256(b"decoys" + seed).digest(DECOYS * 6)
    for start in range(0, len(stream), 6):
        yield int.from_bytes(stream[start : start + 4], "big") % SIZE, int.from_bytes(stream[start + 4 : start + 6])
