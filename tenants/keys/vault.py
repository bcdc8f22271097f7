"""Private parts at rest: sealed under a key that the operator’s secret gives, each bound to its own name."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.errors import Unavailable
from tenants.keys.curve import Pair

PURPOSE = "bundle keys at rest"
"""What the operator’s secret is derived for."""
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens; `derive` gives 32 bytes for a purpose."""

    derive: Callable[[str], bytes]

    def seal(self, pair: Pair) -> bytes:
        """A private part as the table keeps it."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._lock().encrypt(nonce, pair.secret, pair.kid.encode())

    def open(self, kid: str, sealed: bytes) -> Pair:
        """The key of this name; raises `Unavailable` when it was sealed under another secret."""
        try:
            return Pair.of(self._lock().decrypt(sealed[:_NONCE], sealed[_NONCE:], kid.encode()))
        except InvalidTag:
            raise Unavailable(
                "keys-sealed",
                "Les clés de signature ne s’ouvrent pas.",
                "Le secret a changé\u00a0: rendez à ce nœud le fichier «\u00a0secret\u00a0» de ses données,"
                " ou JOPTIMIZ_SECRET.",
            ) from None

    def _lock(self) -> AESGCM:
        return AESGCM(self.derive(PURPOSE))
