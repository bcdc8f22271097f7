"""What a territory once said of its lists of derogations, for the next one: titles of columns, words for kinds."""

from collections.abc import Iterator

from asyncpg import Connection

from cirqliz.core.listing import Memory
from cirqliz.service.acting import for_territory
from cirqliz.service.derogations import Derogations
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Who

LONGEST = 120
MOST = 2_000
"""Words of a territory; beyond, those said first are forgotten."""
_KEEP = (
    "INSERT INTO derogation_word (territory, about, word, means, said_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (territory, about, word) DO UPDATE SET means = $4, said_at = $5"
)
_TRIM = (
    "DELETE FROM derogation_word WHERE territory = $1 AND (about, word) IN (SELECT about, word FROM derogation_word"
    " WHERE territory = $1 ORDER BY said_at DESC, about, word OFFSET $2)"
)


async def get_memory(who: Who) -> Memory:
    """What was said, empty where nothing was; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT about, word, means FROM derogation_word WHERE territory = $1", scope.territory
        )
    said: dict[str, dict[str, str]] = {"column": {}, "kind": {}}
    for row in rows:
        said[row["about"]][row["word"]] = row["means"]
    return Memory(said["column"], said["kind"])


async def keep_memory(on: Derogations, connection: Connection, territory: str, memory: Memory) -> None:
    """Keep it in the open transaction of who takes a list."""
    await connection.executemany(_KEEP, [(territory, *word, on.now()) for word in _words(memory)])
    await connection.execute(_TRIM, territory, MOST)


async def forget_memory(on: Derogations, who: Who) -> None:
    """Forget all of it; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        gone = await connection.fetch("DELETE FROM derogation_word WHERE territory = $1 RETURNING 1", scope.territory)
        if gone:
            said = {"count": len(gone)}
            await record(connection, str(who.person), "derogation.words-forgotten", at=on.now(), after=said)


def _words(memory: Memory) -> Iterator[tuple[str, str, str]]:
    for about, said in (("column", memory.columns), ("kind", memory.kinds)):
        for word, means in said.items():
            if len(word) <= LONGEST and len(means) <= LONGEST:
                yield about, word, means
