"""Vehicles and lists of them kept aside, owned by their carrier; invitations, national and without trace."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-11-30T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "vehicles, their imports, invitations"

WRITERS = roles("owner", "dispatcher")

FORWARDS = (
    """
    CREATE TABLE vehicle (
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        plate varchar(16) NOT NULL CHECK (plate = upper(plate) AND length(plate) >= 2),
        country varchar(2) NOT NULL DEFAULT 'FR' CHECK (country ~ '^[A-Z]{2}$'),
        name text NOT NULL DEFAULT '',
        facts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(facts) = 'object'),
        provenance jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(provenance) = 'object'),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        request_key varchar(64),
        request_sha256 varchar(64),
        PRIMARY KEY (carrier, id),
        CONSTRAINT vehicle_request CHECK ((request_key IS NULL) = (request_sha256 IS NULL))
    );
    CREATE UNIQUE INDEX vehicle_plate ON vehicle (carrier, country, plate) WHERE archived_at IS NULL;
    CREATE UNIQUE INDEX vehicle_request_once ON vehicle (carrier, request_key) WHERE request_key IS NOT NULL;
    CREATE INDEX vehicle_order ON vehicle (carrier, plate, id);
    CREATE TABLE vehicle_import (
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person uuid NOT NULL REFERENCES person(id),
        name text NOT NULL,
        columns jsonb NOT NULL,
        lines jsonb NOT NULL,
        problems jsonb NOT NULL,
        state varchar(8) NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
        taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (carrier, id)
    );
    CREATE INDEX vehicle_import_expires ON vehicle_import (carrier, expires_at);
    """,
    own("vehicle", "carrier", may_write=WRITERS),
    own("vehicle_import", "carrier", may_write=WRITERS),
    # A row that goes is not a row that is written: the policy's check does not see it.
    f"""
    CREATE POLICY vehicle_import_goes ON vehicle_import AS RESTRICTIVE FOR DELETE USING ({WRITERS});
    CREATE TABLE invitation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        token_sha256 varchar(64) NOT NULL,
        email text NOT NULL CHECK (email = lower(email)),
        role varchar(16) NOT NULL,
        territory varchar(64) REFERENCES territory(slug),
        organisation uuid REFERENCES organisation(id),
        invited_by uuid NOT NULL REFERENCES person(id),
        invited_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT invitation_where CHECK (CASE
            WHEN role IN ('admin', 'editor', 'validator', 'police', 'partner', 'reader')
                THEN territory IS NOT NULL AND organisation IS NULL
            WHEN role IN ('owner', 'dispatcher', 'driver', 'receiver', 'shipper', 'federation')
                THEN territory IS NULL AND organisation IS NOT NULL
            ELSE false END),
        CONSTRAINT invitation_ends_once CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
    );
    CREATE UNIQUE INDEX invitation_token ON invitation (token_sha256);
    CREATE INDEX invitation_organisation ON invitation (organisation) WHERE accepted_at IS NULL;
    CREATE INDEX invitation_territory ON invitation (territory) WHERE accepted_at IS NULL;
    CREATE INDEX invitation_expires ON invitation (expires_at) WHERE accepted_at IS NULL;
    """,
)

BACKWARDS = ("DROP TABLE invitation; DROP TABLE vehicle_import; DROP TABLE vehicle;",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
