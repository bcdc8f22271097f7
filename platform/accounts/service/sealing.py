"""What must be read again and yet not lie open in the database: sealed with a key kept elsewhere."""

import os
import secrets
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Unopened(Exception):
    """What was sealed does not open with this key."""


class Seal:
    """AES-256-GCM under the secret given or, without one, under a key made once in the data folder."""

    def __init__(self, secret: str | None, data: Path) -> None:
        self._secret = secret
        self._path = data / "secret.key"

    def close(self, plain: bytes, about: bytes) -> bytes:
        """Seal; what it is about is not kept, and must be said again to open."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Open; raises `Unopened`."""
        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except (InvalidTag, ValueError) as error:
            raise Unopened from error

    @cached_property
    def _key(self) -> bytes:
        if self._secret is not None:
            return sha256(b"joptimiz seal\0" + self._secret.encode()).digest()
        if not self._path.exists():
            _make(self._path)
        return sha256(b"joptimiz seal\0" + self._path.read_bytes()).digest()


def _make(path: Path) -> None:
    """Write a fresh key whole, or leave the one that another process has just made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_hex(32), encoding="ascii")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
