"""People, organisations and roles: national, written through a door that leaves a trace without personal data."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "people, organisations, roles held"

FORWARDS = (
    """
    CREATE TABLE person (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL CHECK (email = lower(email)),
        name text NOT NULL,
        language varchar(2) NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en')),
        created_at timestamptz NOT NULL DEFAULT now(),
        verified_at timestamptz,
        closed_at timestamptz
    );
    CREATE UNIQUE INDEX person_email ON person (email) WHERE closed_at IS NULL;
    CREATE TABLE organisation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind varchar(16) NOT NULL CHECK (kind IN ('carrier', 'receiver', 'shipper', 'federation')),
        name text NOT NULL,
        country varchar(2) NOT NULL DEFAULT 'FR',
        siret varchar(14) CHECK (siret ~ '^[0-9]{14}$'),
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz
    );
    CREATE UNIQUE INDEX organisation_siret ON organisation (siret, kind) WHERE closed_at IS NULL;
    CREATE TABLE role_held (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person uuid NOT NULL REFERENCES person(id),
        name varchar(16) NOT NULL,
        territory varchar(64) REFERENCES territory(slug),
        organisation uuid REFERENCES organisation(id),
        authority varchar(5) NOT NULL DEFAULT '',
        granted_by text NOT NULL,
        granted_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT role_held_where CHECK (CASE
            WHEN name IN ('admin', 'editor', 'validator', 'police', 'partner', 'reader')
                THEN territory IS NOT NULL AND organisation IS NULL
            WHEN name IN ('owner', 'dispatcher', 'driver', 'receiver', 'shipper', 'federation')
                THEN territory IS NULL AND organisation IS NOT NULL
            ELSE name = 'operator' AND territory IS NULL AND organisation IS NULL END),
        CONSTRAINT role_held_authority CHECK (authority = '' OR name = 'editor')
    );
    CREATE UNIQUE INDEX role_held_once ON role_held (person, name, territory, organisation, authority)
        NULLS NOT DISTINCT WHERE ended_at IS NULL;
    CREATE INDEX role_held_organisation ON role_held (organisation) WHERE ended_at IS NULL;
    CREATE INDEX role_held_territory ON role_held (territory) WHERE ended_at IS NULL;
    """,
    # The trace of a national row never goes: of people it keeps which row and which columns, never what they say.
    """
    CREATE FUNCTION audit_discreetly() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE
        door text := NULLIF(current_setting('app.door', true), '');
        changed jsonb := (SELECT jsonb_agg(key ORDER BY key) FROM jsonb_each(to_jsonb(NEW)) AS now(key, value)
            WHERE to_jsonb(OLD) -> key IS DISTINCT FROM now.value);
    BEGIN
        IF door IS NULL THEN
            RAISE EXCEPTION 'a national table is written through the audited door only' USING ERRCODE = '42501';
        END IF;
        INSERT INTO national_audit (id, at, door, table_name, before, after)
        VALUES (gen_random_uuid(), now(), door, TG_TABLE_NAME, NULL,
            jsonb_build_object('id', COALESCE(to_jsonb(NEW), to_jsonb(OLD)) -> 'id', 'changed', changed));
        RETURN COALESCE(NEW, OLD);
    END $$;
    """,
    *(
        f"""
        CREATE TRIGGER {table}_door BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_discreetly();
        """
        for table in ("person", "organisation", "role_held")
    ),
)

BACKWARDS = (
    "DROP TABLE role_held; DROP TABLE organisation; DROP TABLE person;",
    "DROP FUNCTION audit_discreetly();",
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
