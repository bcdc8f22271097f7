"""One kind of draft: what a territory was opened with becomes its first draft."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own

ID = "2026-11-30T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first drafts are drafts like all others"

FORWARDS = (
    # Each in the scope of its territory, as an administrator there: row policies bind the owner of the tables too.
    """
    DO $$
    DECLARE
        slug text; opened record; made uuid;
    BEGIN
        PERFORM set_config('app.role', 'admin', true);
        FOR slug IN SELECT t.slug FROM territory t WHERE t.state = 'draft' ORDER BY t.slug LOOP
            PERFORM set_config('app.territory', slug, true);
            SELECT * INTO opened FROM territory_draft d WHERE d.territory = slug;
            CONTINUE WHEN NOT FOUND;
            INSERT INTO draft (territory, title, base, author, created_at, updated_at) VALUES (
                slug, 'Premier règlement', 0,
                CASE WHEN opened.written_by ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    THEN opened.written_by::uuid ELSE '00000000-0000-0000-0000-000000000000' END,
                opened.written_at, opened.written_at
            ) RETURNING id INTO made;
            INSERT INTO draft_file (territory, draft, name, start, text)
                SELECT slug, made, file ->> 0, file ->> 1, file ->> 1
                FROM jsonb_array_elements(opened.sources) AS file
                WHERE file ->> 0 = 'territory.yaml' OR file ->> 0 LIKE 'rules/%';
            INSERT INTO draft_zone (territory, draft, path, shape)
                SELECT slug, made, path, shape FROM jsonb_each(opened.geometries) AS zone(path, shape)
                WHERE path LIKE 'zones/%';
        END LOOP;
        PERFORM set_config('app.role', '', true), set_config('app.territory', '', true);
    END $$;
    """,
    "DROP TABLE territory_draft;",
)

BACKWARDS = (
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
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
