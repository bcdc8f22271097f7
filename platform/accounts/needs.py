"""What the room needs of the world; the front door says who answers."""

from typing import Protocol

from accounts.core.letters import Letter


class SendMail(Protocol):
    """Sends letters."""

    async def send(self, letter: Letter) -> None:
        """Hand over one letter; raises OSError when it does not leave."""
