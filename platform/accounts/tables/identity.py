"""What proves who somebody is. None of these rows leaves a trace: they hold secrets, and a trace never goes."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Password(Table, db=DB):
    """National, without trace (a secret): the argon2id digest of a person's password."""

    person = UUID(primary_key=True)
    hash = Text()
    changed_at = Timestamptz()


class Passkey(Table, db=DB):
    """National, without trace (it proves who somebody is): the public half of a passkey."""

    id = UUID(primary_key=True, default=UUID4())
    person = UUID()
    credential = Bytea()
    public_key = Bytea()
    sign_count = BigInt(default=0)
    name = Text()
    transports = Text(default="", help_text="Words of WebAuthn, separated by spaces.")
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Totp(Table, db=DB):
    """National, without trace (a secret): the seed of a person's one-time codes, sealed."""

    person = UUID(primary_key=True)
    secret = Bytea(help_text="Sealed with a key that is not in the database.")
    step = BigInt(default=0, help_text="The last step whose code was used: none serves twice.")
    created_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None, help_text="A seed asks for codes once it has given one.")


class RecoveryCode(Table, db=DB):
    """National, without trace (a secret): the digest of a code that replaces a lost phone once."""

    id = UUID(primary_key=True, default=UUID4())
    person = UUID()
    hash = Bytea()
    used_at = Timestamptz(null=True, default=None)


class Session(Table, db=DB):
    """National, without trace (its token opens the account): a browser that is signed in."""

    id = UUID(primary_key=True, default=UUID4())
    token = Bytea(help_text="SHA-256 of what the browser holds.")
    person = UUID()
    means = Text(help_text="Words of RFC 8176, separated by spaces.")
    awaits_code = Boolean(default=False, help_text="The password was right and the code is still to come.")
    device = Text(default="")
    acting = UUID(null=True, default=None, help_text="The role acted in.")
    source = UUID(null=True, default=None, help_text="The source entered by: only the roles of its owner are held.")
    id_token = Bytea(null=True, default=None, help_text="Sealed: what signs out there too.")
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    proved_at = Timestamptz(null=True, default=None, help_text="When a passkey last showed that it is really them.")


class Proof(Table, db=DB):
    """National, without trace (a secret): something sent to be sent back once, by mail or to a passkey."""

    hash = Bytea(primary_key=True)
    purpose = Varchar(length=8)
    person = UUID(null=True, default=None)
    email = Text(null=True, default=None)
    name = Text(null=True, default=None)
    language = Varchar(length=2, null=True, default=None)
    password = Text(null=True, default=None, help_text="Digest chosen at sign-up: no person exists before the proof.")
    expires_at = Timestamptz()
    bound = Bytea(null=True, default=None, help_text="Digest of the session or the link it was asked from.")


class Throttle(Table, db=DB):
    """National, without trace (it goes after an hour): how often something was tried, by digest of what and whence."""

    key = Bytea(primary_key=True)
    tries = Integer()
    refused = Boolean()
    until = Timestamptz()
    expires_at = Timestamptz()
