"""Letters of the rooms, handed to whoever takes mail away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from accounts.core.letters import Letter
from connectors.mail import Letter as Posted
from connectors.mail import Mail, MailDown


@dataclass(frozen=True, slots=True)
class Letters:
    """Takes plain letters, and gives them the simplest HTML."""

    mail: Mail
    now: Callable[[], datetime]

    async def send(self, letter: Letter) -> None:
        """Hand a letter over; raises OSError when it does not leave."""
        paragraphs = "\n".join(f"<p>{_linked(escape(each.strip()))}</p>" for each in letter.text.split("\n\n"))
        html = f'<!doctype html>\n<meta charset="utf-8"><title>{escape(letter.subject)}</title>\n{paragraphs}\n'
        try:
            await self.mail.send(Posted(letter.to, letter.subject, letter.text, html), self.now())
        except MailDown as down:
            raise OSError(str(down)) from down


def _linked(text: str) -> str:
    return f'<a href="{text}">{text}</a>' if text.startswith(("https://", "http://")) and " " not in text else text
