"""Carriers in federations, by consent; and the only thing a federation reads of their fleets: counts of many."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T07:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "memberships of federations, and their counts"

FORWARDS = (
    """
    CREATE TABLE membership (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        federation uuid NOT NULL REFERENCES organisation(id),
        carrier uuid REFERENCES organisation(id),
        siret varchar(14) CHECK (siret ~ '^[0-9]{14}$'),
        email text CHECK (email = lower(email)),
        invited_by uuid REFERENCES person(id),
        invited_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_by uuid REFERENCES person(id),
        accepted_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT membership_accepted CHECK ((carrier IS NULL) = (accepted_at IS NULL)),
        CONSTRAINT membership_named CHECK (num_nonnulls(carrier, siret, email) >= 1 OR ended_at IS NOT NULL)
    );
    CREATE UNIQUE INDEX membership_once ON membership (federation, carrier) WHERE ended_at IS NULL;
    CREATE INDEX membership_carrier ON membership (carrier) WHERE ended_at IS NULL;
    CREATE INDEX membership_siret ON membership (siret) WHERE accepted_at IS NULL AND ended_at IS NULL;
    CREATE INDEX membership_email ON membership (email) WHERE accepted_at IS NULL AND ended_at IS NULL;
    CREATE TRIGGER membership_door BEFORE INSERT OR UPDATE OR DELETE ON membership
        FOR EACH ROW EXECUTE FUNCTION audit_discreetly();
    """,
    # Decision 005: five carriers at least, none with more than four fifths.
    """
    CREATE FUNCTION may_disclose(counts bigint[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT count(*) >= 5 AND 5 * max(n) <= 4 * sum(n) FROM unnest(counts) AS n WHERE n > 0
    $$;
    """,
    # Row policies are forced on the owner of the tables too: each carrier is counted in its own scope, and the scope of
    # who asks is put back. Nothing of one carrier leaves the function.
    """
    CREATE FUNCTION federation_counts() RETURNS TABLE (dimension text, value text, vehicles bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        asker text := NULLIF(current_setting('app.carrier', true), '');
        counted jsonb := '[]';
        member uuid;
        this text;
        shown text[];
        hidden bigint[];
    BEGIN
        IF asker IS NULL OR current_setting('app.role', true) IS DISTINCT FROM 'federation' THEN
            RAISE EXCEPTION 'a federation asks for its own counts' USING ERRCODE = '42501';
        END IF;
        FOR member IN
            SELECT m.carrier FROM membership m JOIN organisation o ON o.id = m.carrier AND o.closed_at IS NULL
            WHERE m.federation::text = asker AND m.accepted_at IS NOT NULL AND m.ended_at IS NULL
        LOOP
            PERFORM set_config('app.carrier', member::text, true);
            counted := counted || COALESCE((
                SELECT jsonb_agg(jsonb_build_object('d', d, 'v', v, 'c', member, 'n', n)) FROM (
                    SELECT said.d, COALESCE(said.v, 'unknown') AS v, count(*) AS n
                    FROM vehicle, LATERAL (VALUES
                        ('total', 'all'),
                        ('energy', facts ->> 'energy'),
                        ('critair', facts ->> 'critair'),
                        ('category', facts ->> 'category'),
                        ('weight', CASE WHEN (facts ->> 'gvw_kg')::int <= 3500 THEN 'light'
                            WHEN (facts ->> 'gvw_kg')::int <= 12000 THEN 'medium'
                            WHEN (facts ->> 'gvw_kg')::int > 12000 THEN 'heavy' END)
                    ) AS said(d, v)
                    WHERE archived_at IS NULL GROUP BY 1, 2
                ) AS grouped), '[]');
        END LOOP;
        PERFORM set_config('app.carrier', asker, true);
        FOREACH this IN ARRAY ARRAY['total', 'energy', 'critair', 'category', 'weight'] LOOP
            SELECT array_agg(g.v) INTO shown FROM (
                SELECT x.v FROM jsonb_to_recordset(counted) AS x(d text, v text, c uuid, n bigint)
                WHERE x.d = this GROUP BY x.v HAVING may_disclose(array_agg(x.n))
            ) AS g;
            shown := COALESCE(shown, '{}');
            -- What is hidden is known from the total together: it must be of many as well, or the least shown joins it.
            LOOP
                SELECT array_agg(s.n) INTO hidden FROM (
                    SELECT sum(x.n)::bigint AS n FROM jsonb_to_recordset(counted) AS x(d text, v text, c uuid, n bigint)
                    WHERE x.d = this AND x.v <> ALL (shown) GROUP BY x.c
                ) AS s;
                EXIT WHEN hidden IS NULL OR may_disclose(hidden) OR shown = '{}';
                SELECT array_remove(shown, least.v) INTO shown FROM (
                    SELECT x.v FROM jsonb_to_recordset(counted) AS x(d text, v text, c uuid, n bigint)
                    WHERE x.d = this AND x.v = ANY (shown) GROUP BY x.v ORDER BY sum(x.n), x.v LIMIT 1
                ) AS least;
            END LOOP;
            RETURN QUERY SELECT this, x.v, (round(sum(x.n) / 5) * 5)::bigint
                FROM jsonb_to_recordset(counted) AS x(d text, v text, c uuid, n bigint)
                WHERE x.d = this AND x.v = ANY (shown) GROUP BY x.v;
            IF may_disclose(hidden) THEN
                RETURN QUERY SELECT this, NULL::text, (SELECT (round(sum(n) / 5) * 5)::bigint FROM unnest(hidden) AS n);
            END IF;
        END LOOP;
    END $$;
    """,
)
BACKWARDS = ("DROP FUNCTION federation_counts(); DROP FUNCTION may_disclose(bigint[]); DROP TABLE membership;",)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
