"""The two ceremonies of WebAuthn: what browsers are asked, and what their answers are worth."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
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
from accounts.service.identity import Asker
from accounts.service.proofs import Proof, Purpose, take
from tenants.database import NOBODY, scoped

if TYPE_CHECKING:
    from asyncpg import Connection

LONGEST_KEY_NAME = 40
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
class Answer:
    """What a browser sent back and when, and the challenge of ours that it answers."""

    raw: bytes
    credential: bytes
    challenge: bytes
    transports: tuple[str, ...]
    proof: Proof
    at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a passkey is made for, as the device shows them."""

    person: UUID
    email: str
    name: str


def making(asker: Asker, holder: Holder, challenge: str, known: list[bytes]) -> str:
    """What a browser needs to make a passkey, in JSON; a device that holds one of the `known` makes no other."""
    options = generate_registration_options(
        rp_id=_site(asker),
        rp_name="JOPTIMIZ",
        user_id=holder.person.bytes,
        user_name=holder.email,
        user_display_name=holder.name,
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


def asking(asker: Asker, challenge: str, known: list[bytes]) -> str:
    """What a browser needs to show a passkey, in JSON: one of these or, without any, one it finds by itself."""
    options = generate_authentication_options(
        rp_id=_site(asker),
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


async def read_answer(raw: bytes, purpose: Purpose, at: datetime) -> Answer:
    """What a browser answers, to a challenge that was ours, for this, and never serves again; raises `Unfit`."""
    try:
        given = msgspec.json.decode(raw, type=_Credential)
        said = msgspec.json.decode(base64url_to_bytes(given.response.clientDataJSON), type=_ClientData)
        credential, challenge = base64url_to_bytes(given.id), base64url_to_bytes(said.challenge)
    except ValueError as error:  # msgspec's and binascii's errors are both of this kind
        raise refused() from error
    async with scoped(NOBODY) as connection:
        proof = await take(connection, said.challenge, purpose, at)
    if proof is None:
        raise refused()
    transports = tuple(word for word in given.response.transports if word in _KNOWN_TRANSPORTS)
    return Answer(raw, credential, challenge, transports, proof, at)


async def keep_key(connection: "Connection", asker: Asker, person: UUID, answer: Answer, name: str = "") -> None:
    """Keep the passkey that a browser made; raises `Unfit`, also when somebody has it already."""
    try:
        made = verify_registration_response(
            credential=answer.raw.decode(),
            expected_challenge=answer.challenge,
            expected_rp_id=_site(asker),
            expected_origin=asker.origin,
            require_user_verification=True,
        )
        await connection.execute(
            "INSERT INTO passkey (person, credential, public_key, sign_count, name, transports, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            person, made.credential_id, made.credential_public_key, made.sign_count,
            name_of(name)[:LONGEST_KEY_NAME] or asker.device or "JOPTIMIZ", " ".join(answer.transports), answer.at,
        )  # fmt: skip
    except (WebAuthnException, ValueError, UniqueViolationError) as error:
        raise refused() from error


async def use_key(connection: "Connection", asker: Asker, answer: Answer) -> UUID:
    """Whose passkey signed this answer; raises `Unfit`."""
    row = await connection.fetchrow(
        "SELECT k.id, k.person, k.public_key, k.sign_count FROM passkey k JOIN person p ON p.id = k.person"
        " WHERE k.credential = $1 AND p.closed_at IS NULL FOR UPDATE OF k",
        answer.credential,
    )
    if row is None:
        raise Unfit(Fault("", "key_unknown"))
    try:
        used = verify_authentication_response(
            credential=answer.raw.decode(),
            expected_challenge=answer.challenge,
            expected_rp_id=_site(asker),
            expected_origin=asker.origin,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise refused() from error
    await connection.execute(
        "UPDATE passkey SET sign_count = $2, used_at = $3 WHERE id = $1", row["id"], used.new_sign_count, answer.at
    )
    person: UUID = row["person"]
    return person


def refused() -> Unfit:
    """A passkey that does not show what was asked of it."""
    return Unfit(Fault("", "key_refused"))


def _site(asker: Asker) -> str:
    """The name that passkeys are bound to."""
    return urlsplit(asker.origin).hostname or ""
