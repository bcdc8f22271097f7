"""Published rulebooks of many territories in one query: what a node that starts reads."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration

ID = "2026-11-30T23:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "published rulebooks of many territories at once"

FORWARDS = (
    # What is published is public. Row policies are forced on the owner of the tables too: each is read in the scope of
    # its territory, and the scope of who asks is put back.
    """
    CREATE FUNCTION published_rulebooks(slugs text[], numbers integer[])
        RETURNS TABLE (slug text, number integer, bundle text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        asker text := current_setting('app.territory', true);
    BEGIN
        FOR place IN 1..cardinality(slugs) LOOP
            PERFORM set_config('app.territory', slugs[place], true);
            RETURN QUERY SELECT r.territory::text, r.number, r.bundle FROM rulebook r
                WHERE r.territory = slugs[place] AND r.number = numbers[place];
        END LOOP;
        PERFORM set_config('app.territory', coalesce(asker, ''), true);
    END $$;
    REVOKE ALL ON FUNCTION published_rulebooks(text[], integer[]) FROM PUBLIC;
    """,
)
BACKWARDS = ("DROP FUNCTION published_rulebooks(text[], integer[]);",)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
