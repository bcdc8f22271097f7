"""What is past its term goes, as the register says, and a proof of it stays in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from asyncpg import Connection, PostgresError

from tenants.database import Scope, scoped
from tenants.errors import Conflict, Failure
from tenants.faults import fault
from tenants.privacy.durations import Duration
from tenants.privacy.register import Entry, Register, Term
from tenants.privacy.retention import term_of

log = structlog.get_logger()
ROLE = "purge"
"""The role under which the policies let old rows go."""
PROVED_EVERY = timedelta(days=1)
"""Even when nothing went, a proof says at least so often that nothing was left."""
_KEYS = """
    SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""
_PROVE = """
    INSERT INTO purge_proof (item, table_name, owner, cutoff, removed, keys_sha256, left_over, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True, slots=True)
class Owners:
    """Who owns rows: the slugs of territories and the ids of carriers; and the listeners that must hear facts first."""

    territories: Sequence[str] = ()
    carriers: Sequence[str] = ()
    listeners: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Purged:
    """What went, or would go, of one term."""

    item: str
    table: str
    cutoff: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Proof:
    """That rows past a term went, and that none was left."""

    item: str
    table: str
    owner: str
    cutoff: datetime
    removed: int
    keys_sha256: str
    at: datetime


async def purge(register: Register, owners: Owners, at: datetime, *, dry_run: bool = False) -> tuple[Purged, ...]:
    """Let go all that is past its term, or only count it; each term and owner in a transaction of its own.

    Raises what went wrong with a term, once the others are done.
    """
    done, failures = [], []
    for entry in register.values():
        for term in entry.terms if scopes_of(entry, owners, "") else ():
            try:
                done.append(await _purge_term(entry, term, owners, at, dry_run=dry_run))
            except (Failure, PostgresError) as error:  # one term must not keep the others from going
                log.warning("purge_failed", item=term.name, error=fault(error))
                failures.append(error)
    if failures:
        raise failures[0]
    return tuple(done)


async def list_proofs(limit: int = 200) -> tuple[Proof, ...]:
    """The last proofs, newest first."""
    async with scoped(Scope()) as connection:
        rows = await connection.fetch(
            "SELECT item, table_name AS table, owner, cutoff, removed, keys_sha256, at FROM purge_proof"
            " ORDER BY at DESC, item LIMIT $1",
            limit,
        )
    return tuple(Proof(**row) for row in rows)


def scopes_of(entry: Entry, owners: Owners, door: str) -> Mapping[str, Scope]:
    """The scopes that together see all rows of a table, by owner."""
    if entry.kind in {"territory", "shared"}:
        return {slug: Scope(territory=slug, door=door, role=ROLE) for slug in owners.territories}
    if entry.kind == "carrier":
        return {each: Scope(carrier=each, door=door, role=ROLE) for each in owners.carriers}
    return {"": Scope(door=door, role=ROLE)}


async def _purge_term(entry: Entry, term: Term, owners: Owners, at: datetime, *, dry_run: bool) -> Purged:
    cutoff, total = Duration.read(term.after).before(at), 0
    for owner, scope in scopes_of(entry, owners, f"purge: {term.name}").items():
        async with scoped(scope) as connection:
            cutoff = (await term_of(connection, entry, term)).before(at)
            attempt = connection.transaction()
            await attempt.start()
            keys = await _go(connection, entry, term, owners, cutoff)
            total += len(keys)
            if dry_run:
                await attempt.rollback()
                continue
            if keys:
                left = await _count(connection, entry, term, owners, cutoff)
                await _prove(connection, entry, term, owner=owner, cutoff=cutoff, keys=keys, left=left, at=at)
            await attempt.commit()
    if not dry_run and not total:
        await _prove_nothing(entry, term, cutoff, at)
    return Purged(term.name, entry.table, cutoff, total)


def _past(term: Term) -> str:
    """The rows that are past a term, whose columns may already be blank."""
    parts = [f"{term.sql()} <= $1", *([term.where] if term.where else [])]
    if term.blank:
        still = (f"{column} IS DISTINCT FROM {value}" for column, value in term.blank.items())
        parts.append(f"({' OR '.join(still)})")
    return " AND ".join(parts)


async def _count(connection: Connection, entry: Entry, term: Term, owners: Owners, cutoff: datetime) -> int:
    """How many rows past their term are there; of those that a function erases, how many it would still take."""
    if term.by:
        return len(await _go(connection, entry, term, owners, cutoff))
    # Names and conditions are those of the register, which is ours.
    return int(await connection.fetchval(f"SELECT count(*) FROM {entry.table} WHERE {_past(term)}", cutoff))  # noqa: S608


async def _go(connection: Connection, entry: Entry, term: Term, owners: Owners, cutoff: datetime) -> list[str]:
    """Let rows go; their keys."""
    if term.by:
        rows = await connection.fetch(f"SELECT key FROM {term.by}($1, $2) AS key", cutoff, list(owners.listeners))  # noqa: S608
        return [row["key"] for row in rows]
    names = [f"{entry.table}.{row['attname']}::text" for row in await connection.fetch(_KEYS, entry.table)]
    sets = ", ".join(f"{column} = {value}" for column, value in term.blank.items())
    act = f"UPDATE {entry.table} SET {sets}" if sets else f"DELETE FROM {entry.table}"  # noqa: S608
    rows = await connection.fetch(
        f"{act} WHERE {_past(term)} RETURNING concat_ws(E'\\t', {', '.join(names)}) AS key", cutoff
    )
    return [row["key"] for row in rows]


async def _prove(
    connection: Connection,
    entry: Entry,
    term: Term,
    *,
    owner: str,
    cutoff: datetime,
    keys: Sequence[str],
    left: int,
    at: datetime,
) -> None:
    """Write the proof; raises Conflict, which undoes all, when a row past its term is still there."""
    if left:
        raise Conflict("purge-left", "Des données échues sont restées.", f"{term.name} : {left}.")
    digest = sha256("\n".join(sorted(keys)).encode()).hexdigest()
    await connection.execute(_PROVE, term.name, entry.table, owner, cutoff, len(keys), digest, left, at)


async def _prove_nothing(entry: Entry, term: Term, cutoff: datetime, at: datetime) -> None:
    async with scoped(Scope()) as connection:
        last = await connection.fetchval("SELECT max(at) FROM purge_proof WHERE item = $1", term.name)
        if last is None or last <= at - PROVED_EVERY:
            await _prove(connection, entry, term, owner="", cutoff=cutoff, keys=(), left=0, at=at)
