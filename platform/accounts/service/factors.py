"""The second factor: one-time codes of a telephone (RFC 6238), and the recovery codes that replace it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING
from uuid import UUID

import pyotp
import segno

from accounts.core.entries import digits_of, recovery_shown
from accounts.core.faults import Fault, Unfit
from accounts.core.limits import CODE
from accounts.service.identity import Identity, check_self
from accounts.service.sealing import Seal, Unopened
from accounts.service.signed import Signed
from accounts.service.throttle import forget, hold
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from asyncpg import Connection

STEP_S = 30
SKEW = (0, -1, 1)
CODES, CODE_SIGNS = 10, 16
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class Seed:
    """What a telephone is given: to scan, or to type."""

    drawing: str
    """Inline SVG."""
    typed: str
    address: str


@dataclass(frozen=True, slots=True)
class Factors:
    """What stands beside somebody's password."""

    totp: bool
    recovery: int
    """How many recovery codes are left."""


async def factors_of(person: UUID) -> Factors:
    """What stands beside somebody's password."""
    async with scoped(NOBODY) as connection:
        left = await connection.fetchval(
            "SELECT count(*) FROM recovery_code WHERE person = $1 AND used_at IS NULL", person
        )
        return Factors(await has_totp(connection, person), left)


async def has_totp(connection: "Connection", person: UUID) -> bool:
    """Whether codes are asked of this person."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM totp WHERE person = $1 AND confirmed_at IS NOT NULL)", person
    )
    return found


async def begin_totp(on: Identity, signed: Signed, password: str) -> None:
    """Draw a seed, which asks for nothing before it has given a code."""
    await check_self(on, signed, password)
    person = signed.who.person
    sealed = on.seal.close(pyotp.random_base32().encode(), person.bytes)
    async with scoped(NOBODY) as connection:
        drawn = await connection.fetchval(
            "INSERT INTO totp (person, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE"
            " SET secret = EXCLUDED.secret, created_at = EXCLUDED.created_at, step = 0"
            " WHERE totp.confirmed_at IS NULL RETURNING person",
            person, sealed, on.now(),
        )  # fmt: skip
    if drawn is None:
        raise Conflict("totp-already", "Les codes à usage unique sont déjà en place.", "Retirez-les d’abord.")


async def seed_of(on: Identity, signed: Signed) -> Seed | None:
    """The seed drawn and not confirmed yet."""
    async with scoped(NOBODY) as connection:
        sealed = await connection.fetchval(
            "SELECT secret FROM totp WHERE person = $1 AND confirmed_at IS NULL", signed.who.person
        )
    if sealed is None:
        return None
    secret = _open(on.seal, sealed, signed.who.person)
    address = pyotp.TOTP(secret).provisioning_uri(name=signed.who.email, issuer_name="JOPTIMIZ")
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff", dark="#000")
    return Seed(drawing, " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), address)


async def confirm_totp(on: Identity, signed: Signed, code: str) -> list[str]:
    """Ask for codes from now on, since one was given; the recovery codes, shown this once."""
    person, at, digits = signed.who.person, on.now(), digits_of(code)
    if not digits:
        raise Unfit(Fault("code", "code_missing"))
    await hold(CODE, str(person), at)
    async with scoped(NOBODY) as connection:
        if not await spend_code(connection, on.seal, person, digits, at, confirmed=False):
            raise Unfit(Fault("code", "code_wrong"))
        await connection.execute("UPDATE totp SET confirmed_at = $2 WHERE person = $1", person, at)
        codes = await _draw_codes(connection, person)
    await forget(CODE, str(person))
    return codes


async def remove_totp(on: Identity, signed: Signed, password: str) -> None:
    """Ask for codes no more; recovery codes go with them."""
    await check_self(on, signed, password)
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM totp WHERE person = $1", signed.who.person)
        await connection.execute("DELETE FROM recovery_code WHERE person = $1", signed.who.person)


async def renew_codes(on: Identity, signed: Signed, password: str) -> list[str]:
    """Ten other recovery codes, shown this once; the former ones serve no more."""
    await check_self(on, signed, password)
    async with scoped(NOBODY) as connection:
        if not await has_totp(connection, signed.who.person):
            raise Conflict("totp-missing", "Les codes de secours remplacent un téléphone.", "Ajoutez-le d’abord.")
        return await _draw_codes(connection, signed.who.person)


async def spend_code(
    connection: "Connection", seal: Seal, person: UUID, digits: str, at: datetime, *, confirmed: bool = True
) -> bool:
    """Whether this is the code of now, or of the step before or after; it serves once, and no earlier one after it."""
    row = await connection.fetchrow(
        "SELECT secret, step FROM totp WHERE person = $1 AND (confirmed_at IS NOT NULL) = $2", person, confirmed
    )
    if row is None:
        return False
    totp, now = pyotp.TOTP(_open(seal, row["secret"], person)), int(at.timestamp()) // STEP_S
    for step in (now + skew for skew in SKEW):
        if step > row["step"] and compare_digest(totp.generate_otp(step).encode(), digits.encode(errors="replace")):
            used = "UPDATE totp SET step = $2 WHERE person = $1 AND step < $2 RETURNING person"
            return await connection.fetchval(used, person, step) is not None
    return False


async def spend_recovery(connection: "Connection", person: UUID, code: str, at: datetime) -> bool:
    """Whether this is one of the recovery codes that have not served."""
    used = "UPDATE recovery_code SET used_at = $3 WHERE person = $1 AND hash = $2 AND used_at IS NULL RETURNING id"
    return await connection.fetchval(used, person, _digest(code), at) is not None


async def _draw_codes(connection: "Connection", person: UUID) -> list[str]:
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(CODE_SIGNS)) for _ in range(CODES)]
    await connection.execute("DELETE FROM recovery_code WHERE person = $1", person)
    await connection.executemany(
        "INSERT INTO recovery_code (person, hash) VALUES ($1, $2)", [(person, _digest(code)) for code in codes]
    )
    return [recovery_shown(code) for code in codes]


def _digest(code: str) -> bytes:
    # Eighty bits drawn at random: no dictionary holds them, a plain digest is enough.
    return sha256(code.encode()).digest()


def _open(seal: Seal, sealed: bytes, person: UUID) -> str:
    try:
        return seal.open(sealed, person.bytes).decode()
    except Unopened as error:
        raise Unavailable(
            "seal-lost",
            "Les codes à usage unique ne peuvent pas être vérifiés.",
            "Donnez un code de secours, et prévenez l’exploitant : la clé JOPTIMIZ_SECRET a changé.",
        ) from error
