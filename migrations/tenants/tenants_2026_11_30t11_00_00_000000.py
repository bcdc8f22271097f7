"""The audit of a territory is a chain: each row at its place, hashed over the one before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own

ID = "2026-11-30T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "order and chain of the audit"

# Whole numbers that every reader of JSON holds exactly: their canonical writing is then the same for all.
EXACT = """NOT jsonb_path_exists({0}, 'strict $.** ? (@.type() == "number" && (@ != @.floor() || @.abs() > {1}))')"""

FORWARDS = (
    f"""
    ALTER TABLE audit ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
    ALTER TABLE audit ADD COLUMN xid xid8 NOT NULL DEFAULT lasting_xid(pg_current_xact_id());
    ALTER TABLE audit ADD CONSTRAINT audit_exact CHECK (
        {EXACT.format("before", 2**53 - 1)} AND {EXACT.format("after", 2**53 - 1)}
    );
    CREATE INDEX audit_order ON audit (territory, xid, number);
    CREATE TABLE audit_link (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        number bigint NOT NULL CHECK (number > 0),
        audit uuid NOT NULL,
        hash varchar(64) NOT NULL CHECK (hash ~ '^[0-9a-f]{{64}}$'),
        PRIMARY KEY (territory, number),
        CONSTRAINT audit_link_once UNIQUE (territory, audit),
        FOREIGN KEY (territory, audit) REFERENCES audit(territory, id)
    );
    """,
    own("audit_link"),
    never_moves("audit_link"),
)

BACKWARDS = (
    "DROP TABLE audit_link;",
    """
    ALTER TABLE audit DROP CONSTRAINT audit_exact;
    ALTER TABLE audit DROP COLUMN xid;
    ALTER TABLE audit DROP COLUMN number;
    """,
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
