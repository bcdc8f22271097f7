"""Requests, what is said and given of them, derogations and the days they are used on; shared by the two sides."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import SHARED, migration, own, roles, share

ID = "2026-11-30T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "requests, derogations and their days"

OFFICERS = roles("admin", "editor", "validator", "automatic", "purge")
"""Who decides for a territory; of right, the rulebook itself does; what is past its term, the purge."""
KEEPERS = roles("owner", "dispatcher")
DRIVERS = roles("owner", "dispatcher", "driver")

REQUEST = """
    CREATE TABLE request (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        batch uuid NOT NULL,
        holder varchar(7) NOT NULL DEFAULT 'carrier' CHECK (holder IN ('vehicle', 'carrier')),
        vehicle uuid,
        plate varchar(16) NOT NULL DEFAULT '' CHECK (plate = upper(plate)),
        country varchar(2) NOT NULL DEFAULT 'FR' CHECK (country ~ '^[A-Z]{2}$'),
        facts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(facts) = 'object'),
        kind text NOT NULL,
        terms jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(terms) = 'object'),
        activity text NOT NULL DEFAULT '',
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 2000),
        starts_on date NOT NULL,
        ends_on date,
        zones jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(zones) = 'array'),
        state varchar(9) NOT NULL DEFAULT 'open'
            CHECK (state IN ('open', 'question', 'granted', 'refused', 'withdrawn')),
        appeal_of uuid,
        asked_by uuid NOT NULL REFERENCES person(id),
        asked_at timestamptz NOT NULL DEFAULT now(),
        due_on date,
        proposed jsonb,
        proposed_by uuid,
        proposed_at timestamptz,
        decided_by uuid,
        decided_at timestamptz,
        decision jsonb,
        derogation uuid,
        PRIMARY KEY (territory, carrier, id),
        FOREIGN KEY (territory, carrier, appeal_of) REFERENCES request (territory, carrier, id)
            ON DELETE SET NULL (appeal_of),
        CONSTRAINT request_holder CHECK ((holder = 'vehicle') = (vehicle IS NOT NULL)),
        CONSTRAINT request_dates CHECK (ends_on IS NULL OR ends_on > starts_on),
        CONSTRAINT request_proposed CHECK (num_nulls(proposed, proposed_by, proposed_at) IN (0, 3)),
        CONSTRAINT request_decided CHECK ((state IN ('granted', 'refused')) = (decided_at IS NOT NULL)
            AND (decided_at IS NULL) = (decision IS NULL)),
        CONSTRAINT request_granted CHECK ((state = 'granted') = (derogation IS NOT NULL)),
        CONSTRAINT request_second CHECK (decided_by IS NULL OR proposed_by IS NULL OR decided_by <> proposed_by)
    );
    CREATE UNIQUE INDEX request_once ON request (territory, carrier, batch, kind, vehicle) NULLS NOT DISTINCT
        WHERE appeal_of IS NULL;
    CREATE UNIQUE INDEX request_appealed_once ON request (territory, carrier, appeal_of)
        WHERE appeal_of IS NOT NULL AND state <> 'withdrawn';
    CREATE INDEX request_queue ON request (territory, state, due_on, asked_at);
    CREATE INDEX request_carrier ON request (carrier, asked_at);
"""
MESSAGE = """
    CREATE TABLE request_message (
        territory varchar(64) NOT NULL,
        carrier uuid NOT NULL,
        request uuid NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        side varchar(9) NOT NULL CHECK (side IN ('territory', 'carrier')),
        text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
        person uuid NOT NULL REFERENCES person(id),
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, carrier, request, id),
        FOREIGN KEY (territory, carrier, request) REFERENCES request (territory, carrier, id) ON DELETE CASCADE
    );
"""
DEPOSIT = """
    CREATE TABLE deposit (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid NOT NULL REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        document uuid NOT NULL,
        proof text NOT NULL,
        vehicle uuid,
        name text NOT NULL,
        media_type varchar(64) NOT NULL,
        bytes integer NOT NULL CHECK (bytes > 0),
        sha256 varchar(64) NOT NULL CHECK (length(sha256) = 64),
        key text NOT NULL,
        sealed bytea NOT NULL,
        given_by uuid NOT NULL REFERENCES person(id),
        given_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        PRIMARY KEY (territory, carrier, id)
    );
    CREATE UNIQUE INDEX deposit_once ON deposit (territory, carrier, document, sha256);
    CREATE TABLE request_deposit (
        territory varchar(64) NOT NULL,
        carrier uuid NOT NULL,
        request uuid NOT NULL,
        deposit uuid NOT NULL,
        PRIMARY KEY (territory, carrier, request, deposit),
        FOREIGN KEY (territory, carrier, request) REFERENCES request (territory, carrier, id) ON DELETE CASCADE,
        FOREIGN KEY (territory, carrier, deposit) REFERENCES deposit (territory, carrier, id) ON DELETE CASCADE
    );
"""
DEROGATION = """
    CREATE TABLE derogation (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        carrier uuid REFERENCES organisation(id),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        request uuid,
        reference text NOT NULL DEFAULT '' CHECK (length(reference) <= 120),
        replaces uuid,
        kind text NOT NULL,
        terms jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(terms) = 'object'),
        holder varchar(7) NOT NULL DEFAULT 'carrier' CHECK (holder IN ('vehicle', 'carrier')),
        vehicle uuid,
        plate varchar(16) NOT NULL DEFAULT '' CHECK (plate = upper(plate)),
        country varchar(2) NOT NULL DEFAULT 'FR' CHECK (country ~ '^[A-Z]{2}$'),
        zones jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(zones) = 'array'),
        starts_on date NOT NULL,
        ends_on date,
        quota_days integer CHECK (quota_days >= 0),
        state varchar(9) NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'revoked', 'replaced')),
        state_reason text NOT NULL DEFAULT '' CHECK (length(state_reason) <= 2000),
        state_at timestamptz,
        state_by uuid,
        granted_by uuid,
        granted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, carrier, request) REFERENCES request (territory, carrier, id)
            ON DELETE SET NULL (request),
        FOREIGN KEY (territory, replaces) REFERENCES derogation (territory, id) ON DELETE SET NULL (replaces),
        CONSTRAINT derogation_dates CHECK (ends_on IS NULL OR ends_on >= starts_on)
    );
    CREATE UNIQUE INDEX derogation_whose ON derogation (territory, carrier, id);
    CREATE INDEX derogation_plate ON derogation (territory, country, plate);
    CREATE INDEX derogation_carrier ON derogation (carrier, vehicle);
    CREATE INDEX derogation_request ON derogation (territory, carrier, request);
    CREATE INDEX derogation_replaces ON derogation (territory, replaces);
    CREATE TABLE derogation_day (
        territory varchar(64) NOT NULL,
        carrier uuid,
        derogation uuid NOT NULL,
        day date NOT NULL,
        source varchar(8) NOT NULL CHECK (source IN ('declared', 'checked')),
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, derogation, day),
        FOREIGN KEY (territory, derogation) REFERENCES derogation (territory, id) ON DELETE CASCADE,
        FOREIGN KEY (territory, carrier, derogation) REFERENCES derogation (territory, carrier, id) ON DELETE CASCADE
    );
"""
SETTING = """
    CREATE TABLE derogation_setting (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        item varchar(32) NOT NULL,
        active boolean NOT NULL DEFAULT false,
        set_by uuid NOT NULL REFERENCES person(id),
        set_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (territory, item)
    );
"""
HANDS = """
    CREATE FUNCTION refuse_change_of_hands() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF (NEW.territory, NEW.carrier) IS DISTINCT FROM (OLD.territory, OLD.carrier) THEN
            RAISE EXCEPTION 'rows of % never change hands', TG_TABLE_NAME USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$;
"""
UNDECIDED = (
    "state IN ('open', 'question', 'withdrawn') AND decided_by IS NULL AND proposed IS NULL AND derogation IS NULL"
)
"""What of a request its carrier writes: never a decision, nor what leads to one."""


def goes(table: str) -> str:
    """Rows go at their term, and no other way."""
    return f"CREATE POLICY {table}_goes ON {table} AS RESTRICTIVE FOR DELETE USING ({roles('purge')});"


FORWARDS = (
    HANDS,
    REQUEST,
    share("request", territory=OFFICERS, carrier=f"{KEEPERS} AND {UNDECIDED}"),
    # A policy's check sees what is written alone: what was decided is not there for its carrier to change.
    f"""
    CREATE POLICY request_undecided ON request AS RESTRICTIVE FOR UPDATE
        USING (({SHARED["territory"]}) OR state IN ('open', 'question'))
        WITH CHECK (true);
    {goes("request")}
    """,
    MESSAGE,
    share("request_message", territory=f"{OFFICERS} AND side = 'territory'", carrier=f"{KEEPERS} AND side = 'carrier'"),
    DEPOSIT,
    share("deposit", territory="false", carrier=KEEPERS),
    goes("deposit"),
    share("request_deposit", territory="false", carrier=KEEPERS),
    DEROGATION,
    share("derogation", territory=OFFICERS),
    goes("derogation"),
    share(
        "derogation_day",
        territory=roles("admin", "editor", "validator", "police", "automatic"),
        carrier=f"{DRIVERS} AND source = 'declared'",
    ),
    SETTING,
    own("derogation_setting", may_write=roles("admin")),
)

BACKWARDS = (
    """
    DROP TABLE derogation_setting; DROP TABLE derogation_day; DROP TABLE derogation; DROP TABLE request_deposit;
    DROP TABLE deposit; DROP TABLE request_message; DROP TABLE request; DROP FUNCTION refuse_change_of_hands();
    """,
)


async def forwards() -> MigrationManager:
    return migration("cirqliz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
