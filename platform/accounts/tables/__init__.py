"""The tables of accounts."""

from accounts.tables.fleet import Invitation, Vehicle, VehicleImport
from accounts.tables.people import Organisation, Person, RoleHeld
from tenants.owned import Owned

ACCOUNTS = Owned(
    "accounts",
    national=(Person, Organisation, RoleHeld, Invitation),
    carrier=(Vehicle, VehicleImport),
    privileges={
        "person": "SELECT, INSERT, UPDATE",
        "organisation": "SELECT, INSERT, UPDATE",
        "role_held": "SELECT, INSERT, UPDATE",
        "invitation": "SELECT, INSERT, UPDATE, DELETE",
        "vehicle": "SELECT, INSERT, UPDATE",
        "vehicle_import": "SELECT, INSERT, UPDATE, DELETE",
    },
)
