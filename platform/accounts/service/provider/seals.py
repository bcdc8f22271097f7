"""Seals on what goes through a browser and must come back as it was."""

import hmac

from accounts.service.secret import Secret


def seal(secret: Secret, purpose: str, *words: str) -> str:
    """The seal of these words for one purpose."""
    said = "\0".join(words).encode()
    return hmac.digest(secret.derive(f"seal: {purpose}"), said, "sha256").hex()


def is_sealed(secret: Secret, given: str, purpose: str, *words: str) -> bool:
    """Whether this is their seal."""
    return hmac.compare_digest(given.encode(), seal(secret, purpose, *words).encode())
