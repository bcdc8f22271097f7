"""What leaves the house: what people are told, and where a territory has its list sent."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class DerogationNotice(Table, db=DB):
    """Shared: something somebody is told of, once, in the page and by letter."""

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    id = UUID(primary_key=True, default=UUID4())
    topic = Varchar(length=16)
    about = UUID(help_text="The request, or the derogation.")
    fact = BigInt(default=0, help_text="The number of the fact that says it; 0 for a reminder.")
    person = UUID()
    at = Timestamptz(default=TimestamptzNow())
    sent_at = Timestamptz(null=True, default=None)


class DerogationReading(Table, db=DB):
    """Carrier-owned: until when somebody has read what they were told."""

    carrier = UUID()
    person = UUID(primary_key=True)
    read_until = Timestamptz()


class DerogationPush(Table, db=DB):
    """Territory-owned: an address that its list of derogations is sent to, hourly or daily."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    url = Text()
    secret = Bytea(help_text="Signs what is sent; sealed, and empty once it is stopped.")
    every = Varchar(length=4)
    added_by = UUID()
    added_at = Timestamptz(default=TimestamptzNow())
    stopped_by = UUID(null=True, default=None)
    stopped_at = Timestamptz(null=True, default=None)
    slot = Timestamptz(null=True, default=None, help_text="The hour or the day that is being sent, or was last.")
    done = Boolean(default=True, help_text="Whether that slot was taken, or given up.")
    attempts = Integer(default=0)
    again_at = Timestamptz(null=True, default=None)


class DerogationPushRun(Table, db=DB):
    """Territory-owned: what came of sending it."""

    territory = Varchar(length=64)
    push = UUID()
    id = UUID(primary_key=True, default=UUID4())
    at = Timestamptz(default=TimestamptzNow())
    status = Integer(null=True, default=None)
    note = Text(default="")
    rows = Integer(default=0)
