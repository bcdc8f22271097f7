"""What people are told of derogations, where lists of them are sent, and when each last changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles, share

ID = "2026-12-01T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "news of derogations, lists sent"

CHANGED = """
    CREATE FUNCTION note_change_of_derogation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        NEW.changed_at := clock_timestamp();
        RETURN NEW;
    END $$;
    ALTER TABLE request ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
    ALTER TABLE derogation ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
    CREATE TRIGGER request_changed BEFORE UPDATE ON request
        FOR EACH ROW EXECUTE FUNCTION note_change_of_derogation();
    CREATE TRIGGER derogation_changed BEFORE UPDATE ON derogation
        FOR EACH ROW EXECUTE FUNCTION note_change_of_derogation();
    CREATE INDEX request_changed ON request (territory, changed_at);
    ALTER TABLE request ALTER COLUMN asked_by DROP NOT NULL;
    ALTER TABLE request_message ALTER COLUMN person DROP NOT NULL;
"""
NOTICE = """
    CREATE TABLE derogation_notice (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        topic varchar(16) NOT NULL,
        about uuid NOT NULL,
        fact bigint NOT NULL DEFAULT 0,
        person uuid NOT NULL REFERENCES person(id),
        at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        PRIMARY KEY (territory, id)
    );
    CREATE UNIQUE INDEX derogation_notice_once ON derogation_notice (territory, about, topic, fact, person);
    CREATE INDEX derogation_notice_waiting ON derogation_notice (territory, at) WHERE sent_at IS NULL;
    CREATE INDEX derogation_notice_person ON derogation_notice (territory, person, at);
"""
PUSH = """
    CREATE TABLE derogation_push (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        url text NOT NULL CHECK (length(url) <= 500),
        secret bytea NOT NULL,
        every varchar(4) NOT NULL CHECK (every IN ('hour', 'day')),
        added_by uuid NOT NULL REFERENCES person(id),
        added_at timestamptz NOT NULL DEFAULT now(),
        stopped_by uuid REFERENCES person(id),
        stopped_at timestamptz,
        slot timestamptz,
        done boolean NOT NULL DEFAULT true,
        attempts integer NOT NULL DEFAULT 0,
        again_at timestamptz,
        PRIMARY KEY (territory, id)
    );
    CREATE TABLE derogation_push_run (
        territory varchar(64) NOT NULL,
        push uuid NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        at timestamptz NOT NULL DEFAULT now(),
        status integer,
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
        rows integer NOT NULL DEFAULT 0,
        PRIMARY KEY (territory, push, id),
        FOREIGN KEY (territory, push) REFERENCES derogation_push (territory, id) ON DELETE CASCADE
    );
"""
FORWARDS = (
    CHANGED,
    NOTICE,
    share("derogation_notice", territory=roles("automatic", "purge")),
    f"CREATE POLICY derogation_notice_goes ON derogation_notice AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    PUSH,
    own("derogation_push", may_write=roles("admin", "automatic", "purge")),
    f"CREATE POLICY derogation_push_goes ON derogation_push AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    own("derogation_push_run", may_write=roles("admin", "automatic", "purge")),
)
BACKWARDS = (
    """
    DROP TABLE derogation_push_run; DROP TABLE derogation_push; DROP TABLE derogation_notice;
    ALTER TABLE request_message ALTER COLUMN person SET NOT NULL;
    ALTER TABLE request ALTER COLUMN asked_by SET NOT NULL;
    DROP TRIGGER derogation_changed ON derogation; DROP TRIGGER request_changed ON request;
    DROP INDEX request_changed;
    ALTER TABLE derogation DROP COLUMN changed_at; ALTER TABLE request DROP COLUMN changed_at;
    DROP FUNCTION note_change_of_derogation();
    """,
)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
