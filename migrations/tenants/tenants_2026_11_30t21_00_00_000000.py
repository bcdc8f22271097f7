"""Drafts of a rulebook: their files, zones and changes, what is said of them, who approves them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, never_moves, own, roles

ID = "2026-11-30T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "drafts, their approvals"

WRITERS = roles("editor", "admin")
DECIDERS = roles("editor", "admin", "validator")
SPEAKERS = roles("editor", "admin", "validator", "partner")

TABLES = """
    CREATE TABLE draft (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        base integer NOT NULL CHECK (base >= 0),
        state varchar(12) NOT NULL DEFAULT 'open'
            CHECK (state IN ('open', 'submitted', 'approved', 'scheduled', 'published', 'dropped')),
        author uuid NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        publish_at timestamptz,
        published integer,
        halted text,
        request_key varchar(64),
        PRIMARY KEY (territory, id),
        FOREIGN KEY (territory, published) REFERENCES rulebook(territory, number),
        CONSTRAINT draft_scheduled CHECK ((state = 'scheduled') = (publish_at IS NOT NULL)),
        CONSTRAINT draft_numbered CHECK ((state = 'published') = (published IS NOT NULL))
    );
    CREATE INDEX draft_state ON draft (territory, state, updated_at);
    CREATE TABLE draft_file (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        name varchar(200) NOT NULL CHECK (name ~ '^(territory[.]yaml|rules/[^/]+[.]ya?ml)$'),
        revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
        start text,
        text text,
        PRIMARY KEY (territory, draft, name),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
    CREATE TABLE draft_zone (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        path varchar(200) NOT NULL CHECK (path ~ '^zones/.+[.]geojson$'),
        revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
        shape jsonb CHECK (jsonb_typeof(shape) = 'object'),
        PRIMARY KEY (territory, draft, path),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
    CREATE TABLE draft_change (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        number bigint GENERATED ALWAYS AS IDENTITY,
        file varchar(200) NOT NULL,
        revision integer NOT NULL CHECK (revision > 0),
        change jsonb NOT NULL,
        person uuid NOT NULL,
        client varchar(64),
        at timestamptz NOT NULL,
        PRIMARY KEY (territory, draft, number),
        CONSTRAINT draft_change_once UNIQUE (territory, draft, file, revision),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
    CREATE TABLE draft_comment (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        kind varchar(8) NOT NULL DEFAULT 'comment' CHECK (kind IN ('comment', 'refusal')),
        file varchar(200),
        line integer CHECK (line > 0),
        words text NOT NULL CHECK (length(words) BETWEEN 1 AND 4000),
        person uuid NOT NULL,
        at timestamptz NOT NULL,
        resolved_at timestamptz,
        resolved_by uuid,
        PRIMARY KEY (territory, draft, id),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
    CREATE TABLE draft_approval (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person uuid NOT NULL,
        digest varchar(64) NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
        at timestamptz NOT NULL,
        PRIMARY KEY (territory, draft, id),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
    CREATE TABLE draft_difference (
        territory varchar(64) NOT NULL,
        draft uuid NOT NULL,
        digest varchar(64) NOT NULL,
        against integer NOT NULL,
        total integer NOT NULL DEFAULT 0,
        done integer NOT NULL DEFAULT 0,
        state varchar(9) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'cancelled')),
        result jsonb,
        at timestamptz NOT NULL,
        PRIMARY KEY (territory, draft),
        FOREIGN KEY (territory, draft) REFERENCES draft(territory, id)
    );
"""
# What is approved is the whole of a draft: every file, every zone, and the version it replaces.
DIGEST = """
    CREATE FUNCTION draft_digest(whose text, which uuid) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') FROM (
            SELECT 'base ' || base AS line FROM draft WHERE territory = whose AND id = which
            UNION ALL
            SELECT 'file ' || name || ' ' || encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM draft_file
            WHERE territory = whose AND draft = which AND text IS NOT NULL
            UNION ALL
            SELECT 'zone ' || path || ' ' || encode(sha256(convert_to(shape::text, 'UTF8')), 'hex') FROM draft_zone
            WHERE territory = whose AND draft = which AND shape IS NOT NULL
        ) AS lines
    $$;
    CREATE FUNCTION draft_written_by(whose text, which uuid, who uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM draft WHERE territory = whose AND id = which AND author = who)
            OR EXISTS (SELECT FROM draft_change WHERE territory = whose AND draft = which AND person = who)
    $$;
    CREATE FUNCTION draft_is_approved(whose text, which uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT FROM draft_approval WHERE territory = whose AND draft = which
            AND digest = draft_digest(whose, which) AND NOT draft_written_by(whose, which, person)
        )
    $$;
"""
GUARDS = """
    CREATE FUNCTION guard_draft() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'open' THEN
                RAISE EXCEPTION 'a draft begins open' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF OLD.state = 'published' THEN
            RAISE EXCEPTION 'a published draft never changes' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF (NEW.territory, NEW.id, NEW.author, NEW.created_at)
            IS DISTINCT FROM (OLD.territory, OLD.id, OLD.author, OLD.created_at) THEN
            RAISE EXCEPTION 'whose draft it is never changes' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.base <> OLD.base AND (OLD.state <> 'open' OR NEW.state <> 'open') THEN
            RAISE EXCEPTION 'only an open draft is rebased' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.state IN ('approved', 'scheduled', 'published') AND NOT draft_is_approved(NEW.territory, NEW.id) THEN
            RAISE EXCEPTION 'nobody else approved this draft as it stands' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.state = 'published' AND NEW.published IS DISTINCT FROM OLD.base + 1 THEN
            RAISE EXCEPTION 'a draft is published over its own base' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER draft_guard BEFORE INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION guard_draft();

    -- The row is locked first: whoever submits, approves or publishes waits for what is being written, or is seen here.
    CREATE FUNCTION guard_draft_content() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM draft WHERE territory = NEW.territory AND id = NEW.draft AND state = 'open' FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'only an open draft is written' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;

    CREATE FUNCTION guard_draft_approval() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM draft WHERE territory = NEW.territory AND id = NEW.draft AND state = 'submitted' FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'only a submitted draft is approved' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF draft_written_by(NEW.territory, NEW.draft, NEW.person) THEN
            RAISE EXCEPTION 'who wrote in a draft does not approve it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.digest IS DISTINCT FROM draft_digest(NEW.territory, NEW.draft) THEN
            RAISE EXCEPTION 'this is not the draft as it stands' USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER draft_approval_guard BEFORE INSERT ON draft_approval
        FOR EACH ROW EXECUTE FUNCTION guard_draft_approval();
"""
CONTENT = ("draft_file", "draft_zone", "draft_change")

FORWARDS = (
    TABLES,
    own("draft", may_write=DECIDERS),
    *(own(table, may_write=WRITERS) for table in CONTENT),
    own("draft_comment", may_write=SPEAKERS),
    own("draft_approval", may_write=roles("validator")),
    own("draft_difference"),
    DIGEST,
    GUARDS,
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE ON {table}\n"
        "FOR EACH ROW EXECUTE FUNCTION guard_draft_content();"
        for table in CONTENT
    ),
    never_moves("draft_change"),
    never_moves("draft_approval"),
)

BACKWARDS = (
    """
    DROP FUNCTION draft_is_approved(text, uuid);
    DROP FUNCTION draft_written_by(text, uuid, uuid);
    DROP FUNCTION draft_digest(text, uuid);
    DROP TABLE draft_difference;
    DROP TABLE draft_approval;
    DROP TABLE draft_comment;
    DROP TABLE draft_change;
    DROP TABLE draft_zone;
    DROP TABLE draft_file;
    DROP TABLE draft;
    DROP FUNCTION guard_draft();
    DROP FUNCTION guard_draft_content();
    DROP FUNCTION guard_draft_approval();
    """,
)


async def forwards() -> MigrationManager:
    return migration("tenants", ID, DESCRIPTION, FORWARDS, BACKWARDS)
