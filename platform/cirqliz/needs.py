"""What is asked of other rooms, which the front door answers."""

from typing import Protocol


class Sealing(Protocol):
    """Seals small things by the secret of the installation; what they are about must be said again to open."""

    def close(self, plain: bytes, about: bytes) -> bytes:
        """Seal."""
        ...

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Open; raises ValueError for what another secret sealed."""
        ...
