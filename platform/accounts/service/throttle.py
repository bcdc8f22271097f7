"""Slow down whoever tries too often, whatever the node: one statement, counted in the database."""

from datetime import datetime
from hashlib import sha256
from math import ceil

from accounts.core.limits import Limit
from tenants.database import NOBODY, scoped
from tenants.errors import TooMany

_TRY = """
    WITH asked AS (
        SELECT $2::timestamptz AS at, $3::int AS free, $4::interval AS first, $5::interval AS longest
    )
    INSERT INTO throttle AS kept (key, tries, refused, until, expires_at)
        SELECT $1::bytea, 1, false, at, at + $6::interval FROM asked
    ON CONFLICT (key) DO UPDATE SET (tries, refused, until, expires_at) = (
        SELECT tried.tries, kept.until > at,
            CASE WHEN kept.until > at THEN kept.until WHEN tried.tries < free THEN at
                ELSE at + LEAST(longest, first * power(2, LEAST(tried.tries - free, 16))) END,
            CASE WHEN kept.until > at THEN kept.expires_at ELSE EXCLUDED.expires_at END
        FROM asked, LATERAL (SELECT CASE WHEN kept.until > at THEN kept.tries WHEN kept.expires_at <= at THEN 1
            ELSE kept.tries + 1 END AS tries) AS tried
    )
    RETURNING refused, until
"""


async def hold(limit: Limit, what: str, at: datetime) -> None:
    """Count one try of this; raises `TooMany` while a pause lasts, and that try is not counted."""
    key = _key(limit, what)
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(_TRY, key, at, limit.free, limit.first, limit.longest, limit.memory)
    if row["refused"]:
        raise TooMany(
            "too-many-tries",
            "Trop d’essais en peu de temps.",
            "Attendez avant de réessayer : le délai est donné en secondes par Retry-After.",
            retry_after_s=ceil((row["until"] - at).total_seconds()),
        )


async def forget(limit: Limit, what: str) -> None:
    """Start the count of this again, after a try that was right."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM throttle WHERE key = $1", _key(limit, what))


def _key(limit: Limit, what: str) -> bytes:
    return sha256(f"{limit.name}\0{what}".encode()).digest()
