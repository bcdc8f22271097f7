"""ES256: keys on P-256, signatures as raw `r || s`, everything written in base64url without padding."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ES256 = ec.ECDSA(SHA256())
SIDE = 32
"""Bytes of a coordinate, of a half of a signature, of a private key."""
KID = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A key that signs."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "Pair":
        """A key nobody has."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def of(cls, secret: bytes) -> "Pair":
        """The key of these 32 bytes."""
        return cls(ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1()))

    @property
    def secret(self) -> bytes:
        """Its private part, 32 bytes."""
        return self.private.private_numbers().private_value.to_bytes(SIDE)

    @property
    def point(self) -> bytes:
        """Its public part, uncompressed: 65 bytes, the first of which is 4."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def coordinates(self) -> tuple[str, str]:
        """`x` and `y`, as a JWK writes them."""
        return b64(self.point[1 : 1 + SIDE]), b64(self.point[1 + SIDE :])

    @property
    def kid(self) -> str:
        """Its name."""
        return kid_of(*self.coordinates)

    def sign(self, message: bytes) -> str:
        """The signature of these bytes."""
        r, s = decode_dss_signature(self.private.sign(message, _ES256))
        return b64(r.to_bytes(SIDE) + s.to_bytes(SIDE))


def kid_of(x: str, y: str) -> str:
    """The name of a key: the first four bytes of the SHA-256 of its uncompressed point."""
    return b64(sha256(b"\x04" + unb64(x) + unb64(y)).digest()[:KID])


def is_signed(message: bytes, sig: str, x: str, y: str) -> bool:
    """Whether these bytes were signed by this key; raises ValueError when signature or key are not written as such."""
    raw = unb64(sig)
    if len(raw) != 2 * SIDE:
        raise ValueError("a signature has 64 bytes")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + unb64(x) + unb64(y))
    halves = int.from_bytes(raw[:SIDE]), int.from_bytes(raw[SIDE:])
    try:
        key.verify(encode_dss_signature(*halves), message, _ES256)
    except InvalidSignature:
        return False
    return True


def b64(raw: bytes) -> str:
    """Bytes in base64url, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes; raises ValueError for anything that `b64` would not write, so that no other spelling passes."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error
    if b64(raw) != text:
        raise ValueError("not base64url as it is written")
    return raw
