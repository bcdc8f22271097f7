"""What local identity stands on, and what every act of it may need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from accounts.core.entries import password_of
from accounts.core.faults import Fault, Unfit
from accounts.core.limits import SIGN_IN
from accounts.service.hashing import Hasher
from accounts.service.letters import Kind, compose
from accounts.service.sealing import Seal
from accounts.service.signed import Signed
from accounts.service.throttle import forget, hold
from connectors.mail import Mail, MailDown
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg import Connection, Record

log = structlog.get_logger()
SELF = Scope(door="accounts: the person")
"""The audited door through which people write their own row."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The digests, the seal, the mail and the clock."""

    hasher: Hasher
    seal: Seal
    mail: Mail
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Asker:
    """Whence somebody asks: network address, words of the browser, and the address of the site as they see it."""

    source: str
    device: str
    origin: str
    language: str = "fr"


async def person_of(connection: "Connection", email: str) -> "Record | None":
    """The open account of an address."""
    return await connection.fetchrow(
        "SELECT id, name, language FROM person WHERE email = $1 AND closed_at IS NULL", email
    )


async def send(on: Identity, kind: Kind, to: str, language: str, **values: str) -> None:
    """Send a letter that an act depends on; raises `Unavailable`, after which the act can be asked again."""
    try:
        await on.mail.send(compose(kind, to, language, **values), on.now())
    except MailDown as error:
        log.warning("mail_down", reason=str(error))
        raise Unavailable(
            "mail-down",
            "Le courrier ne part pas pour l’instant.",
            "Rien n’a été enregistré : refaites votre demande dans quelques minutes.",
            retry_after_s=120,
        ) from error


async def tell(on: Identity, kind: Kind, to: str, language: str, **values: str) -> None:
    """Send a letter that only tells of what is done: without mail, the act stands."""
    try:
        await on.mail.send(compose(kind, to, language, **values), on.now())
    except MailDown as error:
        log.warning("mail_down", reason=str(error))


async def check_self(on: Identity, signed: Signed, password: str) -> None:
    """Whether it is really them, before an act that matters: their password, unless a passkey has just shown it.

    Raises `Unfit`, which says what to show, or `TooMany`.
    """
    if signed.proved:
        return
    if not password:
        raise Unfit(missing_proof(signed))
    await hold(SIGN_IN, str(signed.who.person), on.now())
    async with scoped(NOBODY) as connection:
        digest = await digest_of_person(connection, signed.who.person)
    if not await on.hasher.matches(digest, password_of(password)):
        raise Unfit(Fault("current", "current_wrong"))
    await forget(SIGN_IN, str(signed.who.person))


def missing_proof(signed: Signed) -> Fault:
    """What to show first, of what this account has."""
    if signed.has_password:
        return Fault("current", "current_missing")
    return Fault("current", "current_key" if signed.has_key else "current_none")


async def digest_of_person(connection: "Connection", person: UUID) -> str | None:
    """The digest of somebody's password."""
    digest: str | None = await connection.fetchval("SELECT hash FROM password WHERE person = $1", person)
    return digest


async def keep_password(connection: "Connection", person: UUID, digest: str, at: datetime) -> None:
    """Replace somebody's password."""
    await connection.execute(
        "INSERT INTO password (person, hash, changed_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person) DO UPDATE SET hash = EXCLUDED.hash, changed_at = EXCLUDED.changed_at",
        person, digest, at,
    )  # fmt: skip
