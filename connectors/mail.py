"""Mail out: an SMTP server over TLS or, without one, a mailbox folder on this machine."""

import asyncio
import secrets
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

PATIENCE_S = 10.0
KEPT = 200
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class MailDown(Exception):
    """The mail did not leave; the message is French and says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person: the same words twice, plain and with the simplest HTML."""

    to: str
    subject: str
    text: str
    html: str
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as the mailbox keeps it."""

    name: str
    at: datetime
    letter: Letter


class Mail(Protocol):
    """Whoever takes letters away."""

    async def send(self, letter: Letter, at: datetime) -> None:
        """Send; raises `MailDown`."""

    async def forget(self, address: str) -> None:
        """Let go of what stays here of letters to somebody; raises `MailDown`."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """An SMTP server: `smtps` speaks TLS from the start, `smtp` begins in clear and must go on to TLS."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """The server of `smtp(s)://user:password@host:port`; raises ValueError with a French sentence."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("JOPTIMIZ_SMTP n’est pas lisible : écrivez smtp(s)://compte:motdepasse@serveur:port.")
        if "@" not in sender or not sender.isprintable():
            raise ValueError("JOPTIMIZ_MAIL_FROM manque : donnez l’adresse qui envoie, par exemple bonjour@exemple.fr.")
        implicit = parts.scheme == "smtps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or (465 if implicit else 587), implicit, user, password, sender)

    async def send(self, letter: Letter, at: datetime) -> None:
        """Send over TLS, in a thread; raises `MailDown`."""
        try:
            await asyncio.to_thread(self._send, message_of(letter, self.sender, at))
        except (OSError, smtplib.SMTPException) as error:
            raise MailDown(f"le serveur de courrier {self.host} ne répond pas ({type(error).__name__})") from error

    async def forget(self, address: str) -> None:
        """Nothing stays here."""

    def _send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE_S, context=context)
            if self.implicit_tls
            else smtplib.SMTP(self.host, self.port, timeout=PATIENCE_S)
        )
        try:
            server.ehlo()
            if not self.implicit_tls and (server.has_extn("starttls") or self.host not in _LOOPBACK):
                # A server elsewhere that offers no TLS is refused: the links in these letters open accounts.
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)
        finally:
            # The letter is taken, or is not, before the farewell: how that goes changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder where letters stay on this machine, the latest ones, for who tries the product without mail."""

    folder: Path

    async def send(self, letter: Letter, at: datetime) -> None:
        """Keep the letter; raises `MailDown`."""
        try:
            await asyncio.to_thread(self._keep, letter, at)
        except OSError as error:
            raise self._down(error) from error

    async def forget(self, address: str) -> None:
        """Remove the letters to somebody; raises `MailDown`."""
        await self._remove(lambda each: each.letter.to.lower() == address.lower())

    async def purge(self, cutoff: datetime) -> None:
        """Remove the letters kept since then or longer; raises `MailDown`."""
        await self._remove(lambda each: each.at <= cutoff)

    async def _remove(self, goes: Callable[[Received], bool]) -> None:
        try:
            for each in await asyncio.to_thread(self.read):
                if goes(each):
                    (self.folder / f"{each.name}.eml").unlink(missing_ok=True)
        except OSError as error:
            raise self._down(error) from error

    def _down(self, error: OSError) -> MailDown:
        return MailDown(f"le dossier {self.folder} ne s’écrit pas ({type(error).__name__})")

    def _keep(self, letter: Letter, at: datetime) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message_of(letter, "joptimiz@localhost", at).as_bytes())
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)

    def read(self) -> list[Received]:
        """The letters, the latest first."""
        return [_received(path) for path in sorted(self.folder.glob("*.eml"), reverse=True)]


def message_of(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    """The letter as mail is written."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender if "<" in sender else Address("JOPTIMIZ", addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{sender.rstrip('>').rpartition('@')[2]}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _received(path: Path) -> Received:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    letter = Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=_content(message, "plain"),
        html=_content(message, "html"),
        language=str(message["Content-Language"]),
    )
    return Received(path.stem, parsedate_to_datetime(str(message["Date"])), letter)


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")
