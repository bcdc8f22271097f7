"""Signing in elsewhere: sources of organisations, who is who there, sign-ins under way; requests for access."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own

ID = "2026-11-30T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outside sources, identities, attempts; access requests; communes of invitations"

FORWARDS = (
    """
    CREATE TABLE outside_source (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        organisation uuid REFERENCES organisation(id),
        territory varchar(64) REFERENCES territory(slug),
        name text NOT NULL,
        issuer text NOT NULL,
        client_id text NOT NULL,
        secret bytea NOT NULL,
        authentication varchar(20) NOT NULL CHECK (authentication IN ('client_secret_basic', 'client_secret_post')),
        domain text NOT NULL DEFAULT '' CHECK (domain = lower(domain)),
        added_by uuid NOT NULL REFERENCES person(id),
        added_at timestamptz NOT NULL,
        removed_at timestamptz,
        CONSTRAINT outside_source_whose CHECK ((organisation IS NULL) <> (territory IS NULL)),
        CONSTRAINT outside_source_forgotten CHECK (removed_at IS NULL OR length(secret) = 0)
    );
    CREATE UNIQUE INDEX outside_source_once ON outside_source (organisation, territory, issuer)
        NULLS NOT DISTINCT WHERE removed_at IS NULL;
    CREATE INDEX outside_source_domain ON outside_source (domain) WHERE removed_at IS NULL;
    CREATE TABLE outside_identity (
        issuer text NOT NULL,
        subject text NOT NULL,
        person uuid NOT NULL REFERENCES person(id),
        name text NOT NULL,
        linked_at timestamptz NOT NULL,
        used_at timestamptz NOT NULL,
        PRIMARY KEY (issuer, subject)
    );
    CREATE UNIQUE INDEX outside_identity_person ON outside_identity (person, issuer);
    CREATE TABLE outside_attempt (
        hash bytea PRIMARY KEY CHECK (length(hash) = 32),
        purpose varchar(8) NOT NULL CHECK (purpose IN ('enter', 'link', 'try')),
        source uuid REFERENCES outside_source(id),
        session uuid REFERENCES session(id) ON DELETE CASCADE,
        issuer text NOT NULL,
        state text NOT NULL,
        nonce text NOT NULL,
        verifier text NOT NULL,
        onward text NOT NULL DEFAULT '/',
        expires_at timestamptz NOT NULL,
        CONSTRAINT outside_attempt_whose CHECK ((purpose = 'enter') = (session IS NULL))
    );
    CREATE INDEX outside_attempt_expires ON outside_attempt (expires_at);
    ALTER TABLE session ADD COLUMN source uuid REFERENCES outside_source(id), ADD COLUMN id_token bytea;
    CREATE INDEX session_source ON session (source) WHERE ended_at IS NULL;
    ALTER TABLE invitation ADD COLUMN authority varchar(5) NOT NULL DEFAULT '',
        ADD CONSTRAINT invitation_authority CHECK (authority = '' OR role = 'editor');
    CREATE TABLE access_request (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person uuid NOT NULL REFERENCES person(id),
        siret varchar(14) NOT NULL CHECK (siret ~ '^[0-9]{14}$'),
        organisation text NOT NULL DEFAULT '',
        asked_at timestamptz NOT NULL,
        decided_at timestamptz,
        decided_by uuid REFERENCES person(id),
        role varchar(16),
        authority varchar(5) NOT NULL DEFAULT '',
        PRIMARY KEY (territory, id),
        CONSTRAINT access_request_decided CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT access_request_granted CHECK (role IS NULL OR decided_at IS NOT NULL),
        CONSTRAINT access_request_role CHECK (role IN ('admin', 'editor', 'validator', 'police', 'partner', 'reader')),
        CONSTRAINT access_request_authority CHECK (authority = '' OR role = 'editor')
    );
    CREATE UNIQUE INDEX access_request_once ON access_request (territory, person) WHERE decided_at IS NULL;
    """,
    own("access_request"),
)

BACKWARDS = (
    """
    DROP TABLE access_request;
    ALTER TABLE invitation DROP CONSTRAINT invitation_authority, DROP COLUMN authority;
    ALTER TABLE session DROP COLUMN source, DROP COLUMN id_token;
    DROP TABLE outside_attempt; DROP TABLE outside_identity; DROP TABLE outside_source;
    """,
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
