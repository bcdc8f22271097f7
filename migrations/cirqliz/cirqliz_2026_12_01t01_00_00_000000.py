"""Documents of a carrier, sealed, and who did what with them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-01T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "documents of a carrier"

WRITERS = roles("owner", "dispatcher")

FORWARDS = (
    """
    CREATE TABLE document (
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        proof text NOT NULL CHECK (proof <> '' AND length(proof) <= 120),
        vehicle uuid,
        name text NOT NULL CHECK (name <> ''),
        media_type varchar(32) NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg')),
        bytes integer NOT NULL CHECK (bytes > 0),
        sha256 varchar(64) NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        sealed bytea NOT NULL,
        key bytea NOT NULL,
        added_by uuid NOT NULL REFERENCES person(id),
        added_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        removed_at timestamptz,
        PRIMARY KEY (carrier, id),
        FOREIGN KEY (carrier, vehicle) REFERENCES vehicle(carrier, id) ON DELETE CASCADE
    );
    -- What is sealed is as large as what was given: compressing it again is time lost.
    ALTER TABLE document ALTER COLUMN sealed SET STORAGE EXTERNAL;
    CREATE INDEX document_vehicle ON document (carrier, vehicle, proof);
    CREATE TABLE document_trace (
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        document uuid NOT NULL,
        what varchar(8) NOT NULL CHECK (what IN ('added', 'opened', 'removed', 'restored')),
        person uuid NOT NULL REFERENCES person(id),
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (carrier, id)
    );
    CREATE INDEX document_trace_at ON document_trace (carrier, document, at);
    """,
    own("document", "carrier", may_write=WRITERS),
    own("document_trace", "carrier", may_write=WRITERS),
    # A row that goes is not a row that is written: the policy's check does not see it.
    f"""
    CREATE POLICY document_goes ON document AS RESTRICTIVE FOR DELETE USING ({roles("purge")});
    CREATE POLICY document_trace_goes ON document_trace AS RESTRICTIVE FOR DELETE USING ({roles("purge")});
    """,
)
BACKWARDS = ("DROP TABLE document_trace; DROP TABLE document;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
