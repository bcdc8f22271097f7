"""Ownership: keys that begin with the owner, forced row policies, the audited door, versions that never move."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-22T21:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "row policies, composite keys, audited door"

MINE = "territory = NULLIF(current_setting('app.territory', true), '')"


def _own(table: str) -> str:
    return f"""
        ALTER TABLE {table} DROP CONSTRAINT {table}_pkey;
        ALTER TABLE {table} ADD PRIMARY KEY (territory, id);
        ALTER TABLE {table} ADD CONSTRAINT {table}_territory_fkey FOREIGN KEY (territory) REFERENCES territory(slug);
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_territory ON {table} USING ({MINE}) WITH CHECK ({MINE});
    """


def _disown(table: str) -> str:
    return f"""
        DROP POLICY {table}_territory ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} DROP CONSTRAINT {table}_territory_fkey;
        ALTER TABLE {table} DROP CONSTRAINT {table}_pkey;
        ALTER TABLE {table} ADD PRIMARY KEY (id);
    """


FORWARDS = (
    *(_own(table) for table in ("rulebook", "zone_number", "audit")),
    """
    ALTER TABLE rulebook ADD CONSTRAINT rulebook_number UNIQUE (territory, number);
    ALTER TABLE zone_number ADD CONSTRAINT zone_number_zone UNIQUE (territory, zone);
    ALTER TABLE zone_number ADD CONSTRAINT zone_number_no UNIQUE (territory, no);
    CREATE INDEX audit_at ON audit (territory, at);
    """,
    # The directory is national: everyone reads it, a write must say through which door, and leaves a trace.
    """
    CREATE FUNCTION audit_national() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
    DECLARE door text := NULLIF(current_setting('app.door', true), '');
    BEGIN
        IF door IS NULL THEN
            RAISE EXCEPTION 'a national table is written through the audited door only' USING ERRCODE = '42501';
        END IF;
        INSERT INTO national_audit (id, at, door, table_name, before, after)
        VALUES (gen_random_uuid(), now(), door, TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW));
        RETURN COALESCE(NEW, OLD);
    END $$;
    CREATE TRIGGER territory_door BEFORE INSERT OR UPDATE OR DELETE ON territory
        FOR EACH ROW EXECUTE FUNCTION audit_national();
    """,
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$;
    CREATE TRIGGER rulebook_never_moves BEFORE UPDATE OR DELETE ON rulebook
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER audit_never_moves BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER national_audit_never_moves BEFORE UPDATE OR DELETE ON national_audit
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """,
)

BACKWARDS = (
    """
    DROP TRIGGER national_audit_never_moves ON national_audit;
    DROP TRIGGER audit_never_moves ON audit;
    DROP TRIGGER rulebook_never_moves ON rulebook;
    DROP FUNCTION refuse_change();
    DROP TRIGGER territory_door ON territory;
    DROP FUNCTION audit_national();
    DROP INDEX audit_at;
    ALTER TABLE zone_number DROP CONSTRAINT zone_number_no;
    ALTER TABLE zone_number DROP CONSTRAINT zone_number_zone;
    ALTER TABLE rulebook DROP CONSTRAINT rulebook_number;
    """,
    *(_disown(table) for table in ("audit", "zone_number", "rulebook")),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="tenants", description=DESCRIPTION)

    async def go() -> None:
        await _run(FORWARDS)

    async def back() -> None:
        await _run(BACKWARDS)

    manager.add_raw(go)
    manager.add_raw_backwards(back)
    return manager


async def _run(statements: tuple[str, ...]) -> None:
    engine = engine_finder()
    assert engine is not None
    transaction = engine.current_transaction.get()
    assert transaction is not None
    for statement in statements:
        await transaction.connection.execute(statement)
