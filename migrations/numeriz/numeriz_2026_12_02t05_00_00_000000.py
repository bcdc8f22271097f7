"""Since when a reminder is on its way, so that one whose sender was killed is sent again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-12-02T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reminders on their way"

FORWARDS = ("ALTER TABLE stay_alert ADD COLUMN sending_since timestamptz;",)
BACKWARDS = ("ALTER TABLE stay_alert DROP COLUMN sending_since;",)


async def forwards() -> MigrationManager:
    return migration("numeriz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
