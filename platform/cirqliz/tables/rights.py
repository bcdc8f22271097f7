"""What was granted, and the days it was used on."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Derogation(Table, db=DB):
    """Shared: a right held; without carrier, that of a holder who has no account."""

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    id = UUID(primary_key=True, default=UUID4())
    request = UUID(null=True, default=None)
    reference = Text(default="", help_text="Its number in the list it was taken from.")
    replaces = UUID(null=True, default=None, help_text="The one whose vehicle broke down.")
    kind = Text()
    terms = JSONB(default="{}", help_text="The kind as it was granted, and the number of that rulebook.")
    holder = Varchar(length=7, default="carrier")
    vehicle = UUID(null=True, default=None)
    plate = Varchar(length=16, default="", help_text="Blank past its term.")
    country = Varchar(length=2, default="FR")
    zones = JSONB(default="[]", help_text="Empty: wherever its kind counts.")
    starts_on = Date()
    ends_on = Date(null=True, default=None, help_text="The day after the last one.")
    quota_days = Integer(null=True, default=None)
    state = Varchar(length=9, default="active")
    state_reason = Text(default="")
    state_at = Timestamptz(null=True, default=None)
    state_by = UUID(null=True, default=None)
    granted_by = UUID(null=True, default=None, help_text="Nobody where the order itself grants.")
    granted_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow(), help_text="Set by the database, for who asks what is new.")


class DerogationDay(Table, db=DB):
    """Shared: a day a right was used on, counted once however often it is declared or checked."""

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    derogation = UUID(primary_key=True)
    day = Date()
    source = Varchar(length=8)
    at = Timestamptz(default=TimestamptzNow())


class DerogationWord(Table, db=DB):
    """Territory-owned: what a title or a word of its lists means, as somebody once said; empty: set aside."""

    territory = Varchar(length=64)
    about = Varchar(length=6)
    word = Text(primary_key=True, help_text="Folded; empty: the kind of lines that name none.")
    means = Text()
    said_at = Timestamptz(default=TimestamptzNow())


class DerogationSetting(Table, db=DB):
    """Territory-owned: how its desk decides."""

    territory = Varchar(length=64)
    item = Varchar(length=32, primary_key=True)
    active = Boolean(default=False)
    set_by = UUID()
    set_at = Timestamptz(default=TimestamptzNow())
