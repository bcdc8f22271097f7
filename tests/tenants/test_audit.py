"""The audit of a territory: recorded with the work, chained in order and without gap, exported whole."""

import asyncio
import itertools
from datetime import UTC, datetime

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from rules.canonical import Tree
from tenants import audit
from tenants.audit import chain, export_audit, record
from tenants.chained import START, verify
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.relay import Left

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_names = itertools.count()


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory nothing was done in yet."""
    name = f"audit-{next(_names)}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def wrote(slug: str, *bodies: Tree) -> None:
    """One transaction that records these."""
    async with scoped(Scope(territory=slug)) as connection:
        for body in bodies:
            await record(connection, "agent", "thing.changed", at=NOW, before={"was": body}, after={"is": body})


async def export(slug: str) -> list[bytes]:
    """The export, line by line."""
    return [line async for line in export_audit(slug)]


async def test_the_export_verifies(slug: str) -> None:
    """Whatever the rows hold, and over several batches."""
    await wrote(slug, "é\u2028\U0001f600", {"\U0001f600": 1, "\uffff": [None, True, 2**53 - 1]}, -3, [], None)
    await wrote(slug, *range(audit.BATCH))
    seal, problems = verify(await export(slug))
    assert problems == ()
    assert seal is not None
    assert (seal.territory, seal.count) == (slug, audit.BATCH + 5)
    again, _ = verify(await export(slug))
    assert again == seal


async def test_nothing_done_yet(slug: str) -> None:
    """A seal alone."""
    seal, problems = verify(await export(slug))
    assert (seal and (seal.count, seal.hash), problems) == ((0, START), ())


async def test_an_older_transaction_is_waited_for(slug: str, database: Addresses) -> None:
    """The chain follows the order of the transactions, not of the commits."""
    slow = await asyncpg.connect(database.runtime)
    async with slow.transaction():
        await slow.execute("SELECT set_config('app.territory', $1, true)", slug)
        await record(slow, "slow", "thing.changed", at=NOW)
        await wrote(slug, 1)
        assert await chain(slug) is Left.LATER
        assert len(await export(slug)) == 1
    await slow.close()
    first, second, _ = await export(slug)
    assert b'"who":"slow"' in first
    assert b'"who":"agent"' in second


async def test_several_nodes_make_one_chain(slug: str) -> None:
    """Side by side, with writers: no gap, no fork."""
    await asyncio.gather(*(wrote(slug, number) for number in range(40)), *(chain(slug) for _ in range(20)))
    seal, problems = verify(await export(slug))
    assert problems == ()
    assert seal is not None
    assert seal.count == 40


async def test_somebody_does_it(database: Addresses) -> None:
    """Without territory nothing is recorded."""
    with pytest.raises(TransactionError, match="without territory"):
        async with scoped(NOBODY) as connection:
            await record(connection, "agent", "thing.changed", at=NOW)


@pytest.mark.parametrize("number", ["1.5", "9007199254740992", "1e400", '[{"a": -0.1}]'])
async def test_only_what_every_reader_holds_exactly(slug: str, number: str) -> None:
    """A fraction or a huge number would be hashed differently elsewhere."""
    with pytest.raises(asyncpg.CheckViolationError):
        async with scoped(Scope(territory=slug)) as connection:
            await connection.execute(
                "INSERT INTO audit (territory, id, at, who, what, after)"
                " VALUES ($1, gen_random_uuid(), $2, 'x', 'x', $3)",
                slug, NOW, f'{{"n": {number}}}',
            )  # fmt: skip


async def test_a_whole_number_with_a_point(slug: str) -> None:
    """It is chained as the whole number it is."""
    async with scoped(Scope(territory=slug)) as connection:
        await connection.execute(
            "INSERT INTO audit (territory, id, at, who, what, after)"
            " VALUES ($1, gen_random_uuid(), $2, 'x', 'x', '{\"n\": 2.0}')",
            slug, NOW,
        )  # fmt: skip
    lines = await export(slug)
    assert b'"n":2}' in lines[0]
    assert verify(lines)[1] == ()


async def test_links_never_change(slug: str, database: Addresses) -> None:
    """Not even for the owner of the tables."""
    await wrote(slug, 1)
    await chain(slug)
    connection = await asyncpg.connect(database.owner)
    await connection.execute("SELECT set_config('app.territory', $1, false)", slug)
    for statement in ("UPDATE audit_link SET number = 2", "DELETE FROM audit_link"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await connection.execute(statement)
    await connection.close()
