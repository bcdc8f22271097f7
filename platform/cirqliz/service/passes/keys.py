"""The keys that passes are signed and believed by: those of territories, kept below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cirqliz.core.passes.cose import Key, Signer
from tenants.database import Scope, scoped
from tenants.keys.curve import SIDE, b64, unb64
from tenants.keys.ring import find_key, signer_of
from tenants.keys.vault import Vault

_STEADY = ec.ECDSA(SHA256(), deterministic_signing=True)
"""RFC 6979: the same pass has the same code each time it is drawn."""


class PassKeys(Protocol):
    """The keys of territories."""

    async def get_signer(self, territory: str, now: datetime) -> Signer:
        """What signs for a territory now."""
        ...

    async def list_named(self, kid: bytes) -> Sequence[Key]:
        """All that bear this name and may be believed, of whatever territory."""
        ...


@dataclass(frozen=True, slots=True)
class HouseSigner:
    """The key with which a territory signs now."""

    kid: bytes
    ends_at: datetime
    private: ec.EllipticCurvePrivateKey

    def sign(self, data: bytes) -> bytes:
        """ES256, the two numbers one after the other: 64 bytes."""
        return b"".join(each.to_bytes(SIDE) for each in decode_dss_signature(self.private.sign(data, _STEADY)))


@dataclass(frozen=True, slots=True)
class HouseKeys:
    """The keys of this house, opened by its vault."""

    vault: Vault

    async def get_signer(self, territory: str, now: datetime) -> Signer:
        """What signs for a territory now, made at its first need; raises Unavailable, Conflict while it closes."""
        async with scoped(Scope(territory, door=f"signature: {territory}")) as connection:
            pair = await signer_of(connection, territory, self.vault, now)
        key = await find_key(pair.kid)
        assert key is not None, "what signs is published"
        return HouseSigner(unb64(key.kid), key.expires_at, pair.private)

    async def list_named(self, kid: bytes) -> Sequence[Key]:
        """The key of this name; none where it is the platform’s, or was withdrawn."""
        key = await find_key(b64(kid))
        if key is None or key.territory is None or key.withdrawn_at is not None:
            return ()
        point = b"\x04" + unb64(key.x) + unb64(key.y)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return (Key(key.territory, kid, public, key.signs_from, key.expires_at),)
