"""Bring a database to the current shape: roles, migrations, privileges of the runtime role."""

import contextlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import asyncpg
from piccolo.apps.migrations.commands.backwards import run_backwards
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.engine import engine_finder

from tenants.database import LazyEngine
from tenants.owned import Owned, privileges_of

OWNER, RUNTIME, DATABASE = "joptimiz_owner", "joptimiz_app", "joptimiz"
_LOCK = 0x4A4F5054
ORDERED = ("fact", "fact_cursor", "audit")
"""Owned tables that hold an order of transactions: cursors outlast the facts that were purged."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three addresses of one database: cluster superuser (embedded only), owner of the tables, runtime role."""

    superuser: str
    owner: str
    runtime: str


class MigrationFailed(Exception):
    """The database was not brought to the current shape; the message says why."""


async def prepare_embedded(superuser_url: str, passwords: dict[str, str]) -> None:
    """Make the two roles and the database of an embedded cluster, once."""
    connection = await asyncpg.connect(superuser_url)
    try:
        for role in (OWNER, RUNTIME):
            known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
            verb = "ALTER" if known else "CREATE"
            secret = passwords[role].replace("'", "''")
            await connection.execute(f"{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{secret}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    finally:
        await connection.close()


async def migrate(owner_url: str, runtime_role: str, owners: Sequence[Owned]) -> None:
    """Run the missing migrations of all owners, one node at a time, then grant; raises `MigrationFailed`."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await _piccolo(owner_url)
        await _outlast(connection)
        await _grant(
            connection, runtime_role, privileges_of(owners), [one for owner in owners for one in owner.functions]
        )
    finally:
        await connection.close()


async def unmigrate(owner_url: str, owners: Sequence[Owned]) -> None:
    """Undo every migration, those of the last owner first."""
    for owner in reversed(owners):
        await _piccolo(owner_url, backwards=owner.app)


async def _piccolo(owner_url: str, *, backwards: str | None = None) -> None:
    os.environ["PICCOLO_CONF"] = "joptimiz.piccolo_conf"
    engine = engine_finder()
    assert isinstance(engine, LazyEngine)
    engine.config = {"dsn": owner_url}
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        if backwards:
            result = await run_backwards(backwards, "all", auto_agree=True)
        else:
            result = await run_forwards("all")
    if not result.success:
        raise MigrationFailed(f"La base de données n’a pas pu être mise à jour : {result.message}")


async def _outlast(connection: asyncpg.Connection) -> None:
    """After a restore into a server that counts its transactions from less, have `lasting_xid` go on from the last."""
    async with connection.transaction():
        last = 0
        for row in await connection.fetch("SELECT slug FROM territory"):
            await connection.execute("SELECT set_config('app.territory', $1, true)", row["slug"])
            for table in ORDERED:
                last = max(last, await connection.fetchval(f"SELECT max(xid) FROM {table}") or 0)  # noqa: S608
        coming, shift = await connection.fetchrow(
            "SELECT xid, lasting_xid(xid)::text::bigint - xid::text::bigint"
            " FROM pg_snapshot_xmax(pg_current_snapshot()) AS xid"
        )
        if last >= coming + shift:
            await connection.execute(
                "CREATE OR REPLACE FUNCTION lasting_xid(transaction xid8) RETURNS xid8 LANGUAGE sql STABLE"
                f" RETURN (transaction::text::bigint + {last + 1 - coming})::text::xid8"
            )


async def _grant(
    connection: asyncpg.Connection, role: str, privileges: Mapping[str, str], functions: Sequence[str]
) -> None:
    quoted = '"' + role.replace('"', '""') + '"'
    async with connection.transaction():
        for schema in {"public", *(table.split(".")[0] for table in privileges if "." in table)}:
            await connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}")
            await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
        for table, what in privileges.items():
            await connection.execute(f"GRANT {what} ON {table} TO {quoted}")
        for function in functions:
            await connection.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {quoted}")


async def check_runtime_role(runtime_url: str) -> str | None:
    """Why this role must not serve requests, or None when it is bound by the row policies."""
    connection = await asyncpg.connect(runtime_url)
    try:
        row = await connection.fetchrow(
            "SELECT rolsuper OR rolbypassrls AS free,"
            " EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public') AS owner"
            " FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    assert row is not None
    if row["free"]:
        return "Le compte de DATABASE_URL passe outre les règles de cloisonnement (superuser ou BYPASSRLS)."
    if row["owner"]:
        return "Le compte de DATABASE_URL possède les tables : donnez un autre compte que DATABASE_OWNER_URL."
    return None


def role_of(url: str) -> str:
    """The role a database address names."""
    return unquote(urlsplit(url).username or os.environ.get("PGUSER") or "")
