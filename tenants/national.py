"""The door of the national team: reading across territories, or about somebody, leaves a trace before it reads."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from asyncpg import Connection

from tenants.database import NOBODY, Scope, scoped

ROLE = "operator"
type Read[T] = Callable[[Connection, str], Awaitable[T]]
"""What is read of one territory, in its own transaction."""


async def national[T](
    by: str, reason: str, what: str, read: Read[T], *, among: Collection[str] | None = None
) -> Mapping[str, T]:
    """Read a table of every territory, or of these, one transaction after the other; `by` is a person’s number."""
    await trace_read(by, reason, what, "every territory" if among is None else f"{len(among)} territories")
    async with scoped(NOBODY) as connection:
        slugs = [row["slug"] for row in await connection.fetch("SELECT slug FROM territory ORDER BY slug")]
    found = {}
    for slug in slugs if among is None else [slug for slug in slugs if slug in among]:
        async with scoped(Scope(territory=slug, role=ROLE)) as connection:
            found[slug] = await read(connection, slug)
    return found


async def trace_read(by: str, reason: str, what: str, subject: str) -> None:
    """Write that somebody reads this, why, and about whom: a number or a digest, for a trace never goes."""
    async with scoped(Scope(door=f"{by}: {reason}", role=ROLE)) as connection:
        await connection.execute("SELECT record_read($1, $2)", what, subject)
