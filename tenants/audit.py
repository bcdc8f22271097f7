"""Who did what in a territory: recorded with the work, chained afterwards by the relay, exported with its seal.

Chaining within the work would let one request of a territory go on at a time.
"""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from asyncpg import Connection
from piccolo.engine.exceptions import TransactionError

from rules.canonical import Tree
from tenants.chained import START, Seal, line, link, seal_line
from tenants.database import Scope, scoped
from tenants.facts import SAID
from tenants.relay import Left, lock

BATCH = 500
"""Rows chained in one transaction, or exported in one read."""
_ROW = "audit.id, audit.at, audit.who, audit.what, audit.before, audit.after"
_RECORD = f"""
    INSERT INTO audit (territory, id, at, who, what, before, after)
    SELECT territory, gen_random_uuid(), $1, $2, $3, $4, $5
    FROM NULLIF(current_setting('app.territory', true), '') AS territory WHERE territory IS NOT NULL
    RETURNING pg_notify('{SAID}', territory)
"""  # noqa: S608  # a constant of ours
_LAST = """
    SELECT audit_link.number, hash, xid, audit.number AS row FROM audit_link
    JOIN audit ON audit.territory = audit_link.territory AND audit.id = audit_link.audit
    WHERE audit_link.territory = $1 ORDER BY audit_link.number DESC LIMIT 1
"""
_NEXT = f"""
    SELECT {_ROW}, xid < lasting_xid(pg_snapshot_xmin(pg_current_snapshot())) AS settled
    FROM audit WHERE territory = $1 AND (xid, number) > ($2, $3) ORDER BY xid, number LIMIT {BATCH}
"""  # noqa: S608  # constants of ours
_CHAINED = f"""
    SELECT audit_link.number, hash, {_ROW} FROM audit_link
    JOIN audit ON audit.territory = audit_link.territory AND audit.id = audit_link.audit
    WHERE audit_link.territory = $1 AND audit_link.number > $2 ORDER BY audit_link.number LIMIT {BATCH}
"""  # noqa: S608  # constants of ours


async def record(
    connection: Connection,
    who: str,
    what: str,
    *,
    at: datetime,
    before: Mapping[str, Tree] | None = None,
    after: Mapping[str, Tree] | None = None,
) -> None:
    """Write in the open transaction who did what; raises TransactionError when its scope has no territory."""
    if await connection.fetchrow(_RECORD, at, who, what, _json(before), _json(after)) is None:
        raise TransactionError(f"{what} was recorded in a transaction without territory")


async def chain(territory: str) -> Left:
    """Chain the next rows of a territory that no running transaction can precede."""
    async with scoped(Scope(territory=territory)) as connection:
        if not await lock(connection, "chain", territory):
            return Left.LATER
        last = await connection.fetchrow(_LAST, territory)
        number, hashed, place = (
            (last["number"], last["hash"], (last["xid"], last["row"])) if last else (0, START, (0, 0))
        )
        rows = await connection.fetch(_NEXT, territory, *place)
        links = []
        for row in rows:
            if not row["settled"]:
                break
            number, hashed = number + 1, link(hashed, _entry(territory, row))
            links.append((territory, number, row["id"], hashed))
        await connection.executemany(
            "INSERT INTO audit_link (territory, number, audit, hash) VALUES ($1, $2, $3, $4)", links
        )
        if len(links) < len(rows):
            return Left.LATER
        return Left.DUE if len(rows) == BATCH else Left.NOTHING


async def export_audit(territory: str) -> AsyncIterator[bytes]:
    """The chain of a territory as JSON Lines, sealed; what running transactions hold back is not in it yet."""
    while await chain(territory) is Left.DUE:
        pass
    number, hashed = 0, START
    while True:
        async with scoped(Scope(territory=territory)) as connection:
            rows = await connection.fetch(_CHAINED, territory, number)
        for row in rows:
            number, hashed = row["number"], row["hash"]
            yield line(number, hashed, _entry(territory, row))
        if len(rows) < BATCH:
            break
    yield seal_line(Seal(territory, number, hashed))


def _entry(territory: str, row: Mapping[str, object]) -> Tree:
    """A row as it is hashed and exported."""
    at = row["at"]
    assert isinstance(at, datetime)
    return {
        "territory": territory,
        "id": str(row["id"]),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": str(row["who"]),
        "what": str(row["what"]),
        "before": _tree(row["before"]),
        "after": _tree(row["after"]),
    }


def _json(tree: Tree) -> str | None:
    return None if tree is None else json.dumps(tree, ensure_ascii=False)


def _tree(text: object) -> Tree:
    """What a column holds; the database keeps whole numbers only, which it may write 1.0."""
    tree: Tree = None if text is None else json.loads(str(text), parse_float=lambda number: int(Decimal(number)))
    return tree
