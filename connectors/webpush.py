"""Web push: what a browser’s own service is sent, closed for that browser alone (RFC 8291), and by whom (RFC 8292)."""

import base64
import json
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connectors.pushes import Sent, post, trouble_of

LONGEST = 3_000
"""Bytes of a message, in one record: services take 4096 with what closes it."""
LASTS_S = 12 * 3600
"""How long who sends is believed by one signature; a service refuses more than 24 h."""
GONE = (404, 410)
"""What a service answers when the browser has left: nothing is to be sent there again."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT = 65
_SECRET = 16
_RECORD = 4096


class Unreadable(ValueError):
    """What a browser gave is no subscription."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is told of, and the two keys it gave (base64url)."""

    endpoint: str
    p256dh: str
    auth: str

    def check(self, *, here: str = "") -> None:
        """Raises `Unreadable` with a French sentence."""
        if (wrong := trouble_of(self.endpoint, here=here)) is not None:
            raise Unreadable(wrong)
        _keys(self)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: a key of the installation, an address to complain to (`mailto:` or `https:`)."""

    private: ec.EllipticCurvePrivateKey
    subject: str

    @classmethod
    def of(cls, secret: bytes, subject: str) -> "Sender":
        """The key that these 32 bytes give, the same each time."""
        return cls(ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1()), subject)

    @property
    def public(self) -> str:
        """What browsers subscribe with."""
        return encode(_point(self.private.public_key()))

    def authorization(self, endpoint: str, seconds: int) -> str:
        """The header that says who sends to this service, at this instant."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": seconds + LASTS_S, "sub": self.subject}
        head = {"typ": "JWT", "alg": "ES256"}
        signed = ".".join(encode(json.dumps(each, separators=(",", ":")).encode()) for each in (head, claims))
        numbers = decode_dss_signature(self.private.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"vapid t={signed}.{encode(b''.join(each.to_bytes(32) for each in numbers))}, k={self.public}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message, how long it is worth keeping, and the subject that a later one replaces."""

    body: bytes
    ttl_s: int
    topic: str


async def push(sender: Sender, to: Subscription, notice: Notice, seconds: int, *, here: str = "") -> Sent:
    """Send a message once; raises `Unreadable` for keys that are none."""
    headers = {
        "content-type": "application/octet-stream", "content-encoding": "aes128gcm", "ttl": str(notice.ttl_s),
        "urgency": "high", "topic": notice.topic, "authorization": sender.authorization(to.endpoint, seconds),
    }  # fmt: skip
    return await post(to.endpoint, seal(notice.body, to), headers, here=here)


def seal(plain: bytes, to: Subscription) -> bytes:
    """A message in one record of aes128gcm (RFC 8188) that this browser alone opens."""
    if len(plain) > LONGEST:
        raise ValueError(f"{len(plain)} bytes, at most {LONGEST}")
    theirs, auth = _keys(to)
    ours, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(_SECRET)
    info = b"WebPush: info\0" + _point(theirs) + _point(ours.public_key())
    shared = HKDF(SHA256(), 32, auth, info).derive(ours.exchange(ec.ECDH(), theirs))
    pseudo = HKDF.extract(SHA256(), salt, shared)
    key = HKDFExpand(SHA256(), 16, b"Content-Encoding: aes128gcm\0").derive(pseudo)
    nonce = HKDFExpand(SHA256(), 12, b"Content-Encoding: nonce\0").derive(pseudo)
    head = salt + _RECORD.to_bytes(4) + bytes([_POINT]) + _point(ours.public_key())
    return head + AESGCM(key).encrypt(nonce, plain + b"\x02", None)


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Its bytes; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _keys(to: Subscription) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    try:
        public, auth = decode(to.p256dh), decode(to.auth)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except ValueError as error:
        raise Unreadable("Les clés de ce navigateur ne se lisent pas.") from error
    if len(public) != _POINT or len(auth) != _SECRET:
        raise Unreadable("Les clés de ce navigateur n’ont pas la bonne longueur.")
    return key, auth
