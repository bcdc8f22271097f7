"""A client of the provider is made, turned and removed through the audited door: its trace holds no secret."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T08:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "trace of clients"

# When it last called is no change of it: that column is written without door, each minute.
FORWARDS = (
    """
    CREATE FUNCTION audit_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE
        door text := NULLIF(current_setting('app.door', true), '');
        this jsonb := COALESCE(to_jsonb(NEW), to_jsonb(OLD));
        changed jsonb := (SELECT jsonb_agg(key ORDER BY key) FROM jsonb_each(to_jsonb(NEW)) AS now(key, value)
            WHERE to_jsonb(OLD) -> key IS DISTINCT FROM now.value);
    BEGIN
        IF door IS NULL THEN
            RAISE EXCEPTION 'a client is written through the audited door only' USING ERRCODE = '42501';
        END IF;
        INSERT INTO national_audit (id, at, door, table_name, before, after)
        VALUES (gen_random_uuid(), now(), door, TG_TABLE_NAME, NULL, jsonb_build_object('id', this -> 'id',
            'organisation', this -> 'organisation', 'territory', this -> 'territory', 'changed', changed));
        RETURN COALESCE(NEW, OLD);
    END $$;
    CREATE TRIGGER oidc_client_door BEFORE INSERT OR DELETE OR UPDATE OF
        id, name, kind, secret_hash, redirect_uris, post_logout_uris, back_channel_uri, scopes, id_token_alg,
        userinfo_alg, organisation, territory, created_at, former_hash, former_until
        ON oidc_client FOR EACH ROW EXECUTE FUNCTION audit_client();
    """,
)
BACKWARDS = ("DROP TRIGGER oidc_client_door ON oidc_client; DROP FUNCTION audit_client();",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
