"""Files of bays, and what undoes them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-02T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "files of bays"

COLUMNS = """
    ALTER TABLE bay
        ADD COLUMN approximate boolean NOT NULL DEFAULT false,
        ADD COLUMN removed_at timestamptz,
        ADD COLUMN brought_by uuid;
    DROP INDEX bay_reference;
    CREATE UNIQUE INDEX bay_reference ON bay (territory, reference) WHERE removed_at IS NULL;
"""
TABLES = """
    CREATE TABLE bay_import (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        by uuid,
        new integer NOT NULL CHECK (new >= 0),
        changed integer NOT NULL CHECK (changed >= 0),
        same integer NOT NULL CHECK (same >= 0),
        left_out integer NOT NULL CHECK (left_out >= 0),
        undone_at timestamptz,
        PRIMARY KEY (territory, id)
    );
    CREATE TABLE bay_before (
        territory varchar(64) NOT NULL,
        brought_by uuid NOT NULL,
        bay uuid NOT NULL,
        before jsonb,
        PRIMARY KEY (territory, brought_by, bay),
        FOREIGN KEY (territory, brought_by) REFERENCES bay_import (territory, id) ON DELETE CASCADE
    );
    CREATE TABLE bay_word (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        word varchar(120) NOT NULL CHECK (word <> ''),
        means varchar(40) NOT NULL,
        unit varchar(4) NOT NULL DEFAULT '' CHECK (unit IN ('', 'm', 'cm')),
        said_at timestamptz NOT NULL,
        PRIMARY KEY (territory, word)
    );
"""
MAY_WRITE = roles("admin", "editor", "purge")
FORWARDS = (
    COLUMNS,
    TABLES,
    *(own(table, may_write=MAY_WRITE) for table in ("bay_import", "bay_before", "bay_word")),
    f"CREATE POLICY bay_word_goes ON bay_word AS RESTRICTIVE FOR DELETE USING ({MAY_WRITE});",
)
BACKWARDS = (
    "DROP TABLE bay_before, bay_import, bay_word;",
    """
    DELETE FROM bay WHERE removed_at IS NOT NULL;
    DROP INDEX bay_reference;
    ALTER TABLE bay DROP COLUMN approximate, DROP COLUMN removed_at, DROP COLUMN brought_by;
    CREATE UNIQUE INDEX bay_reference ON bay (territory, reference);
    """,
)


async def forwards() -> MigrationManager:
    return migration("numeriz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
