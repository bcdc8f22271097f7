"""The tables of accounts."""

from pathlib import Path

from accounts.tables.fleet import Invitation, Vehicle, VehicleImport
from accounts.tables.identity import Passkey, Password, Proof, RecoveryCode, Session, Throttle, Totp
from accounts.tables.oidc import OidcClient, OidcCode, OidcToken, SigningKey
from accounts.tables.people import Organisation, Person, RoleHeld
from tenants.owned import Owned

ACCOUNTS = Owned(
    "accounts",
    Path(__file__).parent / "register.yaml",
    national=(
        *(Person, Organisation, RoleHeld, Invitation),
        *(Password, Passkey, Totp, RecoveryCode, Session, Proof, Throttle),
        *(SigningKey, OidcClient, OidcCode, OidcToken),
    ),
    carrier=(Vehicle, VehicleImport),
    privileges={
        "person": "SELECT, INSERT, UPDATE",
        "organisation": "SELECT, INSERT, UPDATE",
        "role_held": "SELECT, INSERT, UPDATE, DELETE",
        "invitation": "SELECT, INSERT, UPDATE, DELETE",
        "vehicle": "SELECT, INSERT, UPDATE, DELETE",
        "vehicle_import": "SELECT, INSERT, UPDATE, DELETE",
        "password": "SELECT, INSERT, UPDATE, DELETE",
        "passkey": "SELECT, INSERT, UPDATE, DELETE",
        "totp": "SELECT, INSERT, UPDATE, DELETE",
        "recovery_code": "SELECT, INSERT, UPDATE, DELETE",
        "session": "SELECT, INSERT, UPDATE, DELETE",
        "proof": "SELECT, INSERT, DELETE",
        "throttle": "SELECT, INSERT, UPDATE, DELETE",
        "signing_key": "SELECT, INSERT, UPDATE, DELETE",
        "oidc_client": "SELECT, INSERT, DELETE",
        "oidc_code": "SELECT, INSERT, DELETE",
        "oidc_token": "SELECT, INSERT, UPDATE, DELETE",
    },
)
