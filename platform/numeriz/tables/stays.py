"""Stays: which vehicle stood in which bay, from when to when; what was said of bays; what was counted."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, SmallInt, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class Stay(Table, db=DB):
    """Shared with a carrier where it is one’s: a disc, or a hold; its number is given by the phone.

    Two of them never have one place at one time (`stay_alone`).
    """

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    id = UUID(primary_key=True)
    bay = UUID(null=True, default=None, help_text="Null where somebody stopped without a bay.")
    place = SmallInt(null=True, default=None, help_text="From 1; null in excess of the places there are.")
    kind = Varchar(length=4)
    means = Varchar(length=8, help_text="How the bay was found.")
    reason = Varchar(length=20, default="")
    phone = Bytea(default=b"", help_text="SHA-256 of the secret of the phone; blank past its term.")
    plate = Varchar(length=16, default="", help_text="Blank past its term.")
    country = Varchar(length=2, default="")
    vehicle = UUID(null=True, default=None, help_text="Of the fleet of its carrier.")
    category = Varchar(length=2, default="")
    energy = Varchar(length=16, default="")
    starts_at = Timestamptz()
    ends_at = Timestamptz(help_text="Until when its place is taken: when it will end by itself, then when it ended.")
    due_at = Timestamptz(null=True, default=None, help_text="Until when it may stand; null where nothing says.")
    regulated_from = Timestamptz(null=True, default=None, help_text="From when time counts, where not at once.")
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(length=9, null=True, default=None)
    overrun_at = Timestamptz(null=True, default=None, help_text="When it was said to be over.")
    stay_min = Integer(null=True, default=None)
    no_return_min = Integer(null=True, default=None)
    extension_min = Integer(default=0, help_text="By how much it may be extended in all.")
    extended_min = Integer(default=0)
    verdict = Varchar(length=13, default="unknown")
    source = Varchar(length=4, default="none", help_text="What set its time: a rule, the sign, nothing.")
    excess = Boolean(default=False, help_text="The bay was full.")
    doubled = Boolean(default=False, help_text="The same plate had a disc, set by another phone.")
    offline = Boolean(default=False, help_text="Sent later than it was set.")
    received_at = Timestamptz()


class BayReport(Table, db=DB):
    """Territory-owned: what somebody says of a bay; its number is given by the phone."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True)
    bay = UUID()
    kind = Varchar(length=13)
    cause = Varchar(length=20, default="")
    at = Timestamptz()
    received_at = Timestamptz()
    phone = Bytea(default=b"")


class StayRefusal(Table, db=DB):
    """Territory-owned: how often a disc was refused at a bay, by hour and reason; nobody is told apart."""

    territory = Varchar(length=64)
    bay = UUID(primary_key=True)
    hour = Timestamptz()
    why = Varchar(length=20)
    times = Integer(default=1)


class StayBeat(Table, db=DB):
    """Territory-owned: how many times in an hour the discs were looked after; none where the source was offline."""

    territory = Varchar(length=64)
    hour = Timestamptz(primary_key=True)
    beats = SmallInt(default=1)
    last_at = Timestamptz()


class Disc(Table, db=DB):
    """National: in which territory a phone set the disc of this number; without trace, gone past its term."""

    id = UUID(primary_key=True)
    territory = Varchar(length=64)
    phone = Bytea(help_text="SHA-256 of its secret.")
    set_at = Timestamptz()


STAY_NATIONAL = (Disc,)
STAY_SHARED = (Stay,)
STAY_OWNED = (BayReport, StayRefusal, StayBeat)
STAY_PRIVILEGES = {
    "stay": "SELECT, INSERT, UPDATE, DELETE",
    "disc": "SELECT, INSERT, DELETE",
    "bay_report": "SELECT, INSERT, UPDATE, DELETE",
    "stay_refusal": "SELECT, INSERT, UPDATE",
    "stay_beat": "SELECT, INSERT, UPDATE",
}
