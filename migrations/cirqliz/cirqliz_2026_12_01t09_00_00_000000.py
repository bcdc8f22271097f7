"""Passes, and the status lists their places are drawn from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles, share

ID = "2026-12-01T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passes and their status lists"

OFFICERS = roles("admin", "editor", "validator", "automatic", "purge")

TABLES = """
    CREATE TABLE pass_list (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        number integer NOT NULL CHECK (number >= 0),
        seed bytea NOT NULL,
        opened_at timestamptz NOT NULL,
        PRIMARY KEY (territory, number)
    );
    CREATE TABLE pass (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        code bytea NOT NULL CHECK (octet_length(code) = 8),
        derogation uuid NOT NULL,
        vehicle uuid,
        plate varchar(16) NOT NULL DEFAULT '' CHECK (plate = upper(plate)),
        country varchar(2) NOT NULL DEFAULT 'FR' CHECK (country ~ '^[A-Z]{2}$'),
        status integer NOT NULL CHECK (status >= 0),
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        state varchar(9) NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'revoked')),
        state_reason text NOT NULL DEFAULT '' CHECK (length(state_reason) <= 2000),
        state_at timestamptz,
        state_by uuid,
        issued_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, derogation) REFERENCES derogation (territory, id) ON DELETE CASCADE,
        FOREIGN KEY (territory, carrier, derogation) REFERENCES derogation (territory, carrier, id) ON DELETE CASCADE,
        CONSTRAINT pass_instants CHECK (ends_at > starts_at)
    );
    CREATE UNIQUE INDEX pass_code ON pass (territory, code);
    CREATE UNIQUE INDEX pass_status ON pass (territory, status);
    CREATE UNIQUE INDEX pass_one ON pass (territory, derogation, vehicle) NULLS NOT DISTINCT WHERE state <> 'revoked';
    CREATE INDEX pass_plate ON pass (territory, plate);
    CREATE INDEX pass_ends ON pass (territory, ends_at);
    CREATE INDEX pass_carrier ON pass (carrier, plate);
"""
FORWARDS = (
    TABLES,
    own("pass_list", may_write=OFFICERS),
    share("pass", territory=OFFICERS),
    f"CREATE POLICY pass_goes ON pass AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
)
BACKWARDS = ("DROP TABLE pass; DROP TABLE pass_list;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
