"""Passkeys: added by who has shown who they are, then enough alone, since they check who holds them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.core.faults import Fault, Unfit
from accounts.core.limits import CHALLENGE_SOURCE, network_of
from accounts.service.ceremonies import Holder, asking, keep_key, making, read_answer, refused, use_key
from accounts.service.identity import Asker, Identity, check_self
from accounts.service.means import check_enters, hold_means
from accounts.service.proofs import Proof, digest_of, issue
from accounts.service.sessions import open_session
from accounts.service.signed import Signed
from accounts.service.throttle import hold
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound

MEANS = ("pop", "user", "mfa")
MOST = 20


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


async def keys_of(person: UUID) -> list[Key]:
    """Somebody's passkeys."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT id, name, created_at, used_at FROM passkey WHERE person = $1 ORDER BY created_at", person
        )
    return [Key(**row) for row in rows]


async def get_key(signed: Signed, key: UUID) -> Key:
    """One of one's own passkeys; raises `NotFound` for any other."""
    for each in await keys_of(signed.who.person):
        if each.id == key:
            return each
    raise _unknown()


async def ask_key(on: Identity, asker: Asker, signed: Signed, password: str) -> str:
    """What a browser needs to make a passkey, in JSON, once they have shown that it is really them."""
    await check_self(on, signed, password)
    person = signed.who.person
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, Proof("add", person), on.now())
        rows = await connection.fetch("SELECT credential FROM passkey WHERE person = $1", person)
    if len(rows) >= MOST:
        raise Unfit(Fault("key_name", "keys_many"))
    holder = Holder(person, signed.who.email, signed.who.name)
    return making(asker, holder, challenge, [row["credential"] for row in rows])


async def add_key(on: Identity, asker: Asker, signed: Signed, credential: bytes, name: str) -> None:
    """Keep the passkey that a browser made."""
    at = on.now()
    answer = await read_answer(credential, "add", at)
    if answer.proof.person != signed.who.person:
        raise refused()
    async with scoped(NOBODY) as connection:
        await keep_key(connection, asker, signed.who.person, answer, name)


async def remove_key(on: Identity, signed: Signed, key: UUID, password: str) -> None:
    """Forget one of one's own passkeys; raises `NotFound` for any other, Conflict for the last means of entry."""
    await get_key(signed, key)
    await check_self(on, signed, password)
    person = signed.who.person
    async with scoped(NOBODY) as connection:
        await hold_means(connection, person)
        removed = "DELETE FROM passkey WHERE id = $1 AND person = $2 RETURNING id"
        if await connection.fetchval(removed, key, person) is None:
            raise _unknown()
        await check_enters(connection, person)


async def ask_entry(on: Identity, asker: Asker) -> str:
    """What a browser needs to sign in with a passkey it knows, in JSON; no address is asked, so none is told."""
    await hold(CHALLENGE_SOURCE, network_of(asker.source), on.now())
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, Proof("enter"), on.now())
    return asking(asker, challenge, [])


async def enter_with_key(on: Identity, asker: Asker, credential: bytes) -> str:
    """Open a session with a passkey. The token of the session."""
    at = on.now()
    answer = await read_answer(credential, "enter", at)
    async with scoped(NOBODY) as connection:
        person = await use_key(connection, asker, answer)
        return await open_session(connection, person, MEANS, asker.device, at)


async def ask_again(on: Identity, asker: Asker, signed: Signed) -> str:
    """What a browser needs to show again, with one of their own passkeys, that it is really them."""
    bound = digest_of(str(signed.session))
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, Proof("prove", signed.who.person, bound=bound), on.now())
        rows = await connection.fetch("SELECT credential FROM passkey WHERE person = $1", signed.who.person)
    return asking(asker, challenge, [row["credential"] for row in rows])


async def prove_again(on: Identity, asker: Asker, signed: Signed, credential: bytes) -> None:
    """From now on and for five minutes, this session needs no other proof that it is really them."""
    at = on.now()
    answer = await read_answer(credential, "prove", at)
    if answer.proof.bound != digest_of(str(signed.session)):
        raise refused()
    async with scoped(NOBODY) as connection:
        if await use_key(connection, asker, answer) != signed.who.person:
            raise refused()
        await connection.execute("UPDATE session SET proved_at = $2 WHERE id = $1", signed.session, at)


def _unknown() -> NotFound:
    return NotFound("passkey-unknown", "Cette clé d’accès n’existe plus.")
