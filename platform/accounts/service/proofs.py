"""What is sent once to be sent back once: by mail to show that an address is yours, to a passkey as its challenge."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection

type Purpose = Literal["verify", "open", "reset", "change", "add", "enter", "make", "prove"]

LASTS: dict[Purpose, timedelta] = {
    "verify": timedelta(hours=24),
    "open": timedelta(hours=24),
    "reset": timedelta(hours=1),
    "change": timedelta(hours=24),
    "add": timedelta(minutes=5),
    "enter": timedelta(minutes=5),
    "make": timedelta(minutes=5),
    "prove": timedelta(minutes=5),
}
_COLUMNS = "purpose, person, email, name, language, password, bound"


@dataclass(frozen=True, slots=True)
class Proof:
    """What comes back: its purpose, and whom or what it is about."""

    purpose: Purpose
    person: UUID | None = None
    email: str | None = None
    name: str | None = None
    language: str | None = None
    password: str | None = None
    bound: bytes | None = None
    """The digest of the session or the link that a challenge answers for."""


async def issue(connection: "Connection", proof: Proof, at: datetime) -> str:
    """The token that will prove this, kept only as a digest."""
    token = secrets.token_urlsafe(32)
    await connection.execute(
        f"INSERT INTO proof (hash, {_COLUMNS}, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",  # noqa: S608
        digest_of(token), proof.purpose, proof.person, proof.email, proof.name, proof.language, proof.password,
        proof.bound, at + LASTS[proof.purpose],
    )  # fmt: skip
    return token


async def look(connection: "Connection", token: str, at: datetime) -> Proof | None:
    """What this token would prove, which it still can afterwards."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM proof WHERE hash = $1 AND expires_at > $2",  # noqa: S608
        digest_of(token), at,
    )  # fmt: skip
    return Proof(**row) if row else None


async def take(connection: "Connection", token: str, purpose: Purpose, at: datetime) -> Proof | None:
    """What this token proves, once: nobody can use it again."""
    row = await connection.fetchrow(
        f"DELETE FROM proof WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING {_COLUMNS}",  # noqa: S608
        digest_of(token), purpose, at,
    )  # fmt: skip
    return Proof(**row) if row else None


async def withdraw(connection: "Connection", token: str) -> None:
    """Forget a token that never left."""
    await connection.execute("DELETE FROM proof WHERE hash = $1", digest_of(token))


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode(errors="replace")).digest()
