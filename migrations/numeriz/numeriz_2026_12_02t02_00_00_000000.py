"""Stays and holds in bays, what is reported of bays, what was refused, and when the disc was watched."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles, share

ID = "2026-12-02T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "stays"

# Of two stays in one place at one time the database itself refuses the second. `btree_gist` is a trusted extension.
STAY = """
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE TABLE stay (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid REFERENCES organisation(id),
        id uuid NOT NULL,
        bay uuid,
        place smallint CHECK (place >= 1),
        kind varchar(4) NOT NULL CHECK (kind IN ('hold', 'stay')),
        means varchar(8) NOT NULL CHECK (means IN ('position', 'sign', 'code', 'map', 'text')),
        reason varchar(20) NOT NULL DEFAULT '',
        phone bytea NOT NULL DEFAULT '\\x',
        plate varchar(16) NOT NULL DEFAULT '',
        country varchar(2) NOT NULL DEFAULT '',
        vehicle uuid,
        category varchar(2) NOT NULL DEFAULT '',
        energy varchar(16) NOT NULL DEFAULT '',
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        due_at timestamptz,
        regulated_from timestamptz,
        ended_at timestamptz,
        ended_by varchar(9) CHECK (ended_by IN ('driver', 'automatic', 'moved', 'taken', 'lapsed', 'closed')),
        overrun_at timestamptz,
        stay_min integer CHECK (stay_min >= 0),
        no_return_min integer CHECK (no_return_min >= 0),
        extension_min integer NOT NULL DEFAULT 0 CHECK (extension_min >= 0),
        extended_min integer NOT NULL DEFAULT 0 CHECK (extended_min >= 0),
        verdict varchar(13) NOT NULL DEFAULT 'unknown',
        source varchar(4) NOT NULL DEFAULT 'none' CHECK (source IN ('rule', 'sign', 'none')),
        excess boolean NOT NULL DEFAULT false,
        doubled boolean NOT NULL DEFAULT false,
        offline boolean NOT NULL DEFAULT false,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, bay) REFERENCES bay (territory, id) ON DELETE SET NULL (bay),
        CHECK (ends_at >= starts_at),
        CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
        CONSTRAINT stay_alone EXCLUDE USING gist (
            territory WITH =, bay WITH =, place WITH =, tstzrange(starts_at, ends_at) WITH &&
        ) WHERE (place IS NOT NULL)
    );
    CREATE INDEX stay_at_bay ON stay (territory, bay, ends_at, starts_at);
    CREATE INDEX stay_open ON stay (territory, ends_at) WHERE ended_at IS NULL;
    CREATE INDEX stay_of_phone ON stay (territory, phone, starts_at) WHERE phone <> '\\x';
    CREATE INDEX stay_of_plate ON stay (territory, plate, ends_at) WHERE plate <> '';
    CREATE INDEX stay_of_carrier ON stay (carrier, starts_at) WHERE carrier IS NOT NULL;
    CREATE INDEX stay_when ON stay (territory, starts_at);
"""
# A phone names its stay by number alone: where it stands is found here, by who has the secret.
DISC = """
    CREATE TABLE disc (
        id uuid PRIMARY KEY,
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        phone bytea NOT NULL CHECK (phone <> '\\x'),
        set_at timestamptz NOT NULL
    );
    CREATE INDEX disc_of_phone ON disc (phone, set_at);
    CREATE INDEX disc_set_at ON disc (set_at);
"""
REPORT = """
    CREATE TABLE bay_report (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL,
        bay uuid NOT NULL,
        kind varchar(13) NOT NULL CHECK (kind IN ('full', 'blocked', 'double_parked', 'closed', 'wrong_sign')),
        cause varchar(20) NOT NULL DEFAULT '',
        at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        phone bytea NOT NULL DEFAULT '\\x',
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, bay) REFERENCES bay (territory, id) ON DELETE CASCADE
    );
    CREATE INDEX bay_report_at ON bay_report (territory, bay, at);
"""
COUNTS = """
    CREATE TABLE stay_refusal (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        bay uuid NOT NULL,
        hour timestamptz NOT NULL,
        why varchar(20) NOT NULL,
        times integer NOT NULL DEFAULT 1,
        PRIMARY KEY (territory, bay, hour, why),
        FOREIGN KEY (territory, bay) REFERENCES bay (territory, id) ON DELETE CASCADE
    );
    CREATE TABLE stay_beat (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        hour timestamptz NOT NULL,
        beats smallint NOT NULL DEFAULT 1,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (territory, hour)
    );
"""
WRITES = roles("disc", "purge")
FORWARDS = (
    STAY,
    share("stay", territory=WRITES),
    f"CREATE POLICY stay_goes ON stay AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    DISC,
    REPORT,
    own("bay_report", may_write=WRITES),
    f"CREATE POLICY bay_report_goes ON bay_report AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    COUNTS,
    own("stay_refusal", may_write=WRITES),
    own("stay_beat", may_write=WRITES),
)
BACKWARDS = ("DROP TABLE stay_beat; DROP TABLE stay_refusal; DROP TABLE bay_report; DROP TABLE disc; DROP TABLE stay;",)


async def forwards() -> MigrationManager:
    return migration("numeriz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
