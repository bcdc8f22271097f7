"""Facts: said in the transaction of the work, heard in order, set aside when a listener cannot hear them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own

ID = "2026-11-30T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "facts, how far each listener heard, what was set aside"

FORWARDS = (
    # A restore into another server starts transaction numbers again: the shift makes them go on growing.
    """
    CREATE FUNCTION lasting_xid(transaction xid8) RETURNS xid8 LANGUAGE sql STABLE
        RETURN (transaction::text::bigint + 0)::text::xid8;
    CREATE TABLE fact (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        number bigint GENERATED ALWAYS AS IDENTITY,
        xid xid8 NOT NULL DEFAULT lasting_xid(pg_current_xact_id()),
        carrier varchar(64),
        topic varchar(100) NOT NULL CHECK (topic ~ '^[a-z]+(_[a-z]+)*([.][a-z]+(_[a-z]+)*)+$'),
        body jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
        said_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, number)
    );
    CREATE INDEX fact_order ON fact (territory, xid, number);
    CREATE TABLE fact_cursor (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        listener varchar(100) NOT NULL,
        xid xid8 NOT NULL,
        number bigint NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        again_at timestamptz,
        PRIMARY KEY (territory, listener)
    );
    CREATE TABLE fact_set_aside (
        territory varchar(64) NOT NULL,
        listener varchar(100) NOT NULL,
        number bigint NOT NULL,
        error text NOT NULL,
        set_aside_at timestamptz NOT NULL,
        PRIMARY KEY (territory, listener, number),
        FOREIGN KEY (territory, number) REFERENCES fact(territory, number)
    );
    """,
    *(own(table) for table in ("fact", "fact_cursor", "fact_set_aside")),
    never_moves("fact"),
)

BACKWARDS = (
    "DROP TABLE fact_set_aside; DROP TABLE fact_cursor; DROP TABLE fact;",
    "DROP FUNCTION lasting_xid(xid8);",
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
