"""The layers of its map that a territory shows on demand only."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "layers of the map"

FORWARDS = ("ALTER TABLE territory_face ADD COLUMN hidden varchar(20)[] NOT NULL DEFAULT '{}';",)
BACKWARDS = ("ALTER TABLE territory_face DROP COLUMN hidden;",)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
