"""What a territory signs its letters with; letters written together, kept for some days."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own, roles

ID = "2026-12-01T05:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "letters of decisions"

OFFICERS = roles("admin", "editor", "validator", "purge")
FORWARDS = (
    """
    CREATE TABLE letter_sender (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        number integer NOT NULL CHECK (number > 0),
        signer text NOT NULL DEFAULT '' CHECK (length(signer) <= 160),
        role text NOT NULL DEFAULT '' CHECK (length(role) <= 160),
        delegation text NOT NULL DEFAULT '' CHECK (length(delegation) <= 300),
        court text NOT NULL DEFAULT '' CHECK (length(court) <= 120),
        service text NOT NULL DEFAULT '' CHECK (length(service) <= 160),
        address text NOT NULL DEFAULT '' CHECK (length(address) <= 500),
        phone text NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
        email text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
        privacy text NOT NULL DEFAULT '' CHECK (length(privacy) <= 254),
        silence varchar(6) NOT NULL DEFAULT '' CHECK (silence IN ('', 'reject', 'accept')),
        checked_by text NOT NULL DEFAULT '' CHECK (length(checked_by) <= 160),
        checked_on date,
        texts varchar(10) NOT NULL DEFAULT '',
        written_by uuid NOT NULL,
        written_at timestamptz NOT NULL,
        PRIMARY KEY (territory, number)
    );
    """,
    own("letter_sender", may_write=roles("admin")),
    never_moves("letter_sender"),
    """
    CREATE TABLE letter_batch (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        state varchar(9) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
        asked_by uuid NOT NULL REFERENCES person(id),
        asked_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (territory, id)
    );
    CREATE INDEX letter_batch_asked ON letter_batch (territory, asked_at);
    CREATE TABLE letter (
        territory varchar(64) NOT NULL,
        batch uuid NOT NULL,
        number integer NOT NULL CHECK (number > 0),
        name text NOT NULL CHECK (length(name) <= 80),
        record jsonb NOT NULL,
        pdf bytea,
        PRIMARY KEY (territory, batch, number),
        FOREIGN KEY (territory, batch) REFERENCES letter_batch (territory, id) ON DELETE CASCADE
    );
    -- A PDF is packed already.
    ALTER TABLE letter ALTER COLUMN pdf SET STORAGE EXTERNAL;
    """,
    own("letter_batch", may_write=OFFICERS),
    own("letter", may_write=OFFICERS),
    f"CREATE POLICY letter_batch_goes ON letter_batch AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
)
BACKWARDS = ("DROP TABLE letter; DROP TABLE letter_batch; DROP TABLE letter_sender;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
