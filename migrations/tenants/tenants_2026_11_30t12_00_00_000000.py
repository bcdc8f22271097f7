"""Periodic work: which slots were taken, so that each runs once over any number of nodes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "slots of periodic work"

FORWARDS = (
    """
    CREATE TABLE periodic (
        name varchar(100) NOT NULL,
        slot timestamptz NOT NULL,
        PRIMARY KEY (name, slot)
    );
    """,
)

BACKWARDS = ("DROP TABLE periodic;",)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
