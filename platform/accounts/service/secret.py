"""The secret of a data folder, or of the environment, from which other keys are derived."""

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secret:
    """Where the secret is: given, or a file made at its first use."""

    given: str | None
    data: Path

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose alone (HKDF-Expand of RFC 5869, one block)."""
        return hmac.digest(self._read(), purpose.encode() + b"\x01", "sha256")

    def _read(self) -> bytes:
        if self.given is not None:
            return self.given.encode()
        path = self.data / "secret"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"secret.{secrets.token_hex(8)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
            # Two processes may start together: the first link stands, both read it.
            with suppress(FileExistsError):
                os.link(draft, path)  # refuses what exists, as no rename does
            draft.unlink()
        return path.read_bytes()
