"""What people change of their own account, and its closing."""

from accounts.core.entries import language_of, name_fault, name_of, password_fault, password_of
from accounts.core.faults import Fault, refuse
from accounts.service.identity import SELF, Identity, check_password, keep_password, tell
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
    missing = None if current else Fault("current", "current_missing")
    refuse(missing, password_fault(fresh, who.email, who.email.split("@")[0], who.name))
    await check_password(on, signed, current)
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


async def close(on: Identity, signed: Signed, password: str) -> None:
    """Close the account: the row stays for what refers to it, without anything that says who it was."""
    await check_password(on, signed, password)
    person, at = signed.who.person, on.now()
    async with scoped(SELF) as connection:
        await connection.execute(
            "UPDATE person SET email = id::text || '@closed.invalid', name = '', verified_at = NULL, closed_at = $2"
            " WHERE id = $1 AND closed_at IS NULL",
            person, at,
        )  # fmt: skip
        await connection.execute(
            "UPDATE role_held SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", person, at
        )
        for table in ("password", "passkey", "totp", "recovery_code", "proof", "session"):
            await connection.execute(f"DELETE FROM {table} WHERE person = $1", person)  # noqa: S608
