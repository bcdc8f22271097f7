"""What the OpenID Connect provider keeps; without trace, for the rows hold secrets or prints of secrets."""

from piccolo.columns import UUID, Array, Boolean, Bytea, Text, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class SigningKey(Table, db=DB, tablename="signing_key"):
    """National, without trace, for it holds a secret: a key that signs, published before it is used."""

    kid = Varchar(length=43, primary_key=True)
    alg = Varchar(length=5)
    secret = Text(secret=True, help_text="The private JWK, encrypted (JWE).")
    published_at = Timestamptz()
    used_from = Timestamptz()
    retired_at = Timestamptz(null=True, default=None, help_text="When it leaves the published set.")


class OidcClient(Table, db=DB, tablename="oidc_client"):
    """National, without trace, for it holds the print of a secret: a tool that signs people in, or asks by itself."""

    id = Varchar(length=40, primary_key=True)
    name = Text()
    kind = Varchar(length=12, help_text="confidential, public or machine.")
    secret_hash = Bytea(null=True, default=None, secret=True)
    redirect_uris = Array(base_column=Text(), help_text="Matched exactly.")
    post_logout_uris = Array(base_column=Text())
    back_channel_uri = Text(null=True, default=None)
    scopes = Array(base_column=Text())
    id_token_alg = Varchar(length=5, default="RS256")
    userinfo_alg = Varchar(length=5, null=True, default=None, help_text="None for plain JSON.")
    organisation = UUID(null=True, default=None)
    territory = Varchar(length=64, null=True, default=None, help_text="With neither, it is ours.")
    created_at = Timestamptz()
    former_hash = Bytea(null=True, default=None, secret=True, help_text="Serves until `former_until`.")
    former_until = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None, help_text="To the minute.")


class OidcCode(Table, db=DB, tablename="oidc_code"):
    """National, without trace, for it holds the print of a secret: a code, gone as soon as it is read."""

    hash = Bytea(primary_key=True)
    client = Varchar(length=40)
    person = UUID()
    session = UUID()
    redirect_uri = Text()
    scope = Text()
    nonce = Text(null=True, default=None)
    challenge = Varchar(length=128)
    signed_at = Timestamptz()
    means = Array(base_column=Text())
    strong = Boolean()
    expires_at = Timestamptz()


class OidcToken(Table, db=DB, tablename="oidc_token"):
    """National, without trace, for it holds the print of a secret: an access or a refresh token.

    Those that descend from one code are one family.
    """

    hash = Bytea(primary_key=True)
    kind = Varchar(length=7, help_text="access or refresh.")
    family = UUID()
    client = Varchar(length=40)
    person = UUID(null=True, default=None, help_text="None for a machine.")
    session = UUID(null=True, default=None)
    scope = Text()
    signed_at = Timestamptz(null=True, default=None)
    means = Array(base_column=Text())
    strong = Boolean(default=False)
    issued_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None, help_text="A refresh token serves once.")
    revoked_at = Timestamptz(null=True, default=None)
