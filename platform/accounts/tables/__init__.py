"""The tables of accounts."""

from pathlib import Path

from accounts.tables.fleet import Invitation, Vehicle, VehicleImport
from accounts.tables.identity import Passkey, Password, Proof, RecoveryCode, Session, Throttle, Totp
from accounts.tables.oidc import OidcClient, OidcCode, OidcToken, SigningKey
from accounts.tables.outside import AccessRequest, OutsideAttempt, OutsideIdentity, OutsideSource
from accounts.tables.people import Membership, Organisation, Person, RoleHeld
from tenants.owned import Owned

ACCOUNTS = Owned(
    "accounts",
    Path(__file__).parent / "register.yaml",
    national=(
        *(Person, Organisation, RoleHeld, Membership, Invitation),
        *(Password, Passkey, Totp, RecoveryCode, Session, Proof, Throttle),
        *(SigningKey, OidcClient, OidcCode, OidcToken),
        *(OutsideSource, OutsideIdentity, OutsideAttempt),
    ),
    territory=(AccessRequest,),
    carrier=(Vehicle, VehicleImport),
    privileges={
        "person": "SELECT, INSERT, UPDATE",
        "organisation": "SELECT, INSERT, UPDATE",
        "role_held": "SELECT, INSERT, UPDATE, DELETE",
        "membership": "SELECT, INSERT, UPDATE, DELETE",
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
        "oidc_client": "SELECT, INSERT, UPDATE, DELETE",
        "oidc_code": "SELECT, INSERT, DELETE",
        "oidc_token": "SELECT, INSERT, UPDATE, DELETE",
        "outside_source": "SELECT, INSERT, UPDATE, DELETE",
        "outside_identity": "SELECT, INSERT, UPDATE, DELETE",
        "outside_attempt": "SELECT, INSERT, DELETE",
        "access_request": "SELECT, INSERT, UPDATE, DELETE",
    },
)
