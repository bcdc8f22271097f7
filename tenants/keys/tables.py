"""The tables of keys and of what they signed."""

from piccolo.columns import BigInt, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class PublicKey(Table, db=DB, tablename="public_key"):
    """National, through the audited door: what anybody may know of a key; a kid is given once over the platform."""

    kid = Varchar(length=6, primary_key=True)
    territory = Varchar(length=64, null=True, default=None, help_text="Nothing for a key of the platform.")
    x = Varchar(length=43)
    y = Varchar(length=43)
    published_at = Timestamptz()
    signs_from = Timestamptz()
    signs_until = Timestamptz()
    expires_at = Timestamptz(help_text="What it signed is believed until then.")
    withdrawn_at = Timestamptz(null=True, default=None, help_text="It leaked: nothing it signed is believed.")
    revision = Integer(default=1, help_text="Their sum tells whether the signed list is still the last one.")


class KeySecret(Table, db=DB, tablename="key_secret"):
    """Territory-owned: the private part of a key, sealed under the secret of the operator."""

    territory = Varchar(length=64)
    kid = Varchar(length=6, primary_key=True)
    sealed = Bytea()


class PlatformSecret(Table, db=DB, tablename="platform_secret"):
    """National, without trace: the private part of a key of the platform, sealed, which a trace would keep for ever."""

    kid = Varchar(length=6, primary_key=True)
    sealed = Bytea()


class KeyList(Table, db=DB, tablename="key_list"):
    """National: the list of all keys as it was signed, the same for every node."""

    sequence = BigInt(primary_key=True)
    covers = BigInt(help_text="The sum of the revisions of the keys it tells of.")
    body = Text(help_text="Canonical JSON, signed.")
    issued_at = Timestamptz()
    expires_at = Timestamptz()


class BundleSeal(Table, db=DB, tablename="bundle_seal"):
    """Territory-owned: a header over the bytes of a published version, as it was signed, the same for every node."""

    territory = Varchar(length=64)
    sequence = BigInt(primary_key=True)
    rulebook = Integer()
    standing = Varchar(length=8, help_text="in_force or past.")
    state = Varchar(length=64, help_text="SHA-256 of what was laid over it.")
    header = Text(help_text="Canonical JSON.")
    kid = Varchar(length=6)
    sig = Varchar(length=86)
    issued_at = Timestamptz()
    expires_at = Timestamptz()


KEY_NATIONAL = (PublicKey, PlatformSecret, KeyList)
KEY_OWNED = (KeySecret, BundleSeal)
