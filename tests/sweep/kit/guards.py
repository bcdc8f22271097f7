"""What the database itself promises beside policies: doors, rows that never move, privileges."""

import uuid

import psycopg
from catalogue import SIDES, as_sql, place_of
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from rows import GRANTED, tell

from tenants.database import Scope
from tenants.migrate import Addresses

WRITTEN_ONCE = (
    "rulebook", "audit", "national_audit", "overlay", "national_repeal", "fact", "audit_link", "purge_proof",
    "draft_change", "draft_approval", "territory_face",
)  # fmt: skip
DISCREET = ("person", "organisation", "role_held", "membership", "data_request", "oidc_client")
"""Their trace says which row and which columns, never what they hold."""
DOORS = ("territory", "national_repeal", "public_key", *DISCREET)
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "MAINTAIN")
"""Those that a role could use; REFERENCES needs a table of one’s own, which the runtime role may not make."""
USES = {
    "SELECT": "SELECT FROM {t} LIMIT 0",
    "INSERT": "INSERT INTO {t} DEFAULT VALUES",
    "UPDATE": "UPDATE {t} SET {c} = DEFAULT WHERE false",
    "DELETE": "DELETE FROM {t} WHERE false",
    "TRUNCATE": "TRUNCATE {t}",
    "TRIGGER": "CREATE TRIGGER strange BEFORE INSERT ON {t} EXECUTE FUNCTION refuse_change()",
    "MAINTAIN": "REINDEX TABLE {t}",
}
TABLES = tuple(GRANTED)
ROW_SECRET = "secret de la trace"
NEW_ROWS = {
    "territory": "INSERT INTO territory (slug, name, timezone) VALUES ('neuve', 'x', 'Europe/Paris')",
    "national_repeal": "INSERT INTO national_repeal (basis, starts_on, source, recorded_by)"
    " VALUES ('c', now(), 'x', 'x')",
    "public_key": "INSERT INTO public_key (kid, x, y, published_at, signs_from, signs_until, expires_at)"
    " VALUES ('AAAAAA', repeat('x', 43), repeat('y', 43), now(), now(), now(), now())",
    "person": f"INSERT INTO person (email, name) VALUES ('b@example.org', '{ROW_SECRET}')",
    "organisation": f"INSERT INTO organisation (kind, name) VALUES ('carrier', '{ROW_SECRET}')",
    "role_held": "INSERT INTO role_held (person, name, territory, granted_by)"
    f" SELECT id, 'editor', 'rangs-a', '{ROW_SECRET}' FROM person",
    "membership": "INSERT INTO membership (federation, email, invited_at, expires_at)"
    f" SELECT id, '{ROW_SECRET}', now(), now() FROM organisation LIMIT 1",
    "oidc_client": "INSERT INTO oidc_client (id, name, kind, scopes, redirect_uris, created_at)"
    f" VALUES ('x', '{ROW_SECRET}', 'public', ARRAY['openid'], ARRAY['https://x.example/'], now())",
    "data_request": "INSERT INTO data_request (kind, subject, received_at, due_at, by, reason)"
    f" VALUES ('access', repeat('0', 64), now(), now() + interval '1 day', 'x', '{ROW_SECRET}')",
}


def never_moves(urls: Addresses, table: str) -> None:
    """Not even who owns the table changes or removes a row, in a scope that sees them."""
    scope = Scope(SIDES["territory"][0], SIDES["carrier"][0], "test", "owner")
    with psycopg.connect(urls.owner) as connection:
        column = _a_column(connection, table)
        for text in ("UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"):
            with connection.transaction():
                tell(connection, scope)
                said = _refusal(connection, as_sql(text).format(t=place_of(table), c=sql.Identifier(column)))
                assert said is not None, f"rows of {table} move"
                assert "never change" in said, f"{table}: {said}"


def doors_are_shut(urls: Addresses, table: str) -> None:
    """A national row is written through a door only, which leaves a trace; a discreet one holds no value."""
    with psycopg.connect(urls.owner) as connection:
        with connection.transaction():
            tell(connection, Scope())
            said = _refusal(connection, as_sql(NEW_ROWS[table]))
            assert said is not None, f"{table} is written without a door"
            assert "audited door" in said, f"{table}: {said}"
        door = f"porte {uuid.uuid4()}"
        with connection.transaction(force_rollback=True):
            tell(connection, Scope(door=door))
            connection.execute(as_sql(NEW_ROWS[table]))
            traces = connection.execute(
                "SELECT table_name, before, after::text FROM national_audit WHERE door = %s", [door]
            ).fetchall()
            assert [(name, before) for name, before, _ in traces] == [(table, None)], f"{table}: {traces}"
            assert table not in DISCREET or ROW_SECRET not in traces[0][2], f"{table}: {traces}"


def privileges_are_few(urls: Addresses, table: str) -> None:
    """The runtime role does to a table what was granted, and is refused the rest."""
    with psycopg.connect(urls.runtime) as connection:
        column = _a_column(connection, table)
        for privilege in PRIVILEGES:
            with connection.transaction():
                tell(connection, Scope(door="test"))
                statement = as_sql(USES[privilege]).format(t=place_of(table), c=sql.Identifier(column))
                said = _refusal(connection, statement) or ""
                # A policy refuses in other words: it was asked, so the privilege was there.
                refused = "permission denied" in said or "must be owner" in said
                granted = privilege in GRANTED[table].split(", ")
                assert refused != granted, f"{privilege} on {table}: {'refused' if refused else 'allowed'}"


def nothing_is_made(urls: Addresses) -> None:
    """The runtime role makes no table in any schema of ours."""
    with psycopg.connect(urls.runtime) as connection:
        for schema in ("public", "dramatiq"):
            with connection.transaction():
                said = _refusal(connection, as_sql(f"CREATE TABLE {schema}.strange (id int)"))
                assert said is not None, f"a table is made in {schema}"


def _a_column(connection: psycopg.Connection, table: str) -> str:
    """A column that may be set to itself."""
    with connection.transaction():
        row = connection.execute(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attidentity = ''"
            " AND NOT attisdropped ORDER BY attnum LIMIT 1",
            [".".join(f'"{part}"' for part in table.split("."))],
        ).fetchone()
    assert row is not None
    return str(row[0])


def _refusal(connection: psycopg.Connection, statement: sql.SQL | sql.Composed) -> str | None:
    """What PostgreSQL says when it refuses, None when it does not; nothing stays either way."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except InsufficientPrivilege as error:
        return str(error)
    except psycopg.Error:
        # It was allowed to try: the row itself did not fit.
        return None
    return None
