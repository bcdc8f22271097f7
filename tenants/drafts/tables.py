"""The tables of drafts: owned by their territory; guards in the database say who may approve, and what stays."""

from piccolo.columns import JSONB, UUID, BigInt, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Draft(Table, db=DB):
    """A rulebook being written; once published its row never changes."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    title = Text()
    base = Integer(help_text="The version it replaces; 0 when there is none.")
    state = Varchar(length=12, default="open")
    author = UUID()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    publish_at = Timestamptz(null=True, default=None)
    published = Integer(null=True, default=None, help_text="The version it became.")
    halted = Text(null=True, default=None, help_text="Why it was not published at its time.")
    request_key = Varchar(length=64, null=True, default=None, help_text="Idempotency-Key of its publication.")


class DraftFile(Table, db=DB):
    """A YAML file of a draft; without text it is removed."""

    territory = Varchar(length=64)
    draft = UUID()
    name = Varchar(length=200, primary_key=True)
    revision = Integer(default=0, help_text="How many changes were made since `start`.")
    start = Text(null=True, default=None)
    text = Text(null=True, default=None)


class DraftZone(Table, db=DB):
    """A GeoJSON file of a draft; without shape it is removed."""

    territory = Varchar(length=64)
    draft = UUID()
    path = Varchar(length=200, primary_key=True)
    revision = Integer(default=0)
    shape = JSONB(null=True, default=None)


class DraftChange(Table, db=DB):
    """Each change of a file or zone, by whom; rows are only ever added."""

    territory = Varchar(length=64)
    draft = UUID()
    number = BigInt(primary_key=True)
    file = Varchar(length=200)
    revision = Integer(help_text="The one it leads to.")
    change = JSONB(help_text="Of a text, CodeMirror’s change set; of a zone, its shape.")
    person = UUID()
    client = Varchar(length=64, null=True, default=None, help_text="Which editor sent it.")
    at = Timestamptz()


class DraftComment(Table, db=DB):
    """What somebody says of a draft, or of a line of it; a refusal sends it back to be changed."""

    territory = Varchar(length=64)
    draft = UUID()
    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=8, default="comment")
    file = Varchar(length=200, null=True, default=None)
    line = Integer(null=True, default=None)
    words = Text()
    person = UUID()
    at = Timestamptz()
    resolved_at = Timestamptz(null=True, default=None)
    resolved_by = UUID(null=True, default=None)


class DraftApproval(Table, db=DB):
    """Who approved a draft, and as it stood; rows are only ever added."""

    territory = Varchar(length=64)
    draft = UUID()
    id = UUID(primary_key=True, default=UUID4())
    person = UUID()
    digest = Varchar(length=64, help_text="SHA-256 over every file, every zone and the base.")
    at = Timestamptz()


class DraftDifference(Table, db=DB):
    """What a draft changes for whom, or how far the search for it has come."""

    territory = Varchar(length=64)
    draft = UUID(primary_key=True)
    digest = Varchar(length=64)
    against = Integer()
    total = Integer(default=0)
    done = Integer(default=0)
    state = Varchar(length=9, default="waiting")
    result = JSONB(null=True, default=None)
    at = Timestamptz()


DRAFT_TABLES = (Draft, DraftFile, DraftZone, DraftChange, DraftComment, DraftApproval, DraftDifference)
