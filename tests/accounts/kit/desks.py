"""A desk: local identity over the real database, with a clock that the test turns and mail that it reads."""

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from accounts.service.entering import Entered, sign_in
from accounts.service.identity import Asker, Identity
from accounts.service.joining import confirm_account, sign_up
from accounts.service.sessions import find
from accounts.service.signed import Signed
from connectors.mail import Letter, MailDown

PASSWORD = "cheval agrafe pile correcte"
SOURCES = itertools.count(1)


@dataclass
class Post:
    """Mail that is read where it falls, or that is down."""

    letters: list[Letter] = field(default_factory=list)
    down: bool = False

    async def send(self, letter: Letter, at: datetime) -> None:
        """Keep it, or refuse."""
        assert at.tzinfo is not None
        if self.down:
            raise MailDown("le serveur de courrier ne répond pas")
        self.letters.append(letter)

    async def forget(self, address: str) -> None:
        """Let go of what was sent to somebody, or refuse."""
        if self.down:
            raise MailDown("le serveur de courrier ne répond pas")
        self.letters = [letter for letter in self.letters if letter.to != address]

    def token(self) -> str:
        """What the last letter's link carries."""
        found = re.search(r"/confirmer/(\S+)", self.letters[-1].text)
        assert found, self.letters[-1].text
        return found[1]


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    at: datetime = datetime(2026, 11, 24, 10, 0, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What it says."""
        return self.at

    def turn(self, **by: float) -> None:
        """Later."""
        self.at += timedelta(**by)


@dataclass
class Desk:
    """Everything a test of identity handles."""

    on: Identity
    post: Post
    clock: Clock
    asker: Asker
    email: str

    async def join(self) -> str:
        """Somebody with an open account; the token of their first session."""
        await sign_up(self.on, self.asker, self.email, "Camille Exemple", PASSWORD)
        return await confirm_account(self.on, self.asker, self.post.token(), PASSWORD)

    async def signed(self, token: str) -> Signed:
        """Who holds this token."""
        found = await find(token, self.clock())
        assert found is not None
        return found.signed

    async def enter(self, password: str = PASSWORD) -> Entered:
        """Sign in."""
        return await sign_in(self.on, self.asker, self.email, password)

    def elsewhere(self) -> "Desk":
        """The same from another network."""
        return replace(self, asker=replace(self.asker, source=f"198.51.100.{next(SOURCES)}"))
