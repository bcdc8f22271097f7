"""Sign-ins under way elsewhere: what the answer must bring back, found by the cookie of the same browser, once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from accounts.core.outside import Attempt
from accounts.service.proofs import digest_of
from tenants.database import NOBODY, scoped

type Purpose = Literal["enter", "link", "try"]
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """An attempt, what it is for, and by which source (None for ProConnect)."""

    attempt: Attempt
    purpose: Purpose = "enter"
    source: UUID | None = None
    session: UUID | None = None
    onward: str = "/"


async def keep(kept: Kept, at: datetime) -> str:
    """Keep an attempt; what its browser holds till it is back."""
    token, attempt = secrets.token_urlsafe(32), kept.attempt
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "INSERT INTO outside_attempt (hash, purpose, source, session, issuer, state, nonce, verifier, onward,"
            " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            digest_of(token), kept.purpose, kept.source, kept.session, attempt.issuer, attempt.state, attempt.nonce,
            attempt.verifier, kept.onward, at + LASTS,
        )  # fmt: skip
    return token


async def take(token: str, at: datetime) -> Kept | None:
    """The attempt of this browser, which no answer can finish twice."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "DELETE FROM outside_attempt WHERE hash = $1 AND expires_at > $2"
            " RETURNING purpose, source, session, issuer, state, nonce, verifier, onward",
            digest_of(token), at,
        )  # fmt: skip
    if row is None:
        return None
    attempt = Attempt(row["issuer"], row["state"], row["nonce"], row["verifier"])
    return Kept(attempt, row["purpose"], row["source"], row["session"], row["onward"])
