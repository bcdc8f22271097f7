"""The keys that passes are signed and believed by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cirqliz.core.passes.cose import Key, Signer


class PassKeys(Protocol):
    """The keys of territories."""

    async def get_signer(self, territory: str, now: datetime) -> Signer:
        """What signs for a territory now."""

    async def list_named(self, kid: bytes) -> Sequence[Key]:
        """All that bear this name and may be believed, of whatever territory."""
