"""Signing out where one signed in: what was kept for it, and by which source."""

from uuid import UUID

from accounts.service.outside.arriving import ID_TOKEN
from accounts.service.sealing import Seal, Unopened
from tenants.database import NOBODY, scoped


async def find_id_token(seal: Seal, session: UUID) -> tuple[UUID | None, str] | None:
    """The source of a session (None for ProConnect) and its ID token; None for who signed in here."""
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT source, id_token FROM session WHERE id = $1 AND id_token IS NOT NULL", session
        )
    if row is None:
        return None
    try:
        return row["source"], seal.open(row["id_token"], ID_TOKEN).decode()
    except Unopened:  # the secret has changed since: signed out here, and there after its own delay
        return None
