"""People, organisations, and the roles that people hold."""

from piccolo.columns import JSONB, UUID, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Person(Table, db=DB):
    """National: somebody who signs in. What proves it is kept apart."""

    id = UUID(primary_key=True, default=UUID4())
    email = Text(help_text="Lower case; unique among the accounts that are open.")
    name = Text()
    language = Varchar(length=2, default="fr")
    created_at = Timestamptz(default=TimestamptzNow())
    verified_at = Timestamptz(null=True, default=None, help_text="When the address was shown to be theirs.")
    closed_at = Timestamptz(null=True, default=None)


class Organisation(Table, db=DB):
    """National: a carrier, a shop or craftsman (`receiver`), a shipper, or a federation of carriers."""

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=16)
    name = Text()
    country = Varchar(length=2, default="FR")
    siret = Varchar(length=14, null=True, default=None, help_text="None for those of other countries.")
    address = JSONB(
        null=True, default=None, help_text="Where it receives letters, a line each; None where it says none."
    )
    created_at = Timestamptz(default=TimestamptzNow())
    closed_at = Timestamptz(null=True, default=None)


class RoleHeld(Table, db=DB):
    """National: a role of a person, in a territory or in an organisation, or neither (`operator`)."""

    id = UUID(primary_key=True, default=UUID4())
    person = UUID()
    name = Varchar(length=16)
    territory = Varchar(length=64, null=True, default=None)
    organisation = UUID(null=True, default=None)
    authority = Varchar(length=5, default="", help_text="INSEE code of the commune an editor is bound to.")
    granted_by = Text()
    granted_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)


class Membership(Table, db=DB):
    """National: a carrier that a federation asks to join, by SIRET or address; it is named once it has accepted."""

    id = UUID(primary_key=True, default=UUID4())
    federation = UUID()
    carrier = UUID(null=True, default=None)
    siret = Varchar(length=14, null=True, default=None)
    email = Text(null=True, default=None, help_text="Forgotten once answered.")
    invited_by = UUID(null=True, default=None)
    invited_at = Timestamptz()
    expires_at = Timestamptz()
    accepted_by = UUID(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
