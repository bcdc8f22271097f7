"""Who is to be heard before a right is suspended or ended, and what was answered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, roles, share

ID = "2026-12-01T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "hearings before a suspension or an end"

TABLES = """
    CREATE TABLE hearing (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        derogation uuid NOT NULL,
        measure varchar(7) NOT NULL CHECK (measure IN ('suspend', 'revoke')),
        reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
        ground varchar(11) NOT NULL DEFAULT '' CHECK (ground IN ('', 'urgency', 'exceptional', 'order')),
        urgency text NOT NULL DEFAULT '' CHECK (length(urgency) <= 2000),
        due_on date NOT NULL,
        state varchar(7) NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'heard', 'decided', 'dropped')),
        opened_by uuid NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        heard_how varchar(7) NOT NULL DEFAULT '' CHECK (heard_how IN ('', 'written', 'oral', 'waived', 'none')),
        heard_on date,
        heard_note text NOT NULL DEFAULT '' CHECK (length(heard_note) <= 4000),
        heard_by uuid,
        heard_at timestamptz,
        proposed jsonb,
        proposed_by uuid,
        proposed_at timestamptz,
        outcome jsonb,
        ended_by uuid,
        ended_at timestamptz,
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, derogation) REFERENCES derogation (territory, id) ON DELETE CASCADE,
        FOREIGN KEY (territory, carrier, derogation) REFERENCES derogation (territory, carrier, id) ON DELETE CASCADE,
        CONSTRAINT hearing_urgent CHECK ((ground = '') = (urgency = '')),
        CONSTRAINT hearing_heard
            CHECK (num_nulls(heard_on, heard_by, heard_at) = CASE WHEN heard_how = '' THEN 3 ELSE 0 END),
        CONSTRAINT hearing_first CHECK (state NOT IN ('heard', 'decided') OR heard_on IS NOT NULL),
        CONSTRAINT hearing_ended CHECK ((state IN ('decided', 'dropped')) = (ended_at IS NOT NULL)),
        CONSTRAINT hearing_second CHECK (state <> 'decided' OR proposed_by IS DISTINCT FROM ended_by)
    );
    CREATE UNIQUE INDEX hearing_whose ON hearing (territory, carrier, id);
    CREATE UNIQUE INDEX hearing_one ON hearing (territory, derogation) WHERE state IN ('open', 'heard');
    CREATE INDEX hearing_carrier ON hearing (carrier, derogation);
    CREATE INDEX hearing_due ON hearing (territory, due_on) WHERE state IN ('open', 'heard');
    CREATE TABLE hearing_answer (
        territory varchar(64) NOT NULL,
        carrier uuid NOT NULL,
        hearing uuid NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        text text NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
        oral boolean NOT NULL DEFAULT false,
        waived boolean NOT NULL DEFAULT false,
        person uuid,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, carrier, hearing) REFERENCES hearing (territory, carrier, id) ON DELETE CASCADE
    );
    CREATE INDEX hearing_answer_hearing ON hearing_answer (territory, carrier, hearing, at);
"""
FORWARDS = (
    TABLES,
    # The order writes where the vehicle of a right is replaced: who is to be heard of it goes along.
    share("hearing", territory=roles("admin", "editor", "validator", "automatic", "purge")),
    f"CREATE POLICY hearing_goes ON hearing AS RESTRICTIVE FOR DELETE USING ({roles('purge')});",
    share("hearing_answer", territory="false", carrier=roles("owner", "dispatcher")),
)
BACKWARDS = ("DROP TABLE hearing_answer; DROP TABLE hearing;",)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
