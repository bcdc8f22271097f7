"""Keys of territories and of the platform, the signed list of them, seals of published bundles."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own

ID = "2026-11-30T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys, the signed list of keys, seals of bundles"

FORWARDS = (
    """
    CREATE TABLE public_key (
        kid varchar(6) PRIMARY KEY CHECK (kid ~ '^[A-Za-z0-9_-]{6}$'),
        territory varchar(64) REFERENCES territory(slug),
        x varchar(43) NOT NULL CHECK (length(x) = 43),
        y varchar(43) NOT NULL CHECK (length(y) = 43),
        published_at timestamptz NOT NULL,
        signs_from timestamptz NOT NULL CHECK (signs_from >= published_at),
        signs_until timestamptz NOT NULL,
        expires_at timestamptz NOT NULL CHECK (expires_at >= signs_until),
        withdrawn_at timestamptz,
        revision integer NOT NULL DEFAULT 1
    );
    CREATE INDEX public_key_territory ON public_key (territory, signs_from);
    CREATE TRIGGER public_key_door BEFORE INSERT OR UPDATE OR DELETE ON public_key
        FOR EACH ROW EXECUTE FUNCTION audit_national();
    CREATE TABLE platform_secret (
        kid varchar(6) PRIMARY KEY REFERENCES public_key(kid),
        sealed bytea NOT NULL
    );
    CREATE TABLE key_list (
        sequence bigint PRIMARY KEY,
        covers bigint NOT NULL,
        body text NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE TABLE key_secret (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        kid varchar(6) NOT NULL,
        sealed bytea NOT NULL,
        PRIMARY KEY (territory, kid)
    );
    CREATE TABLE bundle_seal (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        sequence bigint NOT NULL CHECK (sequence > 0),
        rulebook integer NOT NULL,
        standing varchar(8) NOT NULL CHECK (standing IN ('in_force', 'past')),
        state varchar(64) NOT NULL,
        header text NOT NULL,
        kid varchar(6) NOT NULL,
        sig varchar(86) NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (territory, sequence)
    );
    """,
    own("key_secret"),
    own("bundle_seal"),
)

BACKWARDS = (
    "DROP TABLE bundle_seal; DROP TABLE key_secret;",
    "DROP TABLE key_list; DROP TABLE platform_secret; DROP TABLE public_key;",
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
