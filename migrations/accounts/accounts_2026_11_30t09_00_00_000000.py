"""An account opened with a passkey alone, and who somebody is proved again by one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sign-up with a passkey, and proof again by it"

FORWARDS = (
    """
    ALTER TABLE session ADD COLUMN proved_at timestamptz;
    ALTER TABLE proof ADD COLUMN bound bytea CHECK (length(bound) = 32),
        DROP CONSTRAINT proof_purpose_check, DROP CONSTRAINT proof_whose,
        ADD CONSTRAINT proof_purpose_check
            CHECK (purpose IN ('verify', 'open', 'reset', 'change', 'add', 'enter', 'make', 'prove')),
        ADD CONSTRAINT proof_whose CHECK (CASE purpose
            WHEN 'verify' THEN person IS NULL AND email IS NOT NULL AND name IS NOT NULL AND password IS NOT NULL
            WHEN 'open' THEN person IS NULL AND email IS NOT NULL AND name IS NOT NULL AND password IS NULL
            WHEN 'reset' THEN person IS NOT NULL
            WHEN 'change' THEN person IS NOT NULL AND email IS NOT NULL
            WHEN 'add' THEN person IS NOT NULL
            WHEN 'make' THEN (person IS NULL) <> (email IS NULL) AND bound IS NOT NULL
            WHEN 'prove' THEN person IS NOT NULL AND bound IS NOT NULL
            ELSE person IS NULL END);
    """,
)

BACKWARDS = (
    "DELETE FROM proof WHERE purpose IN ('open', 'make', 'prove');",
    """
    ALTER TABLE proof DROP CONSTRAINT proof_purpose_check, DROP CONSTRAINT proof_whose, DROP COLUMN bound,
        ADD CONSTRAINT proof_purpose_check CHECK (purpose IN ('verify', 'reset', 'change', 'add', 'enter')),
        ADD CONSTRAINT proof_whose CHECK (CASE purpose
            WHEN 'verify' THEN person IS NULL AND email IS NOT NULL AND name IS NOT NULL AND password IS NOT NULL
            WHEN 'reset' THEN person IS NOT NULL
            WHEN 'change' THEN person IS NOT NULL AND email IS NOT NULL
            WHEN 'add' THEN person IS NOT NULL
            ELSE person IS NULL END);
    ALTER TABLE session DROP COLUMN proved_at;
    """,
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
