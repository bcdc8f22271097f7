"""What must be read again and yet not lie open in the database: sealed with a key kept elsewhere."""

import hmac
import secrets
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.service.secret import Secret

_NONCE = 12


class Unopened(ValueError):
    """What was sealed does not open with this key."""


class Seal:
    """AES-256-GCM under a key derived from the secret."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

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
        return self._secret.derive("seal")

    def digest_of(self, named: str) -> str:
        """What stands for a name that must not be kept; nobody without the secret can try names against it."""
        return hmac.digest(self._secret.derive("subject"), named.encode(), "sha256").hex()
