"""Checks of passes by officers, and the zones each of them is for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-01T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "checks of passes"

TABLE = """
    CREATE TABLE pass_check (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL,
        officer uuid,
        at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        answer varchar(20) NOT NULL CHECK (answer ~ '^[a-z_]+$'),
        means varchar(5) NOT NULL CHECK (means IN ('code', 'plate')),
        code bytea CHECK (octet_length(code) = 8),
        zone varchar(80) NOT NULL DEFAULT '',
        lon double precision CHECK (lon BETWEEN -180 AND 180),
        lat double precision CHECK (lat BETWEEN -90 AND 90),
        plate varchar(16) NOT NULL DEFAULT '' CHECK (plate = upper(plate)),
        data_at timestamptz,
        doubled boolean NOT NULL DEFAULT false,
        PRIMARY KEY (territory, id),
        CONSTRAINT pass_check_place CHECK ((lon IS NULL) = (lat IS NULL)),
        CONSTRAINT pass_check_verified CHECK (answer <> 'valid' OR plate = '')
    );
    CREATE INDEX pass_check_at ON pass_check (territory, at);
    CREATE INDEX pass_check_officer ON pass_check (territory, officer, at);
    CREATE INDEX pass_check_code ON pass_check (territory, code, at) WHERE code IS NOT NULL;
    CREATE TABLE check_beat (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        officer uuid NOT NULL,
        zones jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(zones) = 'array'),
        set_at timestamptz NOT NULL,
        set_by uuid,
        PRIMARY KEY (territory, officer)
    );
"""
FORWARDS = (
    TABLE,
    own("check_beat", may_write=roles("admin", "purge")),
    own("pass_check", may_write=roles("police", "purge")),
    f"CREATE POLICY pass_check_goes ON pass_check AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
)
BACKWARDS = ("DROP TABLE pass_check; DROP TABLE check_beat;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
