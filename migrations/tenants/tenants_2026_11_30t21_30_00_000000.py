"""Nodes: which are there, and which version of each territory they answer with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T21:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "nodes and what they serve"

FORWARDS = (
    """
    CREATE TABLE node (
        id varchar(100) PRIMARY KEY,
        seen_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE node_status (
        node varchar(100) NOT NULL REFERENCES node(id) ON DELETE CASCADE,
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        version integer NOT NULL CHECK (version >= 0),
        error text,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (node, territory)
    );
    CREATE INDEX node_status_territory ON node_status (territory, node);
    """,
)

BACKWARDS = ("DROP TABLE node_status; DROP TABLE node;",)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
