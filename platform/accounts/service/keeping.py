"""What people change of their own account."""

from accounts.core.entries import language_of, name_fault, name_of, password_fault, password_of
from accounts.core.faults import refuse
from accounts.service.identity import SELF, Identity, check_self, keep_password, missing_proof, tell
from accounts.service.sessions import end_others
from accounts.service.signed import Signed
from tenants.database import NOBODY, scoped


async def rename(signed: Signed, name: str, language: str) -> None:
    """Change one's name and language."""
    name = name_of(name)
    refuse(name_fault(name))
    async with scoped(SELF) as connection:
        await connection.execute(
            "UPDATE person SET name = $2, language = $3 WHERE id = $1", signed.who.person, name, language_of(language)
        )


async def change_password(on: Identity, signed: Signed, current: str, fresh: str, language: str) -> None:
    """Change one's password; every other browser is signed out, and a letter tells it."""
    fresh, who = password_of(fresh), signed.who
    missing = None if current or signed.proved else missing_proof(signed)
    refuse(missing, password_fault(fresh, who.email, who.email.split("@")[0], who.name))
    await check_self(on, signed, current)
    digest, at = await on.hasher.digest(fresh), on.now()
    async with scoped(NOBODY) as connection:
        await keep_password(connection, who.person, digest, at)
        await connection.execute("DELETE FROM proof WHERE person = $1 AND purpose = 'reset'", who.person)
        await end_others(connection, who.person, signed.session, at)
    await tell(on, "password", who.email, language)


async def end_all_others(on: Identity, signed: Signed) -> None:
    """Sign out every browser but this one."""
    async with scoped(NOBODY) as connection:
        await end_others(connection, signed.who.person, signed.session, on.now())
