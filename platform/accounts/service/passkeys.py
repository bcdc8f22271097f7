"""Passkeys (WebAuthn): added by who has given a password, then enough alone, since they check who holds them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.core.entries import name_of
from accounts.core.faults import Fault, Unfit
from accounts.core.limits import CHALLENGE_SOURCE, network_of
from accounts.service.identity import Asker, Identity, check_password
from accounts.service.proofs import Proof, Purpose, issue, take
from accounts.service.sessions import open_session
from accounts.service.signed import Signed
from accounts.service.throttle import hold
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound

MEANS = ("pop", "user", "mfa")
LONGEST_KEY_NAME, MOST = 40, 20
TIMEOUT_MS = 240_000
_KNOWN_TRANSPORTS = {"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}


class _Response(msgspec.Struct):
    clientDataJSON: str  # noqa: N815  # WebAuthn's own spelling
    transports: list[str] = []


class _Credential(msgspec.Struct):
    id: str
    response: _Response


class _ClientData(msgspec.Struct):
    challenge: str


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


async def keys_of(person: UUID) -> list[Key]:
    """Somebody's passkeys."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT id, name, created_at, used_at FROM passkey WHERE person = $1 ORDER BY created_at", person
        )
    return [Key(**row) for row in rows]


async def ask_key(on: Identity, asker: Asker, signed: Signed, password: str) -> str:
    """What a browser needs to make a passkey, in JSON; the password shows that it is really them."""
    await check_password(on, signed, password)
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, Proof("add", signed.who.person), on.now())
        rows = await connection.fetch("SELECT credential FROM passkey WHERE person = $1", signed.who.person)
    if len(rows) >= MOST:
        raise Unfit(Fault("key_name", "keys_many"))
    options = generate_registration_options(
        rp_id=_site(asker),
        rp_name="JOPTIMIZ",
        user_id=signed.who.person.bytes,
        user_name=signed.who.email,
        user_display_name=signed.who.name,
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row["credential"]) for row in rows],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


async def add_key(on: Identity, asker: Asker, signed: Signed, credential: bytes, name: str) -> None:
    """Keep the passkey that a browser made."""
    at = on.now()
    given, challenge = await _read(credential, "add", at, signed.who.person)
    try:
        made = verify_registration_response(
            credential=credential.decode(),
            expected_challenge=challenge,
            expected_rp_id=_site(asker),
            expected_origin=asker.origin,
            require_user_verification=True,
        )
        async with scoped(NOBODY) as connection:
            await connection.execute(
                "INSERT INTO passkey (person, credential, public_key, sign_count, name, transports, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                signed.who.person, made.credential_id, made.credential_public_key, made.sign_count,
                name_of(name)[:LONGEST_KEY_NAME] or asker.device or "JOPTIMIZ",
                " ".join(word for word in given.response.transports if word in _KNOWN_TRANSPORTS), at,
            )  # fmt: skip
    except (WebAuthnException, ValueError, UniqueViolationError) as error:
        raise _refused() from error


async def remove_key(signed: Signed, key: UUID) -> None:
    """Forget one of one's own passkeys; raises `NotFound` for any other."""
    async with scoped(NOBODY) as connection:
        removed = "DELETE FROM passkey WHERE id = $1 AND person = $2 RETURNING id"
        if await connection.fetchval(removed, key, signed.who.person) is None:
            raise NotFound("passkey-unknown", "Cette clé d’accès n’existe plus.")


async def ask_entry(on: Identity, asker: Asker) -> str:
    """What a browser needs to sign in with a passkey it knows, in JSON; no address is asked, so none is told."""
    await hold(CHALLENGE_SOURCE, network_of(asker.source), on.now())
    async with scoped(NOBODY) as connection:
        challenge = await issue(connection, Proof("enter"), on.now())
    options = generate_authentication_options(
        rp_id=_site(asker),
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


async def enter_with_key(on: Identity, asker: Asker, credential: bytes) -> str:
    """Open a session with a passkey. The token of the session."""
    at = on.now()
    given, challenge = await _read(credential, "enter", at, None)
    async with scoped(NOBODY) as connection:
        try:
            row = await connection.fetchrow(
                "SELECT k.id, k.person, k.public_key, k.sign_count FROM passkey k JOIN person p ON p.id = k.person"
                " WHERE k.credential = $1 AND p.closed_at IS NULL FOR UPDATE OF k",
                base64url_to_bytes(given.id),
            )
            if row is None:
                raise Unfit(Fault("", "key_unknown"))
            used = verify_authentication_response(
                credential=credential.decode(),
                expected_challenge=challenge,
                expected_rp_id=_site(asker),
                expected_origin=asker.origin,
                credential_public_key=row["public_key"],
                credential_current_sign_count=row["sign_count"],
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError) as error:
            raise _refused() from error
        await connection.execute(
            "UPDATE passkey SET sign_count = $2, used_at = $3 WHERE id = $1", row["id"], used.new_sign_count, at
        )
        return await open_session(connection, row["person"], MEANS, asker.device, at)


async def _read(credential: bytes, purpose: Purpose, at: datetime, person: UUID | None) -> tuple[_Credential, bytes]:
    """What a browser answers and the challenge it answers to, which was ours, for this, and never serves again."""
    try:
        given = msgspec.json.decode(credential, type=_Credential)
        said = msgspec.json.decode(base64url_to_bytes(given.response.clientDataJSON), type=_ClientData)
        challenge = base64url_to_bytes(said.challenge)
    except ValueError as error:  # msgspec's and binascii's errors are both of this kind
        raise _refused() from error
    async with scoped(NOBODY) as connection:
        proof = await take(connection, said.challenge, purpose, at)
    if proof is None or proof.person != person:
        raise _refused()
    return given, challenge


def _site(asker: Asker) -> str:
    """The name that passkeys are bound to."""
    return urlsplit(asker.origin).hostname or ""


def _refused() -> Unfit:
    return Unfit(Fault("", "key_refused"))
