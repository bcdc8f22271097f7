"""What carriers ask of territories, what is said and given of it."""

from piccolo.columns import JSONB, UUID, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Request(Table, db=DB):
    """Shared: a derogation asked for, as it stood when it was; decided by the territory alone."""

    territory = Varchar(length=64)
    carrier = UUID(help_text="The organisation that asks.")
    id = UUID(primary_key=True, default=UUID4())
    batch = UUID(help_text="What was asked at once; asked twice, it is asked once.")
    holder = Varchar(length=7, default="carrier")
    vehicle = UUID(null=True, default=None)
    plate = Varchar(length=16, default="")
    country = Varchar(length=2, default="FR")
    facts = JSONB(default="{}", help_text="Of the vehicle, when it was asked.")
    kind = Text()
    terms = JSONB(default="{}", help_text="The kind as the rulebook said it, and the number of that rulebook.")
    activity = Text(default="")
    reason = Text(default="")
    starts_on = Date()
    ends_on = Date(null=True, default=None, help_text="The day after the last one.")
    zones = JSONB(default="[]")
    state = Varchar(length=9, default="open")
    appeal_of = UUID(null=True, default=None)
    asked_by = UUID(null=True, default=None, help_text="Nobody where a program of the carrier asks.")
    asked_at = Timestamptz(default=TimestamptzNow())
    due_on = Date(null=True, default=None)
    proposed = JSONB(null=True, default=None, help_text="The decision that waits for a second person.")
    proposed_by = UUID(null=True, default=None)
    proposed_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None, help_text="Nobody where the order itself grants.")
    decided_at = Timestamptz(null=True, default=None)
    decision = JSONB(null=True, default=None)
    derogation = UUID(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow(), help_text="Set by the database, for who asks what is new.")


class RequestMessage(Table, db=DB):
    """Shared: a question, an answer."""

    territory = Varchar(length=64)
    carrier = UUID()
    request = UUID()
    id = UUID(primary_key=True, default=UUID4())
    side = Varchar(length=9)
    text = Text()
    person = UUID(null=True, default=None, help_text="Nobody where a program of the carrier answers.")
    at = Timestamptz(default=TimestamptzNow())


class Deposit(Table, db=DB):
    """Shared: what a territory reads of a proof, given once, sealed under a key of its own."""

    territory = Varchar(length=64)
    carrier = UUID()
    id = UUID(primary_key=True, default=UUID4())
    document = UUID(help_text="The document of the carrier it is a copy of.")
    proof = Text()
    vehicle = UUID(null=True, default=None)
    name = Text()
    media_type = Varchar(length=64)
    bytes = Integer()
    sha256 = Varchar(length=64)
    key = Text(help_text="Of these bytes alone, sealed by the installation.")
    sealed = Bytea()
    given_by = UUID()
    given_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(null=True, default=None)


class RequestDeposit(Table, db=DB):
    """Shared: which proofs go with which request."""

    territory = Varchar(length=64)
    carrier = UUID()
    request = UUID(primary_key=True)
    deposit = UUID()
