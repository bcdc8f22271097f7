"""Codes and tokens in the database: found by their print, never kept in clear."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal, Self
from uuid import UUID

from accounts.core.oidc import Client, acr_of, print_of
from tenants.database import Scope, scoped

CODE_LIFE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(days=30)
FAMILY_LIFE = timedelta(days=90)
"""However often it is refreshed, one signs in again after that."""
_STANDS = "NOT EXISTS (SELECT FROM session WHERE session.id = oidc_token.session AND session.ended_at IS NOT NULL)"
"""What was given in a session goes with it, whoever ended it and however."""
_FIND = f"SELECT * FROM oidc_token WHERE hash = $1 AND {_STANDS}"  # noqa: S608  # a constant of ours
_USE = f"""
    UPDATE oidc_token SET used_at = $2 WHERE hash = $1 AND kind = 'refresh' AND client = $3
        AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 AND {_STANDS} RETURNING *
"""  # noqa: S608

type TokenKind = Literal["access", "refresh"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Who signed in, in which session, when and by which means."""

    person: UUID
    session: UUID
    signed_at: datetime
    means: tuple[str, ...]
    strong: bool

    @property
    def acr(self) -> str:
        """The level this proof reaches."""
        return acr_of(strong=self.strong)


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, already deleted when one holds it; authlib calls its methods by these names."""

    client: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    family: UUID
    proof: Proof
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What it is good for."""
        return self.scope


@dataclass(frozen=True, slots=True)
class Token:
    """An access or refresh token; authlib calls its methods by these names."""

    kind: TokenKind
    family: UUID
    client: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    proof: Proof | None
    used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Self:
        """A row as the protocol speaks of it."""
        values = {name.name: row[name.name] for name in fields(cls) if name.name != "proof"}
        return cls(**values, proof=_proof(row) if row["person"] else None)  # type: ignore[arg-type]

    def check_client(self, client: Client) -> bool:
        """Whether it was given to this client."""
        return self.client == client.client_id

    def get_scope(self) -> str:
        """What it is good for."""
        return self.scope

    def lives(self, now: datetime) -> bool:
        """Whether it is neither expired, nor used, nor revoked."""
        return self.revoked_at is None and self.used_at is None and now < self.expires_at


def _proof(row: Mapping[str, object]) -> Proof:
    values = {name.name: row[name.name] for name in fields(Proof)} | {"means": tuple(row["means"])}  # type: ignore[arg-type]
    return Proof(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a code is bound to."""

    redirect_uri: str
    scope: str
    nonce: str | None
    challenge: str


async def save_code(client: Client, bound: Bound, proof: Proof, now: datetime) -> str:
    """A new code, good for a minute and for one exchange."""
    code = secrets.token_urlsafe(32)
    async with scoped(Scope()) as connection:
        await connection.execute(
            "INSERT INTO oidc_code (hash, client, person, session, redirect_uri, scope, nonce, challenge, signed_at,"
            " means, strong, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            print_of(code), client.client_id, proof.person, proof.session, bound.redirect_uri, bound.scope,
            bound.nonce, bound.challenge, proof.signed_at, list(proof.means), proof.strong, now + CODE_LIFE,
        )  # fmt: skip
    return code


async def take_code(code: str, client: Client, now: datetime) -> Code | None:
    """The code, deleted as it is read; one that comes again takes back all that was given for it."""
    family = _family(code)
    async with scoped(Scope()) as connection:
        row = await connection.fetchrow("DELETE FROM oidc_code WHERE hash = $1 RETURNING *", print_of(code))
    if row is None:
        await revoke_family(family, now)
        return None
    if row["client"] != client.client_id or row["expires_at"] <= now:
        return None
    return Code(
        row["client"], row["redirect_uri"], row["scope"], row["nonce"], row["challenge"], family, _proof(row)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Descent:
    """What a token descends from: its client, a code by its family, who signed in; a machine is a family by itself."""

    client: Client
    family: UUID
    proof: Proof | None


async def save_token(token: str, kind: TokenKind, scope: str, descent: Descent, now: datetime) -> None:
    """Keep the print of a token; it dies by itself after the life of its kind."""
    family, proof = descent.family, descent.proof
    expires = now + (ACCESS_LIFE if kind == "access" else REFRESH_LIFE)
    if proof is not None:
        expires = min(expires, proof.signed_at + FAMILY_LIFE)
    async with scoped(Scope()) as connection:
        await connection.execute(
            "INSERT INTO oidc_token (hash, kind, family, client, person, session, scope, signed_at, means, strong,"
            " issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            print_of(token), kind, family, descent.client.client_id, proof and proof.person,
            proof and proof.session, scope, proof and proof.signed_at, list(proof.means) if proof else [],
            bool(proof and proof.strong), now, expires,
        )  # fmt: skip


async def find_token(token: str) -> Token | None:
    """The token, whatever its state."""
    async with scoped(Scope()) as connection:
        row = await connection.fetchrow(_FIND, print_of(token))
    return Token.of(row) if row else None


async def take_refresh(token: str, client: Client, now: datetime) -> Token | None:
    """The refresh token, used by this very reading; one that comes again takes its whole family back."""
    async with scoped(Scope()) as connection:
        row = await connection.fetchrow(_USE, print_of(token), now, client.client_id)
    if row is not None:
        return Token.of(row)
    found = await find_token(token)
    if found is not None and found.used_at is not None:
        await revoke_family(found.family, now)
    return None


async def revoke_family(family: UUID, now: datetime) -> None:
    """Take back all that descends from one code."""
    async with scoped(Scope()) as connection:
        await connection.execute(
            "UPDATE oidc_token SET revoked_at = $2 WHERE family = $1 AND revoked_at IS NULL", family, now
        )


async def revoke_token(token: str, found: Token, now: datetime) -> None:
    """Take back an access token alone, a refresh token with its family (RFC 7009 § 2.1)."""
    if found.kind == "refresh":
        await revoke_family(found.family, now)
        return
    async with scoped(Scope()) as connection:
        await connection.execute("UPDATE oidc_token SET revoked_at = $2 WHERE hash = $1", print_of(token), now)


async def has_agreed(client: Client, person: UUID, scope: str, now: datetime) -> bool:
    """Whether a person already let this client know as much: a refresh token of that consent still lives."""
    async with scoped(Scope()) as connection:
        rows = await connection.fetch(
            "SELECT scope FROM oidc_token WHERE client = $1 AND person = $2 AND kind = 'refresh'"
            " AND revoked_at IS NULL AND expires_at > $3",
            client.client_id, person, now,
        )  # fmt: skip
    wanted = set(scope.split())
    return any(wanted <= set(row["scope"].split()) for row in rows)


def new_family() -> UUID:
    """A family of its own, for a machine."""
    return UUID(bytes=secrets.token_bytes(16))


def _family(code: str) -> UUID:
    """The family of what a code gives, known from the code alone: it can be found when the code comes again."""
    return UUID(bytes=hmac.digest(code.encode(), b"family", "sha256")[:16])
