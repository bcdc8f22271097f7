"""Opening and closing: what the directory knows of a territory, its draft, and the one way its rows may go."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own

ID = "2026-11-30T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "opening, draft and closing of a territory"

FORWARDS = (
    """
    ALTER TABLE territory
        ADD COLUMN kind varchar(5) NOT NULL DEFAULT '',
        ADD COLUMN state varchar(7) NOT NULL DEFAULT 'open',
        ADD COLUMN aliases varchar(9)[] NOT NULL DEFAULT '{}',
        ADD COLUMN members varchar(5)[] NOT NULL DEFAULT '{}',
        ADD COLUMN crs varchar(11),
        ADD COLUMN west double precision,
        ADD COLUMN south double precision,
        ADD COLUMN east double precision,
        ADD COLUMN north double precision,
        ADD COLUMN sandbox_of varchar(64) REFERENCES territory(slug),
        ADD CONSTRAINT territory_state CHECK (state IN ('draft', 'open', 'closing', 'closed')),
        ADD CONSTRAINT territory_bounds CHECK (num_nulls(west, south, east, north) IN (0, 4));
    CREATE INDEX territory_siren ON territory (siren);
    """,
    f"""
    CREATE TABLE territory_draft (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        sources jsonb NOT NULL,
        geometries jsonb NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        written_by varchar(200) NOT NULL,
        PRIMARY KEY (territory)
    );
    {own("territory_draft")}
    """,
    # What never changes still goes, but only with the whole of a territory that is being closed.
    """
    CREATE OR REPLACE FUNCTION is_closing(slug text) RETURNS boolean LANGUAGE sql STABLE
        SET search_path = public, pg_temp
        AS 'SELECT EXISTS (SELECT FROM territory t WHERE t.slug = $1 AND t.state = ''closing'')';
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND is_closing(to_jsonb(OLD) ->> 'territory') THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$;
    """,
    # A row policy of the owned tables bounds it to the territory its caller's transaction is for.
    """
    CREATE FUNCTION purge_territory(closing text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE
        left_over text[]; next_round text[]; one text; gone bigint; counts jsonb := '{}';
    BEGIN
        IF NULLIF(current_setting('app.door', true), '') IS NULL
            OR current_setting('app.territory', true) IS DISTINCT FROM closing
            OR NOT EXISTS (SELECT FROM territory WHERE slug = closing AND state = 'closing' FOR UPDATE)
        THEN
            RAISE EXCEPTION 'only a territory that is being closed is purged' USING ERRCODE = '42501';
        END IF;
        -- Rows that only a purge may erase go too.
        PERFORM set_config('app.role', 'purge', true);
        SELECT array_agg(tablename::text ORDER BY tablename) INTO left_over FROM pg_policies
            WHERE schemaname = 'public' AND permissive = 'PERMISSIVE' AND policyname = tablename || '_territory';
        WHILE cardinality(left_over) > 0 LOOP
            next_round := '{}';
            FOREACH one IN ARRAY left_over LOOP
                BEGIN
                    EXECUTE format('DELETE FROM public.%I WHERE territory = $1', one) USING closing;
                    GET DIAGNOSTICS gone = ROW_COUNT;
                    counts := counts || jsonb_build_object(one, gone);
                EXCEPTION WHEN foreign_key_violation THEN
                    next_round := next_round || one;
                END;
            END LOOP;
            IF cardinality(next_round) = cardinality(left_over) THEN
                RAISE EXCEPTION 'rows of % hold one another', next_round;
            END IF;
            left_over := next_round;
        END LOOP;
        INSERT INTO national_audit (id, at, door, table_name, before, after) VALUES (
            gen_random_uuid(), now(), current_setting('app.door'), 'purge_territory',
            NULL, jsonb_build_object('territory', closing, 'purged', counts)
        );
        UPDATE territory SET state = 'closed', rulebook = 0, overlays = 0 WHERE slug = closing;
        RETURN counts;
    END $$;
    REVOKE ALL ON FUNCTION purge_territory(text) FROM PUBLIC;
    """,
)

BACKWARDS = (
    "DROP FUNCTION purge_territory(text);",
    """
    CREATE OR REPLACE FUNCTION is_closing(slug text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';
    ALTER FUNCTION is_closing(text) RESET ALL;
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$;
    ALTER FUNCTION refuse_change() RESET ALL;
    """,
    "DROP TABLE territory_draft;",
    """
    DROP INDEX territory_siren;
    ALTER TABLE territory
        DROP COLUMN kind, DROP COLUMN state, DROP COLUMN aliases, DROP COLUMN members, DROP COLUMN crs,
        DROP COLUMN west, DROP COLUMN south, DROP COLUMN east, DROP COLUMN north,
        DROP COLUMN sandbox_of;
    """,
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
