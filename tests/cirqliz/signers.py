"""Keys of tests, and passes signed with them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cirqliz.core.passes.cose import Key
from cirqliz.core.passes.payload import Payload, kind_number

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ORIGIN = "https://gre.joptimiz.fr"


@dataclass
class TestSigner:
    """A territory’s key, with its private part at hand."""

    __test__ = False

    territory: str = "grenoble"
    kid: bytes = b"\x01\x02\x03\x04"
    starts_at: datetime = NOW - timedelta(days=30)
    ends_at: datetime = NOW + timedelta(days=400)
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def sign(self, data: bytes) -> bytes:
        """Raw, the same bytes for the same data."""
        signature = self.private.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))
        return b"".join(each.to_bytes(32, "big") for each in decode_dss_signature(signature))

    @property
    def key(self) -> Key:
        """Its public part."""
        return Key(self.territory, self.kid, self.private.public_key(), self.starts_at, self.ends_at)


def some_payload(**more: object) -> Payload:
    """One realistic pass."""
    fields: dict[str, object] = {
        "code": bytes(range(8)), "plate": "AB123CD", "zones": (3, 14), "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=180), "kind": kind_number("artisan"), "status": 123_456,
    }  # fmt: skip
    return Payload(**fields | more)  # type: ignore[arg-type]
