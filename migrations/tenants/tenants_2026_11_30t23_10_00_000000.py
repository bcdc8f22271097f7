"""Closing from a page: how far an export has come, and nothing written any more while a territory is closing."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import freeze, migration, own, roles

ID = "2026-11-30T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "exports of territories, writes refused while one is closing"
_LOCK = "EXECUTE replace(pg_get_functiondef('purge_territory(text)'::regprocedure), '{}', '{}');"
"""Have the purge take another lock on its territory."""

FORWARDS = (
    """
    CREATE TABLE territory_export (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL,
        state varchar(7) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
        total bigint NOT NULL DEFAULT 0,
        done bigint NOT NULL DEFAULT 0,
        bytes bigint NOT NULL DEFAULT 0,
        sha256 varchar(64) NOT NULL DEFAULT '',
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        taken_at timestamptz,
        PRIMARY KEY (territory, id)
    );
    """,
    own("territory_export", may_write=roles("operator")),
    # Whoever writes holds the key of the territory, which the closing takes whole as it begins: what began before is
    # seen by the export, what comes after is refused at once. A purge of personal data may go on, in its turn.
    """
    CREATE FUNCTION refuse_while_closing() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$
    DECLARE
        standing text;
    BEGIN
        SELECT state INTO standing FROM territory WHERE slug = NEW.territory FOR KEY SHARE;
        IF standing IS NULL OR standing NOT IN ('closing', 'closed') THEN
            RETURN NEW;
        END IF;
        IF current_setting('app.role', true) = 'purge' THEN
            PERFORM FROM territory WHERE slug = NEW.territory FOR SHARE;
        ELSIF NOT (TG_TABLE_NAME = 'fact' AND to_jsonb(NEW) ->> 'topic' = 'territory.closed') THEN
            RAISE EXCEPTION 'territory % is %: nothing is written there', NEW.territory, standing
                USING ERRCODE = 'JZ001';
        END IF;
        RETURN NEW;
    END $$;
    """,
    f"""
    DO $all$
    DECLARE
        one text;
    BEGIN
        FOR one IN SELECT tablename FROM pg_policies
            WHERE schemaname = 'public' AND permissive = 'PERMISSIVE' AND policyname = tablename || '_territory'
        LOOP
            EXECUTE format('{freeze("%1$I", name="%1$s")}', one);
        END LOOP;
    END $all$;
    """,  # noqa: S608  # a constant of ours
    # Not the whole of it: who writes then is refused without waiting, for a wait that holds a row would be for ever.
    f"DO $all$ BEGIN {_LOCK.format('FOR UPDATE)', 'FOR NO KEY UPDATE)')} END $all$;",
    # They go on by themselves after an export, and hold nothing that the rest does not.
    *(
        f"DROP TRIGGER {table}_closes ON {table};"
        for table in ("audit_link", "fact_cursor", "fact_set_aside", "draft_difference", "territory_export")
    ),
)

BACKWARDS = (
    f"DO $all$ BEGIN {_LOCK.format('FOR NO KEY UPDATE)', 'FOR UPDATE)')} END $all$;",
    "DROP FUNCTION refuse_while_closing() CASCADE;",
    "DROP TABLE territory_export;",
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
