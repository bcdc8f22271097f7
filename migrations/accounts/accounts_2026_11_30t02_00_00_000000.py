"""The OpenID Connect provider: keys, clients, codes, tokens.

National without trace: their rows hold secrets, or prints of secrets, which a trace would keep for ever.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "signing keys, clients, codes and tokens of the OpenID Connect provider"

FORWARDS = (
    """
    CREATE TABLE signing_key (
        kid varchar(43) PRIMARY KEY,
        alg varchar(5) NOT NULL CHECK (alg IN ('ES256', 'RS256')),
        secret text NOT NULL,
        published_at timestamptz NOT NULL,
        used_from timestamptz NOT NULL CHECK (used_from >= published_at),
        retired_at timestamptz
    );
    CREATE TABLE oidc_client (
        id varchar(40) PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        kind varchar(12) NOT NULL CHECK (kind IN ('confidential', 'public', 'machine')),
        secret_hash bytea,
        redirect_uris text[] NOT NULL DEFAULT '{}',
        post_logout_uris text[] NOT NULL DEFAULT '{}',
        back_channel_uri text,
        scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
        id_token_alg varchar(5) NOT NULL DEFAULT 'RS256' CHECK (id_token_alg IN ('ES256', 'RS256')),
        userinfo_alg varchar(5) CHECK (userinfo_alg IN ('ES256', 'RS256')),
        organisation uuid REFERENCES organisation(id),
        territory varchar(64) REFERENCES territory(slug),
        created_at timestamptz NOT NULL,
        CONSTRAINT oidc_client_secret CHECK ((kind = 'public') = (secret_hash IS NULL)),
        CONSTRAINT oidc_client_redirect CHECK ((kind = 'machine') = (cardinality(redirect_uris) = 0)),
        CONSTRAINT oidc_client_owner CHECK (num_nonnulls(organisation, territory) <= 1)
    );
    CREATE TABLE oidc_code (
        hash bytea PRIMARY KEY,
        client varchar(40) NOT NULL REFERENCES oidc_client(id) ON DELETE CASCADE,
        person uuid NOT NULL REFERENCES person(id),
        session uuid NOT NULL,
        redirect_uri text NOT NULL,
        scope text NOT NULL,
        nonce text,
        challenge varchar(128) NOT NULL,
        signed_at timestamptz NOT NULL,
        means text[] NOT NULL,
        strong boolean NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE INDEX oidc_code_client ON oidc_code (client);
    CREATE INDEX oidc_code_session ON oidc_code (session);
    CREATE INDEX oidc_code_expires ON oidc_code (expires_at);
    CREATE TABLE oidc_token (
        hash bytea PRIMARY KEY,
        kind varchar(7) NOT NULL CHECK (kind IN ('access', 'refresh')),
        family uuid NOT NULL,
        client varchar(40) NOT NULL REFERENCES oidc_client(id) ON DELETE CASCADE,
        person uuid REFERENCES person(id),
        session uuid,
        scope text NOT NULL,
        signed_at timestamptz,
        means text[] NOT NULL DEFAULT '{}',
        strong boolean NOT NULL DEFAULT false,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT oidc_token_person CHECK (num_nonnulls(person, session, signed_at) IN (0, 3)),
        CONSTRAINT oidc_token_refresh CHECK (kind = 'access' OR person IS NOT NULL)
    );
    CREATE INDEX oidc_token_family ON oidc_token (family);
    CREATE INDEX oidc_token_session ON oidc_token (session);
    CREATE INDEX oidc_token_client ON oidc_token (client, person);
    CREATE INDEX oidc_token_expires ON oidc_token (expires_at);
    """,
)

BACKWARDS = ("DROP TABLE oidc_token; DROP TABLE oidc_code; DROP TABLE oidc_client; DROP TABLE signing_key;",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
