"""What proves who somebody is: secrets, or their digests. No trace is kept of these rows, which would keep the secrets."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passwords, passkeys, codes, sessions, proofs, throttles"

FORWARDS = (
    """
    CREATE TABLE password (
        person uuid PRIMARY KEY REFERENCES person(id),
        hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE passkey (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person uuid NOT NULL REFERENCES person(id),
        credential bytea NOT NULL,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL DEFAULT 0,
        name text NOT NULL,
        transports text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL,
        used_at timestamptz
    );
    CREATE UNIQUE INDEX passkey_credential ON passkey (credential);
    CREATE INDEX passkey_person ON passkey (person);
    CREATE TABLE totp (
        person uuid PRIMARY KEY REFERENCES person(id),
        secret bytea NOT NULL,
        step bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz
    );
    CREATE TABLE recovery_code (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person uuid NOT NULL REFERENCES person(id),
        hash bytea NOT NULL CHECK (length(hash) = 32),
        used_at timestamptz
    );
    CREATE UNIQUE INDEX recovery_code_hash ON recovery_code (person, hash);
    CREATE TABLE session (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        token bytea NOT NULL CHECK (length(token) = 32),
        person uuid NOT NULL REFERENCES person(id),
        means text NOT NULL,
        awaits_code boolean NOT NULL DEFAULT false,
        device text NOT NULL DEFAULT '',
        acting uuid REFERENCES role_held(id),
        created_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz
    );
    CREATE UNIQUE INDEX session_token ON session (token);
    CREATE INDEX session_person ON session (person) WHERE ended_at IS NULL;
    CREATE INDEX session_expires ON session (expires_at);
    CREATE TABLE proof (
        hash bytea PRIMARY KEY CHECK (length(hash) = 32),
        purpose varchar(8) NOT NULL CHECK (purpose IN ('verify', 'reset', 'change', 'add', 'enter')),
        person uuid REFERENCES person(id),
        email text,
        name text,
        language varchar(2),
        password text,
        expires_at timestamptz NOT NULL,
        CONSTRAINT proof_whose CHECK (CASE purpose
            WHEN 'verify' THEN person IS NULL AND email IS NOT NULL AND name IS NOT NULL AND password IS NOT NULL
            WHEN 'reset' THEN person IS NOT NULL
            WHEN 'change' THEN person IS NOT NULL AND email IS NOT NULL
            WHEN 'add' THEN person IS NOT NULL
            ELSE person IS NULL END)
    );
    CREATE INDEX proof_expires ON proof (expires_at);
    CREATE INDEX proof_person ON proof (person);
    CREATE TABLE throttle (
        key bytea PRIMARY KEY CHECK (length(key) = 32),
        tries integer NOT NULL,
        refused boolean NOT NULL,
        until timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE INDEX throttle_expires ON throttle (expires_at);
    """,
)

BACKWARDS = (
    "DROP TABLE throttle; DROP TABLE proof; DROP TABLE session; DROP TABLE recovery_code;",
    "DROP TABLE totp; DROP TABLE passkey; DROP TABLE password;",
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
