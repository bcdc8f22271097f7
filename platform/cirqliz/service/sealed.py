"""Documents sealed at rest: each under a key of its own, which the secret of the installation seals."""

import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cirqliz.needs import Sealing
from tenants.errors import Conflict

_NONCE = 12


class Sealed(NamedTuple):
    """What is kept of a document; dropping `key` alone is enough to lose it for good."""

    data: bytes
    key: bytes


def seal(by: Sealing, data: bytes, about: str) -> Sealed:
    """AES-256-GCM under a fresh key; what it is about is not kept, and must be said again to open."""
    key, nonce, named = AESGCM.generate_key(256), secrets.token_bytes(_NONCE), about.encode()
    return Sealed(nonce + AESGCM(key).encrypt(nonce, data, named), by.close(key, named))


def unseal(by: Sealing, sealed: Sealed, about: str) -> bytes:
    """The document; raises Conflict when it was changed, moved, or sealed by another secret."""
    try:
        key = by.open(sealed.key, about.encode())
        return AESGCM(key).decrypt(sealed.data[:_NONCE], sealed.data[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise Conflict(
            "document-sealed",
            "Cette pièce ne s’ouvre plus.",
            "Le secret de l’installation a changé depuis son ajout. Remplacez-la par le même fichier.",
        ) from None
