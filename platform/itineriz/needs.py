"""What is asked of other rooms, which the front door answers."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from rules.model import Facts, Right


class Holders(Protocol):
    """What a vehicle is, and the rights it holds."""

    async def held_by(
        self, request: Request[object, object, State], vehicle: UUID, at: datetime
    ) -> tuple[Facts, tuple[Right, ...]]:
        """The facts and rights of a vehicle of who asks; raises what keeps them from being told."""
