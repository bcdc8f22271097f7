"""Fleets, lists of vehicles kept aside, and invitations."""

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Vehicle(Table, db=DB):
    """Carrier-owned: a vehicle and what is known of it; archived rather than removed."""

    carrier = UUID(help_text="The organisation.")
    id = UUID(primary_key=True, default=UUID4())
    plate = Varchar(length=16, help_text="In the form under which plates are compared.")
    country = Varchar(length=2, default="FR")
    name = Text(default="")
    facts = JSONB(default="{}", help_text="Known facts by name; what is absent is unknown.")
    provenance = JSONB(default="{}", help_text="Of each fact: declared, computed or proved.")
    created_at = Timestamptz(default=TimestamptzNow())
    updated_at = Timestamptz(default=TimestamptzNow())
    archived_at = Timestamptz(null=True, default=None)
    request_key = Varchar(length=64, null=True, default=None, help_text="Idempotency-Key of the request that added it.")
    request_sha256 = Varchar(length=64, null=True, default=None)


class VehicleImport(Table, db=DB):
    """Carrier-owned: a list of vehicles kept aside until it is taken or dropped; gone after seven days."""

    carrier = UUID(help_text="The organisation.")
    id = UUID(primary_key=True, default=UUID4())
    person = UUID(help_text="Who brought it.")
    name = Text(help_text="The file’s name, or that it was pasted.")
    columns = JSONB(help_text="Title, fact and unit of each column.")
    lines = JSONB(help_text="Number, cells and fault of each line still there.")
    problems = JSONB(help_text="Of the lines to mend; those without problems may be taken.")
    state = Varchar(length=8, default="open")
    taken = Integer(default=0, help_text="How many vehicles came of it.")
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz()


class Invitation(Table, db=DB):
    """National, without trace: a role offered to an address; what proves it is kept as a hash."""

    id = UUID(primary_key=True, default=UUID4())
    token_sha256 = Varchar(length=64)
    email = Text()
    role = Varchar(length=16)
    territory = Varchar(length=64, null=True, default=None)
    organisation = UUID(null=True, default=None)
    authority = Varchar(length=5, default="", help_text="INSEE code of the commune an editor is bound to.")
    invited_by = UUID()
    invited_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz()
    accepted_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
