"""The tables of accounts."""

from accounts.tables.people import Organisation, Person, RoleHeld
from tenants.owned import Owned

ACCOUNTS = Owned(
    "accounts",
    national=(Person, Organisation, RoleHeld),
    privileges={
        "person": "SELECT, INSERT, UPDATE",
        "organisation": "SELECT, INSERT, UPDATE",
        "role_held": "SELECT, INSERT, UPDATE",
    },
)
