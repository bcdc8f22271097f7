"""Passes: the code that shows a right, for one vehicle; and the status lists their places are drawn from."""

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


class PassList(Table, db=DB):
    """Territory-owned: one list of statuses, and the seed of its decoys."""

    territory = Varchar(length=64)
    number = Integer(primary_key=True)
    seed = Bytea(secret=True)
    opened_at = Timestamptz()


PASS_PRIVILEGES = {"pass": "SELECT, INSERT, UPDATE, DELETE", "pass_list": "SELECT, INSERT"}
