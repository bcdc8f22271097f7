"""Requests for access go at their term, by the purge alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, roles

ID = "2026-11-30T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who may erase requests for access"

FORWARDS = (
    f"""
    CREATE POLICY access_request_goes ON access_request AS RESTRICTIVE FOR DELETE USING ({roles("purge")});
    """,
)

BACKWARDS = ("DROP POLICY access_request_goes ON access_request;",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
