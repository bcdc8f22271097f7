"""When each pass last changed, for programs that ask what did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-12-01T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "when passes changed"

FORWARDS = (
    """
    ALTER TABLE pass ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
    CREATE TRIGGER pass_changed BEFORE UPDATE ON pass FOR EACH ROW EXECUTE FUNCTION note_change_of_derogation();
    """,
)
BACKWARDS = ("DROP TRIGGER pass_changed ON pass; ALTER TABLE pass DROP COLUMN changed_at;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
