"""Until when somebody of a carrier has read the news of its derogations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-01T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "news of derogations, read"

FORWARDS = (
    """
    CREATE TABLE derogation_reading (
        carrier uuid NOT NULL REFERENCES organisation(id),
        person uuid NOT NULL,
        read_until timestamptz NOT NULL,
        PRIMARY KEY (carrier, person)
    );
    """,
    own("derogation_reading", "carrier", may_write=roles("owner", "dispatcher")),
    # A row that goes is not a row that is written: the policy's check does not see it.
    f"CREATE POLICY derogation_reading_goes ON derogation_reading AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
)
BACKWARDS = ("DROP TABLE derogation_reading;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
