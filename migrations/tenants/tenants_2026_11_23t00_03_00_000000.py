"""Overlays: owned by their territory or written through the audited door, each row once, each replaced once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T00:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "row policy, audited door and order of overlays"

MINE = "territory = NULLIF(current_setting('app.territory', true), '')"

FORWARDS = (
    f"""
    ALTER TABLE overlay DROP CONSTRAINT overlay_pkey;
    ALTER TABLE overlay ADD PRIMARY KEY (territory, id);
    ALTER TABLE overlay ADD CONSTRAINT overlay_territory_fkey FOREIGN KEY (territory) REFERENCES territory(slug);
    ALTER TABLE overlay ADD CONSTRAINT overlay_replaced UNIQUE (territory, replaces);
    ALTER TABLE overlay ADD CONSTRAINT overlay_replaces_fkey
        FOREIGN KEY (territory, replaces) REFERENCES overlay(territory, id);
    ALTER TABLE overlay ADD CONSTRAINT overlay_one_thing CHECK (
        (trigger IS NULL) <> (basis IS NULL)
        AND (trigger IS NOT NULL OR (starts_at IS NULL AND ends_at IS NULL))
        AND (basis IS NOT NULL OR starts_on IS NULL)
        AND (starts_at IS NOT NULL OR starts_on IS NOT NULL OR replaces IS NOT NULL)
        AND (ends_at IS NULL OR (starts_at IS NOT NULL AND starts_at < ends_at))
    );
    ALTER TABLE overlay ENABLE ROW LEVEL SECURITY;
    ALTER TABLE overlay FORCE ROW LEVEL SECURITY;
    CREATE POLICY overlay_territory ON overlay USING ({MINE}) WITH CHECK ({MINE});
    CREATE TRIGGER overlay_never_moves BEFORE UPDATE OR DELETE ON overlay
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """,
    """
    ALTER TABLE national_repeal ADD CONSTRAINT national_repeal_replaced UNIQUE (replaces);
    ALTER TABLE national_repeal ADD CONSTRAINT national_repeal_replaces_fkey
        FOREIGN KEY (replaces) REFERENCES national_repeal(id);
    ALTER TABLE national_repeal ADD CONSTRAINT national_repeal_starts
        CHECK (starts_on IS NOT NULL OR replaces IS NOT NULL);
    CREATE TRIGGER national_repeal_door BEFORE INSERT OR UPDATE OR DELETE ON national_repeal
        FOR EACH ROW EXECUTE FUNCTION audit_national();
    CREATE TRIGGER national_repeal_never_moves BEFORE UPDATE OR DELETE ON national_repeal
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """,
)

BACKWARDS = (
    """
    DROP TRIGGER national_repeal_never_moves ON national_repeal;
    DROP TRIGGER national_repeal_door ON national_repeal;
    ALTER TABLE national_repeal DROP CONSTRAINT national_repeal_starts;
    ALTER TABLE national_repeal DROP CONSTRAINT national_repeal_replaces_fkey;
    ALTER TABLE national_repeal DROP CONSTRAINT national_repeal_replaced;
    """,
    """
    DROP TRIGGER overlay_never_moves ON overlay;
    DROP POLICY overlay_territory ON overlay;
    ALTER TABLE overlay NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE overlay DISABLE ROW LEVEL SECURITY;
    ALTER TABLE overlay DROP CONSTRAINT overlay_one_thing;
    ALTER TABLE overlay DROP CONSTRAINT overlay_replaces_fkey;
    ALTER TABLE overlay DROP CONSTRAINT overlay_replaced;
    ALTER TABLE overlay DROP CONSTRAINT overlay_territory_fkey;
    ALTER TABLE overlay DROP CONSTRAINT overlay_pkey;
    ALTER TABLE overlay ADD PRIMARY KEY (id);
    """,
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
