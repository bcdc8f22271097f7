"""Clients of the provider: a former secret that still serves a while, and when each last called."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "clients: former secret, last use"

FORWARDS = (
    """
    ALTER TABLE oidc_client
        ADD COLUMN former_hash bytea,
        ADD COLUMN former_until timestamptz,
        ADD COLUMN last_used_at timestamptz,
        ADD CONSTRAINT oidc_client_former CHECK ((former_hash IS NULL) = (former_until IS NULL));
    CREATE INDEX oidc_client_organisation ON oidc_client (organisation);
    CREATE INDEX oidc_client_territory ON oidc_client (territory);
    """,
)
BACKWARDS = (
    """
    DROP INDEX oidc_client_organisation;
    DROP INDEX oidc_client_territory;
    ALTER TABLE oidc_client DROP COLUMN former_hash, DROP COLUMN former_until, DROP COLUMN last_used_at;
    """,
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
