"""Where phones are told that their disc ends."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-02T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reminders"

TABLE = """
    CREATE TABLE stay_alert (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        stay uuid NOT NULL,
        endpoint varchar(500) NOT NULL CHECK (endpoint <> ''),
        p256dh varchar(100) NOT NULL,
        auth varchar(40) NOT NULL,
        soon_for timestamptz,
        over_for timestamptz,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (territory, stay),
        FOREIGN KEY (territory, stay) REFERENCES stay (territory, id) ON DELETE CASCADE
    );
    CREATE INDEX stay_alert_added ON stay_alert (territory, added_at);
"""
FORWARDS = (TABLE, own("stay_alert", may_write=roles("disc", "purge")))
BACKWARDS = ("DROP TABLE stay_alert;",)


async def forwards() -> MigrationManager:
    return migration("numeriz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
