"""A browser’s own push service and its keys: what it is sent is opened by hand, by the letter of RFC 8291."""

import base64
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def url64(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw64(text: str) -> bytes:
    """Its bytes."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key in 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Browser:
    """What one subscription is: a private key, a secret, an address."""

    endpoint: str = ""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes..."

    @property
    def keys(self) -> dict[str, str]:
        """What it gives of itself."""
        return {"endpoint": self.endpoint, "p256dh": url64(point(self.private.public_key())), "auth": url64(self.auth)}

    def open(self, body: bytes) -> bytes:
        """What was closed for it; raises where it was not."""
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        info = b"WebPush: info\0" + point(self.private.public_key()) + theirs + b"\x01"
        given = hmac.digest(hmac.digest(self.auth, shared, "sha256"), info, "sha256")
        pseudo = hmac.digest(salt, given, "sha256")
        key = hmac.digest(pseudo, b"Content-Encoding: aes128gcm\0\x01", "sha256")[:16]
        nonce = hmac.digest(pseudo, b"Content-Encoding: nonce\0\x01", "sha256")[:12]
        padded = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        plain, mark, _ = padded.rpartition(b"\x02")
        assert mark, "the last record ends with 2"
        return plain


@dataclass
class Service:
    """What a push service was sent, and what it answers."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def push_service(*answers: int, together: Barrier | None = None) -> Iterator[Service]:
    """Serve until done; 201 once the answers are over. `together`: nobody is answered before all have come."""
    heard = Service(answers=list(answers))

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library’s own convention
            if together is not None:
                together.wait(10)
            heard.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            heard.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(heard.answers.pop(0) if heard.answers else 201)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        heard.address = f"http://127.0.0.1:{server.server_port}/push/1"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield heard
        server.shutdown()
        thread.join()
