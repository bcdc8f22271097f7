"""What a territory says of itself: its name, its colour and logo, who answers for its pages."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own, roles

ID = "2026-11-30T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "faces of territories"

FORWARDS = (
    """
    CREATE TABLE territory_face (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        number integer NOT NULL CHECK (number > 0),
        name text NOT NULL DEFAULT '' CHECK (length(name) <= 160),
        contact text NOT NULL DEFAULT '' CHECK (length(contact) <= 254),
        publisher text NOT NULL DEFAULT '' CHECK (length(publisher) <= 500),
        director text NOT NULL DEFAULT '' CHECK (length(director) <= 200),
        host text NOT NULL DEFAULT '' CHECK (length(host) <= 500),
        bearers text NOT NULL DEFAULT '' CHECK (length(bearers) <= 500),
        colour varchar(7) NOT NULL DEFAULT '' CHECK (colour ~ '^(#[0-9a-f]{6})?$'),
        logo bytea CHECK (length(logo) <= 200000),
        written_by uuid NOT NULL,
        written_at timestamptz NOT NULL,
        PRIMARY KEY (territory, number)
    );
    """,
    own("territory_face", may_write=roles("admin")),
    never_moves("territory_face"),
)

BACKWARDS = ("DROP TABLE territory_face;",)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
