"""Where an organisation receives its letters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-12-01T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "postal addresses of organisations"

FORWARDS = (
    """
    ALTER TABLE organisation ADD COLUMN address jsonb
        CHECK (jsonb_typeof(address) = 'object' AND length(address::text) <= 1000);
    """,
)
BACKWARDS = ("ALTER TABLE organisation DROP COLUMN address;",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
