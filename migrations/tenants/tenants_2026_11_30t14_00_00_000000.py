"""Personal data: proofs of erasure, requests, reads that leave a trace, and facts that may go once heard and old."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own, roles

ID = "2026-11-30T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "proofs of erasure, requests, traced reads, purge of facts"

DOOR = """
    door text := NULLIF(current_setting('app.door', true), '');
BEGIN
    IF door IS NULL THEN
        RAISE EXCEPTION 'a national table is written through the audited door only' USING ERRCODE = '42501';
    END IF;
"""
# A fact may go when it is 30 days old at least, and every listener that ever heard anything here is past it.
MAY_GO = """
    {0}.said_at <= now() - interval '30 days'
    AND NOT EXISTS (SELECT FROM fact_cursor c WHERE c.territory = {0}.territory
        AND (c.xid, c.number) < ({0}.xid, {0}.number))
    AND NOT EXISTS (SELECT FROM fact_set_aside s WHERE s.territory = {0}.territory AND s.number = {0}.number)
"""

FORWARDS = (
    """
    CREATE TABLE purge_proof (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        item varchar(64) NOT NULL,
        table_name varchar(64) NOT NULL,
        owner varchar(64) NOT NULL DEFAULT '',
        cutoff timestamptz NOT NULL,
        removed bigint NOT NULL CHECK (removed >= 0),
        keys_sha256 varchar(64) NOT NULL CHECK (keys_sha256 ~ '^[0-9a-f]{64}$'),
        left_over bigint NOT NULL CHECK (left_over = 0),
        at timestamptz NOT NULL CHECK (at >= cutoff)
    );
    CREATE INDEX purge_proof_item ON purge_proof (item, at);
    CREATE TABLE data_request (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind varchar(8) NOT NULL CHECK (kind IN ('access', 'erasure')),
        subject varchar(64) NOT NULL CHECK (subject ~ '^[0-9a-f]{64}$'),
        received_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL CHECK (due_at > received_at),
        done_at timestamptz,
        by text NOT NULL,
        reason text NOT NULL DEFAULT '',
        outcome varchar(16) CHECK (outcome IN ('given', 'erased', 'refused')),
        CONSTRAINT data_request_done CHECK ((done_at IS NULL) = (outcome IS NULL))
    );
    CREATE INDEX data_request_due ON data_request (due_at) WHERE done_at IS NULL;
    """,
    """
    CREATE TABLE retention (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        item varchar(64) NOT NULL,
        term varchar(16) NOT NULL CHECK (term ~ '^P([0-9]+Y)?([0-9]+M)?([0-9]+D)?$' AND term <> 'P'),
        deliberation text NOT NULL DEFAULT '',
        set_by varchar(200) NOT NULL,
        set_at timestamptz NOT NULL,
        PRIMARY KEY (territory, item)
    );
    """,
    own("retention", may_write=roles("admin")),
    never_moves("purge_proof"),
    # The same trace as for people: which row and which columns, never what they hold.
    f"""
    CREATE FUNCTION audit_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE {DOOR}
        INSERT INTO national_audit (id, at, door, table_name, before, after) VALUES (gen_random_uuid(), now(), door,
            TG_TABLE_NAME, NULL, jsonb_build_object('id', COALESCE(to_jsonb(NEW), to_jsonb(OLD)) -> 'id',
                'outcome', to_jsonb(NEW) -> 'outcome'));
        RETURN COALESCE(NEW, OLD);
    END $$;
    CREATE TRIGGER data_request_door BEFORE INSERT OR UPDATE OR DELETE ON data_request
        FOR EACH ROW EXECUTE FUNCTION audit_request();
    CREATE FUNCTION record_read(what text, subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE {DOOR}
        INSERT INTO national_audit (id, at, door, table_name, before, after)
        VALUES (gen_random_uuid(), now(), door, what, NULL, jsonb_build_object('read', subject));
    END $$;
    """,  # noqa: S608  # constants of ours
    # The runtime role may delete no fact: this function does, as the owner, and the trigger refuses it the rest.
    f"""
    -- Until territories can be closed, none is.
    CREATE FUNCTION is_closing(slug text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';
    CREATE FUNCTION refuse_change_of_fact() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND (is_closing(OLD.territory) OR {MAY_GO.format("OLD")}) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$;
    DROP TRIGGER fact_never_moves ON fact;
    CREATE TRIGGER fact_never_moves BEFORE UPDATE OR DELETE ON fact
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_fact();
    CREATE FUNCTION purge_facts(cutoff timestamptz, listeners text[]) RETURNS SETOF text LANGUAGE sql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DELETE FROM fact WHERE said_at <= cutoff AND {MAY_GO.format("fact")}
            AND NOT EXISTS (SELECT FROM unnest(listeners) AS name WHERE NOT EXISTS
                (SELECT FROM fact_cursor c WHERE c.territory = fact.territory AND c.listener = name))
        RETURNING territory || E'\\t' || number
    $$;
    """,  # noqa: S608  # constants of ours
)

BACKWARDS = (
    """
    DROP FUNCTION purge_facts(timestamptz, text[]);
    DROP TRIGGER fact_never_moves ON fact;
    DROP FUNCTION refuse_change_of_fact();
    DROP FUNCTION is_closing(text);
    """,
    never_moves("fact"),
    "DROP TABLE retention; DROP TABLE data_request; DROP TABLE purge_proof;",
    "DROP FUNCTION audit_request(); DROP FUNCTION record_read(text, text);",
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
