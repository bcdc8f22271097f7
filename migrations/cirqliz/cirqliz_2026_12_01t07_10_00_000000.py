"""What a territory once said of the columns and words of its lists of derogations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-01T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "words of the lists of derogations, remembered"

FORWARDS = (
    """
    CREATE TABLE derogation_word (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        about varchar(6) NOT NULL CHECK (about IN ('column', 'kind')),
        word text NOT NULL CHECK (length(word) <= 120),
        means text NOT NULL CHECK (length(means) <= 120),
        said_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, about, word)
    );
    """,
    own("derogation_word", may_write=roles("admin", "editor", "validator")),
    # A row that goes is not a row that is written: the policy's check does not see it.
    f"""
    CREATE POLICY derogation_word_goes ON derogation_word AS RESTRICTIVE FOR DELETE
        USING ({roles("admin", "editor", "validator")});
    """,
)
BACKWARDS = ("DROP TABLE derogation_word;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
