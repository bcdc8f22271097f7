"""Why a request for access was refused, and where requests wait that nobody there can answer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T09:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "requests for access where nobody answers"

FORWARDS = (
    """
    ALTER TABLE access_request ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        ADD CONSTRAINT access_request_reason CHECK (reason = '' OR (role IS NULL AND decided_at IS NOT NULL));
    """,
    # Row policies are forced on the owner of the tables too: each territory is counted in its own scope, and the scope
    # of who asks is put back. Only numbers leave the function: who asks is read through the audited door.
    """
    CREATE FUNCTION unkept_requests() RETURNS TABLE (slug text, waiting bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        asker text := current_setting('app.territory', true);
        place text;
        n bigint;
    BEGIN
        IF current_setting('app.role', true) IS DISTINCT FROM 'operator' THEN
            RAISE EXCEPTION 'the national team asks for it' USING ERRCODE = '42501';
        END IF;
        FOR place IN
            SELECT t.slug FROM territory t WHERE t.state <> 'closed' AND NOT EXISTS (
                SELECT 1 FROM role_held r JOIN person p ON p.id = r.person AND p.closed_at IS NULL
                WHERE r.territory = t.slug AND r.name = 'admin' AND r.ended_at IS NULL)
            ORDER BY t.slug
        LOOP
            PERFORM set_config('app.territory', place, true);
            SELECT count(*) INTO n FROM access_request q JOIN person p ON p.id = q.person AND p.closed_at IS NULL
                WHERE q.territory = place AND q.decided_at IS NULL;
            IF n > 0 THEN
                slug := place;
                waiting := n;
                RETURN NEXT;
            END IF;
        END LOOP;
        PERFORM set_config('app.territory', coalesce(asker, ''), true);
    END $$;
    """,
)
BACKWARDS = (
    "DROP FUNCTION unkept_requests();",
    "ALTER TABLE access_request DROP CONSTRAINT access_request_reason, DROP COLUMN reason;",
)


async def forwards() -> MigrationManager:
    return migration("accounts", ID, DESCRIPTION, FORWARDS, BACKWARDS)
