"""COSE_Sign1 (RFC 9052) with ES256 (RFC 9053), in the one form we write: any other bytes are refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

ALG, KID, TYP = 1, 4, 16
ES256 = -7
SIGN1 = 18
"""The CBOR tag."""
KID_BYTES, SIGNATURE_BYTES = 4, 64
_DEEPEST = 8


class Fault(StrEnum):
    """What is wrong with bytes that should be signed by us."""

    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    KEY_EARLY = "key_early"
    """The key does not sign yet."""
    KEY_OVER = "key_over"
    """The key is past its end."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of a territory, and from when until when what it signed is believed."""

    territory: str
    kid: bytes
    public: ec.EllipticCurvePublicKey
    starts_at: datetime
    ends_at: datetime

    def life(self, now: datetime) -> Fault | None:
        """What keeps it from being believed now."""
        if now < self.starts_at:
            return Fault.KEY_EARLY
        return Fault.KEY_OVER if now >= self.ends_at else None


class Signer(Protocol):
    """Signs for a territory, now."""

    @property
    def kid(self) -> bytes:
        """The first four bytes of the SHA-256 of its public key."""
        ...

    @property
    def ends_at(self) -> datetime:
        """Nothing it signs is believed from then on."""
        ...

    def sign(self, data: bytes) -> bytes:
        """ES256, the two numbers one after the other: 64 bytes."""
        ...


type Keys = Mapping[bytes, Iterable[Key]]
"""All the keys there are, by kid; two may share one."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What is signed, taken apart and not yet believed."""

    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes


def pack(payload: bytes, signer: Signer, typ: str | None = None) -> bytes:
    """The payload with its signature."""
    header: dict[int, object] = {ALG: ES256, KID: signer.kid} | ({TYP: typ} if typ else {})
    protected = cbor2.dumps(header, canonical=True)
    signature = signer.sign(_to_sign(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]), canonical=True)


def unpack(data: bytes, typ: str | None = None) -> Signed | Fault:
    """Taken apart: what is not exactly as `pack` writes it is a fault."""
    try:
        tag = cbor2.loads(data, max_depth=_DEEPEST)
    except cbor2.CBORDecodeEOF:
        return Fault.TRUNCATED
    except Exception:  # whatever strange bytes make a reader raise, they are not ours
        return Fault.MALFORMED
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != SIGN1:
        return Fault.MALFORMED
    match tag.value:
        case [bytes(protected), {**unprotected}, bytes(payload), bytes(signature)] if not unprotected:
            pass
        case _:
            return Fault.MALFORMED
    if len(signature) != SIGNATURE_BYTES or cbor2.dumps(tag, canonical=True) != data:
        return Fault.MALFORMED
    kid = _kid(protected, typ)
    return Signed(kid, protected, payload, signature) if kid else Fault.MALFORMED


def check(signed: Signed, keys: Keys) -> Key | Fault:
    """The key that signed it; every key of that name is tried."""
    named = tuple(keys.get(signed.kid, ()))
    if not named:
        return Fault.UNKNOWN_KEY
    data = _to_sign(signed.protected, signed.payload)
    return next((key for key in named if holds(key.public, data, signed.signature)), Fault.FORGED)


def holds(public: ec.EllipticCurvePublicKey, data: bytes, signature: bytes) -> bool:
    """Whether this key signed these bytes; the signature is two numbers one after the other."""
    half = SIGNATURE_BYTES // 2
    numbers = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    try:
        public.verify(encode_dss_signature(*numbers), data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _kid(protected: bytes, typ: str | None) -> bytes | None:
    """The name of the key that a header of ours says."""
    try:
        header = cbor2.loads(protected, max_depth=_DEEPEST)
    except Exception:  # as above
        return None
    kid = header.get(KID) if isinstance(header, Mapping) else None
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        return None
    ours: dict[int, object] = {ALG: ES256, KID: kid} | ({TYP: typ} if typ else {})
    return kid if cbor2.dumps(ours, canonical=True) == protected else None


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
