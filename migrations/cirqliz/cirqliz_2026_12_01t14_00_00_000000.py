"""Telephones that show a right of a fleet, each with a pass bound to its key; codes read twice are told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, roles, share

ID = "2026-12-01T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "telephones of fleets"

TABLE = """
    CREATE TABLE pass_phone (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        derogation uuid NOT NULL,
        label varchar(40) NOT NULL DEFAULT '',
        state varchar(8) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'enrolled', 'ended')),
        link bytea CHECK (octet_length(link) = 32),
        link_until timestamptz NOT NULL,
        key bytea CHECK (octet_length(key) = 33),
        added_at timestamptz NOT NULL,
        enrolled_at timestamptz,
        renewed_at timestamptz,
        ended_at timestamptz,
        added_by uuid,
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, carrier, derogation) REFERENCES derogation (territory, carrier, id) ON DELETE CASCADE,
        CONSTRAINT pass_phone_enrolled CHECK (state <> 'enrolled' OR key IS NOT NULL),
        CONSTRAINT pass_phone_ended CHECK ((state = 'ended') = (ended_at IS NOT NULL))
    );
    CREATE UNIQUE INDEX pass_phone_whose ON pass_phone (territory, carrier, id);
    CREATE UNIQUE INDEX pass_phone_link ON pass_phone (territory, link) WHERE link IS NOT NULL;
    CREATE INDEX pass_phone_right ON pass_phone (territory, derogation);
    CREATE INDEX pass_phone_carrier ON pass_phone (carrier, derogation);
"""
# A pass that lost its telephone would serve without one: it goes with it.
BOUND = """
    ALTER TABLE pass ADD COLUMN phone uuid,
        ADD CONSTRAINT pass_phone_own FOREIGN KEY (territory, carrier, phone)
            REFERENCES pass_phone (territory, carrier, id) ON DELETE CASCADE,
        ADD CONSTRAINT pass_phone_or_vehicle CHECK (phone IS NULL OR (vehicle IS NULL AND carrier IS NOT NULL));
    DROP INDEX pass_one;
    CREATE UNIQUE INDEX pass_one ON pass (territory, derogation, vehicle, phone) NULLS NOT DISTINCT
        WHERE state <> 'revoked';
    ALTER TABLE pass_check ADD COLUMN stamped_at timestamptz, ADD COLUMN replayed boolean NOT NULL DEFAULT false;
"""
OFFICERS = roles("admin", "editor", "validator", "automatic", "purge")
FORWARDS = (
    TABLE,
    share("pass_phone", territory=OFFICERS),
    f"CREATE POLICY pass_phone_goes ON pass_phone AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    BOUND,
)
BACKWARDS = (
    """
    ALTER TABLE pass NO FORCE ROW LEVEL SECURITY;
    DELETE FROM pass WHERE phone IS NOT NULL;
    ALTER TABLE pass FORCE ROW LEVEL SECURITY;
    DROP INDEX pass_one;
    ALTER TABLE pass DROP COLUMN phone;
    CREATE UNIQUE INDEX pass_one ON pass (territory, derogation, vehicle) NULLS NOT DISTINCT WHERE state <> 'revoked';
    ALTER TABLE pass_check DROP COLUMN stamped_at, DROP COLUMN replayed;
    DROP TABLE pass_phone;
    """,
)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
