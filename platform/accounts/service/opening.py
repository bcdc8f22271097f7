"""Passkeys made by the reader of a letter: the account opens with one, or is entered again when the last is lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from asyncpg import UniqueViolationError

from accounts.core.entries import password_fault, password_of
from accounts.core.faults import refuse
from accounts.core.limits import CHALLENGE_SOURCE, network_of
from accounts.service.ceremonies import Answer, Holder, keep_key, making, read_answer, refused
from accounts.service.factors import has_totp
from accounts.service.identity import SELF, Asker, Identity, keep_password, tell
from accounts.service.joining import already, proof_of, stale
from accounts.service.passkeys import MEANS, MOST
from accounts.service.proofs import Proof, digest_of, issue, take
from accounts.service.sessions import end_others, open_session
from accounts.service.throttle import hold
from tenants.database import NOBODY, scoped

if TYPE_CHECKING:
    from asyncpg import Connection


@dataclass(frozen=True, slots=True)
class _Reader:
    holder: Holder
    language: str
    fresh: bool
    keys: tuple[bytes, ...] = ()


async def may_make(proof: Proof) -> bool:
    """Whether this link makes a passkey, which is worth two factors: not where codes are asked, a letter is but one."""
    if proof.purpose == "open":
        return True
    if proof.purpose != "reset" or proof.person is None:
        return False
    async with scoped(NOBODY) as connection:
        keys = await connection.fetchval("SELECT count(*) FROM passkey WHERE person = $1", proof.person)
        return not await has_totp(connection, proof.person) and keys < MOST


async def ask_by_letter(on: Identity, asker: Asker, token: str) -> str:
    """What the browser of a letter's reader needs to make a passkey, in JSON; the link is not used up."""
    await hold(CHALLENGE_SOURCE, network_of(asker.source), on.now())
    proof = await proof_of(on, token)
    reader = await _reader(proof, token)
    wanted = Proof("make", proof.person, proof.email if reader.fresh else None, bound=digest_of(token))
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, wanted, on.now())
    return making(asker, reader.holder, challenge, list(reader.keys))


async def keep_by_letter(on: Identity, asker: Asker, token: str, credential: bytes) -> str:
    """Keep the passkey that the reader made, which uses the link up. The token of a session with strong means."""
    proof, at = await proof_of(on, token), on.now()
    reader = await _reader(proof, token)
    answer = await read_answer(credential, "make", at)
    if answer.proof.bound != digest_of(token):
        raise refused()
    if reader.fresh:
        return await _open(asker, token, reader.holder, answer)
    async with scoped(NOBODY) as connection:
        if await take(connection, token, "reset", at) is None:
            raise stale()
        person = reader.holder.person
        await keep_key(connection, asker, person, answer)
        await connection.execute("DELETE FROM proof WHERE purpose = 'reset' AND person = $1", person)
        await end_others(connection, person, None, at)
        session = await open_session(connection, person, MEANS, asker.device, at)
    await tell(on, "key", reader.holder.email, reader.language)
    return session


async def open_with_password(on: Identity, asker: Asker, token: str, password: str) -> str:
    """Open, with a password after all, the account that was to have a passkey. The token of a session."""
    proof, at, password = await proof_of(on, token), on.now(), password_of(password)
    reader = await _reader(proof, token)
    email = reader.holder.email
    refuse(password_fault(password, email, email.split("@")[0], reader.holder.name))
    digest = await on.hasher.digest(password)
    try:
        async with scoped(SELF) as connection:
            await _add_person(connection, token, reader.holder, at)
            await keep_password(connection, reader.holder.person, digest, at)
            return await open_session(connection, reader.holder.person, ("pwd",), asker.device, at)
    except UniqueViolationError as error:
        raise already() from error


async def _open(asker: Asker, token: str, holder: Holder, answer: Answer) -> str:
    try:
        async with scoped(SELF) as connection:
            await _add_person(connection, token, holder, answer.at)
            await keep_key(connection, asker, holder.person, answer)
            return await open_session(connection, holder.person, MEANS, asker.device, answer.at)
    except UniqueViolationError as error:
        raise already() from error


async def _add_person(connection: "Connection", token: str, holder: Holder, at: datetime) -> None:
    """The account, whose link is used up; raises UniqueViolationError when its address has one already."""
    taken = await take(connection, token, "open", at)
    if taken is None:
        raise stale()
    await connection.execute(
        "INSERT INTO person (id, email, name, language, created_at, verified_at) VALUES ($1, $2, $3, $4, $5, $5)",
        holder.person, taken.email, taken.name, taken.language, at,
    )  # fmt: skip
    await connection.execute("DELETE FROM proof WHERE purpose IN ('verify', 'open') AND email = $1", taken.email)


async def _reader(proof: Proof, token: str) -> _Reader:
    """Who reads the letter; raises NotFound when its link makes no passkey."""
    if proof.purpose == "open":
        # The same at each try, so that a device keeps one passkey of them, not one of each try.
        person = UUID(bytes=digest_of(f"person {token}")[:16], version=4)
        return _Reader(Holder(person, proof.email or "", proof.name or ""), proof.language or "fr", fresh=True)
    if not await may_make(proof):
        raise stale()
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow(
            "SELECT id, email, name, language FROM person WHERE id = $1 AND closed_at IS NULL", proof.person
        )
        rows = await connection.fetch("SELECT credential FROM passkey WHERE person = $1", proof.person)
    if row is None:
        raise stale()
    holder = Holder(row["id"], row["email"], row["name"])
    return _Reader(holder, row["language"], fresh=False, keys=tuple(each["credential"] for each in rows))
