"""The tables of what stands. Owned tables hold their owner first; their policies are in the migrations."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Date,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Territory(Table, db=DB):
    """National: the directory of tenants, public, written through the audited door only."""

    slug = Varchar(length=64, primary_key=True)
    name = Varchar(length=200)
    siren = Varchar(length=9, null=True, default=None)
    timezone = Varchar(length=64)
    demonstration = Boolean(default=False)
    rulebook = Integer(default=0, help_text="Number of the rulebook in force; 0 when none is published.")
    overlays = Integer(default=0, help_text="How many overlays were ever recorded: tells nodes to read them again.")
    opened_at = Timestamptz(default=TimestamptzNow())
    kind = Varchar(
        length=5, default="", help_text="CC, CA, CU, METRO, MET69, EPT, COM, SYN; empty for those of before."
    )
    state = Varchar(length=7, default="open", help_text="draft, open, closing, closed.")
    aliases = Array(base_column=Varchar(length=9), default=list, help_text="Its other SIREN.")
    members = Array(base_column=Varchar(length=5), default=list, help_text="INSEE codes.")
    crs = Varchar(length=11, null=True, default=None)
    west = DoublePrecision(null=True, default=None)
    south = DoublePrecision(null=True, default=None)
    east = DoublePrecision(null=True, default=None)
    north = DoublePrecision(null=True, default=None)
    sandbox_of = Varchar(length=64, null=True, default=None)


class NationalAudit(Table, db=DB):
    """National: what went through the door; rows are written by a trigger, never by the application."""

    id = UUID(primary_key=True, default=UUID4())
    at = Timestamptz(default=TimestamptzNow())
    door = Text(help_text="Who writes and why.")
    table_name = Varchar(length=64)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)


class NationalRepeal(Table, db=DB):
    """National: legal bases that ceased to exist, on every territory; rows are only ever added.

    A row that replaces another takes its place from when it was recorded; without date it only withdraws it.
    """

    id = UUID(primary_key=True, default=UUID4())
    basis = Varchar(length=200)
    starts_on = Date(null=True, default=None)
    source = Text()
    replaces = UUID(null=True, default=None)
    recorded_at = Timestamptz(default=TimestamptzNow())
    recorded_by = Varchar(length=200)


class Rulebook(Table, db=DB):
    """Territory-owned: one published version; a row never changes."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    number = Integer()
    sources = JSONB(help_text="Name and text of each YAML file.")
    geometries = JSONB(help_text="GeoJSON by the path the YAML gives.")
    bundle = Text(help_text="Canonical JSON, never recompiled.")
    sha256 = Varchar(length=64)
    published_at = Timestamptz(default=TimestamptzNow())
    published_by = Varchar(length=200)


class ZoneNumber(Table, db=DB):
    """Territory-owned: the small integer of each zone that ever was, never reused."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    zone = Varchar(length=100)
    no = Integer()


class Overlay(Table, db=DB):
    """Territory-owned: triggers switched on, bases repealed here; rows are only ever added.

    A row names a trigger (with instants) or a basis (with a local date). One that replaces another takes its place from
    when it was recorded; without start it only withdraws it.
    """

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    trigger = Varchar(length=100, null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    basis = Varchar(length=200, null=True, default=None)
    starts_on = Date(null=True, default=None)
    source = Text()
    replaces = UUID(null=True, default=None)
    recorded_at = Timestamptz(default=TimestamptzNow())
    recorded_by = Varchar(length=200)


class Audit(Table, db=DB):
    """Territory-owned: who changed what; rows are only ever added."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    at = Timestamptz(default=TimestamptzNow())
    who = Varchar(length=200)
    what = Varchar(length=100)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    number = BigInt()
    xid = BigInt(help_text="The transaction it was written in (xid8): with the number, the order of the chain.")


class AuditLink(Table, db=DB):
    """Territory-owned: each row of `audit` at its place in the chain, without gap; rows are only ever added."""

    territory = Varchar(length=64)
    number = BigInt(primary_key=True)
    audit = UUID()
    hash = Varchar(length=64, help_text="SHA-256 over the hash before it and the row in canonical JSON.")


class Fact(Table, db=DB):
    """Territory-owned: what happened, for who listens; rows are only ever added."""

    territory = Varchar(length=64)
    number = BigInt(primary_key=True)
    xid = BigInt(help_text="The transaction it was said in (xid8): with the number, the order in which it is heard.")
    carrier = Varchar(length=64, null=True, default=None)
    topic = Varchar(length=100)
    body = JSONB()
    said_at = Timestamptz(default=TimestamptzNow())


class FactCursor(Table, db=DB):
    """Territory-owned: the last fact each listener heard, and how often it failed to hear the next."""

    territory = Varchar(length=64)
    listener = Varchar(length=100, primary_key=True)
    xid = BigInt(help_text="xid8")
    number = BigInt()
    attempts = Integer(default=0)
    again_at = Timestamptz(null=True, default=None)


class FactSetAside(Table, db=DB):
    """Territory-owned: a fact that a listener could not hear, until it hears it."""

    territory = Varchar(length=64)
    listener = Varchar(length=100)
    number = BigInt(primary_key=True)
    error = Text(help_text="Its kind and its line, never its words.")
    set_aside_at = Timestamptz()


class Retention(Table, db=DB):
    """Territory-owned: how long it keeps rows of its own, where it chose another time than the national one."""

    territory = Varchar(length=64)
    item = Varchar(length=64, primary_key=True, help_text="The term, as the register names it.")
    term = Varchar(length=16, help_text="ISO 8601.")
    deliberation = Text(default="", help_text="Its reference, when the term is longer than the national one.")
    set_by = Varchar(length=200)
    set_at = Timestamptz()


class Periodic(Table, db=DB):
    """National: the slots of periodic work that a node took; written without door nor trace.

    It holds nothing but names of jobs and times: neither a person, nor a decision, nor anything an answer rests on.
    """

    name = Varchar(length=100)
    slot = Timestamptz(primary_key=True)


class PurgeProof(Table, db=DB):
    """National: that data past their term are gone; rows are only ever added, and hold none of what went."""

    id = UUID(primary_key=True, default=UUID4())
    item = Varchar(length=64, help_text="The term, as the register names it.")
    table_name = Varchar(length=64)
    owner = Varchar(length=64, default="", help_text="The territory or the carrier whose rows went; else nothing.")
    cutoff = Timestamptz()
    removed = BigInt()
    keys_sha256 = Varchar(length=64, help_text="Of the sorted keys of the rows that went, one a line.")
    left_over = BigInt(help_text="Rows past their term counted afterwards: none.")
    at = Timestamptz()


class DataRequest(Table, db=DB):
    """National, discreetly traced: somebody asked what is held about them, or to be forgotten."""

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=8)
    subject = Varchar(length=64, help_text="HMAC of what names them, with a key that is not in the database.")
    received_at = Timestamptz()
    due_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)
    by = Text()
    reason = Text(default="")
    outcome = Varchar(length=16, null=True, default=None)


class TerritoryExport(Table, db=DB):
    """Territory-owned: how far the export of a territory that is closing has come; it goes with the territory."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4(), help_text="Of this export: another takes its place.")
    state = Varchar(length=7, default="waiting", help_text="waiting, done, failed.")
    total = BigInt(default=0, help_text="Rows to write.")
    done = BigInt(default=0)
    bytes = BigInt(default=0)
    sha256 = Varchar(length=64, default="", help_text="Of the archive, once done.")
    asked_by = UUID()
    asked_at = Timestamptz()
    at = Timestamptz(help_text="When it last moved.")
    taken_at = Timestamptz(null=True, default=None, help_text="When the archive was last downloaded.")


class Node(Table, db=DB):
    """National: a process that answers requests, and when it was last heard of; written without door nor trace."""

    id = Varchar(length=100, primary_key=True)
    seen_at = Timestamptz(default=TimestamptzNow())


class NodeStatus(Table, db=DB):
    """National: the version of a territory that a node answers with, and why not a newer one; without trace."""

    node = Varchar(length=100)
    territory = Varchar(length=64, primary_key=True)
    version = Integer()
    error = Text(null=True, default=None)
    at = Timestamptz(default=TimestamptzNow())


NATIONAL = (Territory, NationalAudit, NationalRepeal, Periodic, PurgeProof, DataRequest, Node, NodeStatus)
TERRITORY_OWNED = (
    Rulebook,
    ZoneNumber,
    Overlay,
    Audit,
    AuditLink,
    Fact,
    FactCursor,
    FactSetAside,
    Retention,
    TerritoryExport,
)
