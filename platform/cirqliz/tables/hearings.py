"""Who is heard before a right is suspended or ended, and what they answered."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Hearing(Table, db=DB):
    """Shared: what a territory means to do with a right, how its holder was heard of it, what was decided."""

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    id = UUID(primary_key=True, default=UUID4())
    derogation = UUID()
    measure = Varchar(length=7)
    reason = Text()
    ground = Varchar(length=11, default="", help_text="Why the right was suspended before anybody was heard; or empty.")
    urgency = Text(default="", help_text="What makes it so, in words.")
    due_on = Date(help_text="The last day to answer.")
    state = Varchar(length=7, default="open")
    opened_by = UUID()
    opened_at = Timestamptz(default=TimestamptzNow())
    heard_how = Varchar(length=7, default="")
    heard_on = Date(null=True, default=None)
    heard_note = Text(default="")
    heard_by = UUID(null=True, default=None)
    heard_at = Timestamptz(null=True, default=None)
    proposed = JSONB(null=True, default=None, help_text="The decision that waits for a second person.")
    proposed_by = UUID(null=True, default=None)
    proposed_at = Timestamptz(null=True, default=None)
    outcome = JSONB(null=True, default=None, help_text="What was decided, and why; no measure where it was dropped.")
    ended_by = UUID(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class HearingAnswer(Table, db=DB):
    """Shared: what a carrier answers, asks, or waives; only ever added to."""

    territory = Varchar(length=64)
    carrier = UUID()
    hearing = UUID()
    id = UUID(primary_key=True, default=UUID4())
    text = Text(default="")
    oral = Boolean(default=False, help_text="Whether it asks to be heard in person.")
    waived = Boolean(default=False)
    person = UUID(null=True, default=None)
    at = Timestamptz(default=TimestamptzNow())


HEARING_TABLES = (Hearing, HearingAnswer)
HEARING_PRIVILEGES = {"hearing": "SELECT, INSERT, UPDATE, DELETE", "hearing_answer": "SELECT, INSERT"}
