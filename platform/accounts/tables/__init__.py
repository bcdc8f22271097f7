"""The tables of accounts."""

from accounts.tables.oidc import OidcClient, OidcCode, OidcToken, SigningKey
from accounts.tables.people import Organisation, Person, RoleHeld
from tenants.owned import Owned

ACCOUNTS = Owned(
    "accounts",
    national=(Person, Organisation, RoleHeld, SigningKey, OidcClient, OidcCode, OidcToken),
    privileges={
        "person": "SELECT, INSERT, UPDATE",
        "organisation": "SELECT, INSERT, UPDATE",
        "role_held": "SELECT, INSERT, UPDATE",
        "signing_key": "SELECT, INSERT, UPDATE, DELETE",
        "oidc_client": "SELECT, INSERT, DELETE",
        "oidc_code": "SELECT, INSERT, DELETE",
        "oidc_token": "SELECT, INSERT, UPDATE, DELETE",
    },
)
