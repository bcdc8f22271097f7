"""Signing in elsewhere, and what agents ask of a territory."""

from piccolo.columns import UUID, Bytea, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class OutsideSource(Table, db=DB):
    """National, without trace (a secret): the OpenID Connect provider of an organisation, or of a territory."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = UUID(null=True, default=None)
    territory = Varchar(length=64, null=True, default=None)
    name = Text(help_text="What people know it by.")
    issuer = Text()
    client_id = Text()
    secret = Bytea(help_text="Sealed with a key that is not in the database; empty once the source is removed.")
    authentication = Varchar(length=20)
    domain = Text(default="", help_text="What follows @ in the addresses of its people: only helps to find it.")
    added_by = UUID()
    added_at = Timestamptz()
    removed_at = Timestamptz(null=True, default=None)


class OutsideIdentity(Table, db=DB):
    """National, without trace (it opens the account): who somebody is by the word of a source."""

    issuer = Text()
    subject = Text(primary_key=True)
    person = UUID()
    name = Text(help_text="Of the source, as it was when the account was linked.")
    linked_at = Timestamptz()
    used_at = Timestamptz()


class OutsideAttempt(Table, db=DB):
    """National, without trace (a secret): a sign-in under way, found by the cookie of its browser, once."""

    hash = Bytea(primary_key=True)
    purpose = Varchar(length=8)
    source = UUID(null=True, default=None, help_text="None for ProConnect.")
    session = UUID(null=True, default=None, help_text="Who links an account, or tries a source.")
    issuer = Text()
    state = Text()
    nonce = Text()
    verifier = Text()
    onward = Text(default="/", help_text="Where somebody was going.")
    expires_at = Timestamptz()


class AccessRequest(Table, db=DB):
    """Territory-owned: an agent known by the SIRET of their employer asks for a role there."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    person = UUID()
    siret = Varchar(length=14)
    organisation = Text(default="", help_text="Of the employer, as the source calls it.")
    asked_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    role = Varchar(length=16, null=True, default=None, help_text="The role granted; None for a refusal.")
    reason = Text(default="", help_text="Of a refusal, as who asked reads it.")
    authority = Varchar(length=5, default="")
