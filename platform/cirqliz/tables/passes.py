"""Passes: the code that shows a right, for a vehicle or a telephone; the status lists they are placed in."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Pass(Table, db=DB, tablename="pass"):
    """Shared: what is shown of a right; it stands as long as its right does, and signed codes are drawn from it."""

    territory = Varchar(length=64)
    carrier = UUID(null=True, default=None)
    id = UUID(primary_key=True, default=UUID4())
    code = Bytea(help_text="Eight bytes: the name that a signed code says.")
    derogation = UUID()
    vehicle = UUID(null=True, default=None)
    phone = UUID(null=True, default=None, help_text="The telephone it is bound to, in place of a vehicle.")
    plate = Varchar(length=16, default="", help_text="Blank past its term.")
    country = Varchar(length=2, default="FR")
    status = Integer(help_text="Its place in the status lists, drawn at random.")
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    state = Varchar(length=9, default="active")
    state_reason = Text(default="")
    state_at = Timestamptz(null=True, default=None)
    state_by = UUID(null=True, default=None)
    issued_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow(), help_text="Set by the database.")


class PassPhone(Table, db=DB):
    """Shared: a telephone that shows a right of a carrier for whichever vehicle comes; nobody is named."""

    territory = Varchar(length=64)
    carrier = UUID()
    id = UUID(primary_key=True, default=UUID4())
    derogation = UUID()
    label = Varchar(length=40, default="", help_text="As its carrier calls it; blank past its term.")
    state = Varchar(length=8, default="waiting", help_text="Waiting for a telephone, enrolled, or ended.")
    link = Bytea(null=True, default=None, secret=True, help_text="The hash of the link that was given, once.")
    link_until = Timestamptz()
    key = Bytea(null=True, default=None, help_text="Its public key, a point of 33 bytes; blank past its term.")
    added_at = Timestamptz()
    enrolled_at = Timestamptz(null=True, default=None)
    renewed_at = Timestamptz(null=True, default=None, help_text="When it last asked for its pass.")
    ended_at = Timestamptz(null=True, default=None)
    added_by = UUID(null=True, default=None)


class PassList(Table, db=DB):
    """Territory-owned: one list of statuses, and the seed of its decoys."""

    territory = Varchar(length=64)
    number = Integer(primary_key=True)
    seed = Bytea(secret=True)
    opened_at = Timestamptz()


PASS_PRIVILEGES = {
    "pass": "SELECT, INSERT, UPDATE, DELETE", "pass_list": "SELECT, INSERT",
    "pass_phone": "SELECT, INSERT, UPDATE, DELETE",
}  # fmt: skip
