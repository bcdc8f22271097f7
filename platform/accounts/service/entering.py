"""Sign-in with a password and, where there is one, a second factor; sign-out."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.core.entries import digits_of, email_of, password_of, recovery_of
from accounts.core.faults import Fault, Unfit, refuse
from accounts.core.limits import CODE, SIGN_IN, SIGN_IN_SOURCE, network_of
from accounts.service.factors import has_totp, spend_code, spend_recovery
from accounts.service.identity import Asker, Identity, keep_password
from accounts.service.proofs import digest_of
from accounts.service.sessions import open_session, waiting
from accounts.service.throttle import forget, hold
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound

if TYPE_CHECKING:
    from asyncpg import Connection


@dataclass(frozen=True, slots=True)
class Entered:
    """A session was opened, or awaits its code."""

    token: str
    awaits_code: bool


async def sign_in(on: Identity, asker: Asker, email: str, password: str) -> Entered:
    """Open a session; a wrong address and a wrong password are one answer, after the same time."""
    email, password, at = email_of(email), password_of(password), on.now()
    refuse(
        None if email else Fault("email", "email_missing"),
        None if password else Fault("password", "password_missing"),
    )
    await hold(SIGN_IN_SOURCE, network_of(asker.source), at)
    await hold(SIGN_IN, email, at)
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT p.id, w.hash FROM person p JOIN password w ON w.person = p.id"
            " WHERE p.email = $1 AND p.closed_at IS NULL",
            email,
        )
    if not await on.hasher.matches(row and row["hash"], password):
        raise Unfit(Fault("email", "sign_in_wrong"))
    fresh = await on.hasher.digest(password) if on.hasher.is_outdated(row["hash"]) else None
    await forget(SIGN_IN, email)
    async with scoped(NOBODY) as connection:
        if fresh is not None:
            await keep_password(connection, row["id"], fresh, at)
        awaits = await has_totp(connection, row["id"])
        token = await open_session(connection, row["id"], ("pwd",), asker.device, at, awaits=awaits)
    return Entered(token, awaits)


async def awaits_code(token: str, at: datetime) -> bool:
    """Whether this browser has shown its password and owes a code."""
    async with scoped(NOBODY) as connection:
        return await waiting(connection, token, at) is not None


async def enter_code(on: Identity, asker: Asker, token: str, code: str) -> str:
    """Open the session that awaited a code: six digits, or a recovery code. The token of the session."""
    at = on.now()
    async with scoped(NOBODY) as connection:
        person = await waiting(connection, token, at)
    if person is None:
        raise NotFound("code-stale", "Cette connexion a expiré.", "Reconnectez-vous : le code se donne en dix minutes.")
    if not code.strip():
        raise Unfit(Fault("code", "code_missing"))
    await hold(CODE, str(person), at)
    async with scoped(NOBODY) as connection:
        means = await _spend(connection, on, person, code, at)
        if means is None:
            raise Unfit(Fault("code", "code_wrong"))
        await connection.execute("DELETE FROM session WHERE token = $1", digest_of(token))
        opened = await open_session(connection, person, means, asker.device, at)
    await forget(CODE, str(person))
    return opened


async def sign_out(token: str, at: datetime) -> None:
    """End the session of this browser, open or waiting."""
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "UPDATE session SET ended_at = $2, id_token = NULL WHERE token = $1 AND ended_at IS NULL",
            digest_of(token),
            at,
        )


async def _spend(
    connection: "Connection", on: Identity, person: UUID, code: str, at: datetime
) -> tuple[str, ...] | None:
    """The means this code adds up to; None for a wrong one."""
    digits = digits_of(code)
    if digits.isdecimal() and len(digits) == 6:
        return ("pwd", "otp", "mfa") if await spend_code(connection, on.seal, person, digits, at) else None
    return ("pwd", "kba", "mfa") if await spend_recovery(connection, person, recovery_of(code), at) else None
