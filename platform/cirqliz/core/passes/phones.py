"""Telephones that show a right: the link that is given once, what a telephone proves, in words."""

import re
import secrets
from hashlib import sha256

from cirqliz.core.passes.cose import SIGNATURE_BYTES, holds
from cirqliz.core.passes.payload import DEVICE_BYTES
from cirqliz.core.passes.stamps import find_public

LONGEST_LABEL = 40
_ABOUT = b"joptimiz phone 1\0"
_SECRET_BYTES = 20
_SECRET = re.compile(r"[A-Za-z0-9_-]{27}")


def new_secret() -> str:
    """What a link holds: nobody guesses it."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is kept of a link."""
    return sha256(secret.encode()).digest()


def is_secret(text: str) -> bool:
    """Whether a text is written as links are."""
    return _SECRET.fullmatch(text) is not None


def label_of(text: str, rank: int) -> str:
    """What a telephone is called: as somebody wrote, on one line, or by its rank."""
    return " ".join(text.split()) or f"Téléphone {rank}"


def is_proven(secret: str, key: bytes, signature: bytes) -> bool:
    """Whether who holds this link holds this key too."""
    if len(key) != DEVICE_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    public = find_public(key)
    return public is not None and holds(public, _ABOUT + secret.encode() + key, signature)
