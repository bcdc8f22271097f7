"""Somebody signed in, as the doors need to know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that is open: whose it is, since when, and by which means it was proved (`amr` of RFC 8176)."""

    session: UUID
    who: Who
    at: datetime
    means: tuple[str, ...]
    within: str = ""
    """The source entered by, when its word is worth something in its own organisation or territory only."""
    has_password: bool = True
    has_key: bool = False
    proved: bool = False
    """Whether a passkey has just shown, in this session, that it is really them."""
