"""What migrations are written with: raw statements forwards and backwards, the policies of the classes of tables."""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

MINE = "({owner})::text = NULLIF(current_setting('app.{owner}', true), '')"
"""A row belongs to whom the transaction is for."""


def mine(owner: str) -> str:
    """The policy of rows owned by a `territory` or a `carrier`."""
    return MINE.format(owner=owner)


def own(table: str, owner: str = "territory", *, may_write: str = "true") -> str:
    """Force the policy of an owned table; `may_write` is what else a written row must meet."""
    check = mine(owner) if may_write == "true" else f"{mine(owner)} AND ({may_write})"
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_{owner} ON {table} USING ({mine(owner)}) WITH CHECK ({check});
        {_frozen(table) if owner == "territory" else ""}
    """


SHARED = {
    "territory": f"{mine('territory')} AND COALESCE(current_setting('app.carrier', true), '') = ''",
    "carrier": mine("carrier"),
}
"""Each side of a shared row: a transaction that names a carrier acts for it alone, whatever the territory."""


def share(table: str, *, territory: str = "true", carrier: str = "false") -> str:
    """Force the policy of a table that a territory and a carrier share: both read, each writes what it may.

    `territory` and `carrier` are what a row must meet to be written by that side. A row never changes hands.
    """
    # `purge_territory` finds by this name what goes with a territory.
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_territory ON {table} USING (({SHARED["territory"]}) OR ({SHARED["carrier"]}))
            WITH CHECK (({SHARED["territory"]} AND ({territory})) OR ({SHARED["carrier"]} AND ({carrier})));
        CREATE TRIGGER {table}_changes_no_hands BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_hands();
        {_frozen(table)}
    """


def freeze(table: str, *, name: str = "") -> str:
    """Refuse what is written in a table of a territory that is closing, or closed."""
    return (
        f"CREATE OR REPLACE TRIGGER {name or table}_closes BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_while_closing();"
    )


def _frozen(table: str) -> str:
    """The same in a migration that may come before that function, whose own migration then sees to this table."""
    return f"""
        DO $$ BEGIN
            IF to_regprocedure('refuse_while_closing()') IS NOT NULL THEN
                {freeze(table)}
            END IF;
        END $$;
    """


def roles(*names: str) -> str:
    """Whether the transaction is that of one of these roles."""
    listed = ", ".join(f"'{name}'" for name in names)
    return f"current_setting('app.role', true) IN ({listed})"


def never_moves(table: str) -> str:
    """Rows of this table are only ever added."""
    return f"""
        CREATE TRIGGER {table}_never_moves BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """


def migration(
    app: str, identity: str, description: str, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """A migration of raw statements, each run on the open transaction."""
    manager = MigrationManager(migration_id=identity, app_name=app, description=description)

    async def go() -> None:
        await _run(forwards)

    async def back() -> None:
        await _run(backwards)

    manager.add_raw(go)
    manager.add_raw_backwards(back)
    return manager


async def _run(statements: Sequence[str]) -> None:
    engine = engine_finder()
    assert engine is not None
    transaction = engine.current_transaction.get()
    assert transaction is not None
    for statement in statements:
        await transaction.connection.execute(statement)
