"""A vehicle that left its fleet goes at its term, and so do lists: by the purge alone, or by those who keep the fleet."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, roles

ID = "2026-11-30T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who may erase vehicles and lists of them"

FORWARDS = (
    f"""
    CREATE POLICY vehicle_goes ON vehicle AS RESTRICTIVE FOR DELETE USING ({roles("purge")});
    DROP POLICY vehicle_import_goes ON vehicle_import;
    CREATE POLICY vehicle_import_goes ON vehicle_import AS RESTRICTIVE FOR DELETE
        USING ({roles("owner", "dispatcher", "purge")});
    """,
)

BACKWARDS = (
    f"""
    DROP POLICY vehicle_goes ON vehicle;
    DROP POLICY vehicle_import_goes ON vehicle_import;
    CREATE POLICY vehicle_import_goes ON vehicle_import AS RESTRICTIVE FOR DELETE
        USING ({roles("owner", "dispatcher")});
    """,
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
