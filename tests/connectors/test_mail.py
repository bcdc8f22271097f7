"""Mail: a letter as written arrives as read; TLS is not optional; a server that is down is said in one sentence."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.mail import KEPT, Letter, Mailbox, MailDown, Smtp

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
LETTER = Letter("camille@example.org", "Confirmez votre adresse : « été »", "Bonjour,\n\nhttp://x/y\n", "<p>é</p>\n")


@pytest.fixture
def server() -> Iterator[tuple[int, list[bytes]]]:
    """A mail server on this machine that offers no TLS and takes one letter; its port, and what it hears."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as lines:
                peer.sendall(b"220 essai\r\n")
                in_letter = False
                for line in lines:
                    heard.append(line)
                    if in_letter:
                        in_letter = line != b".\r\n"
                        if not in_letter:
                            peer.sendall(b"250 pris\r\n")
                        continue
                    in_letter = line.upper().startswith(b"DATA")
                    peer.sendall(b"354 oui\r\n" if in_letter else b"250 oui\r\n")
                    if line.upper().startswith(b"QUIT"):
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1]), heard
        thread.join(5)


async def test_a_letter_leaves(server: tuple[int, list[bytes]]) -> None:
    """To a server of this machine, in both forms, with its accents encoded."""
    port, heard = server
    await Smtp.of(f"smtp://127.0.0.1:{port}", "bonjour@example.org").send(LETTER, AT)
    said = b"".join(heard)
    for part in (b"From: JOPTIMIZ <bonjour@example.org>", b"To: camille@example.org", b"text/plain", b"text/html"):
        assert part in said


async def test_a_server_that_is_down(tmp_path: Path) -> None:
    """One sentence, without the password."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for scheme in ("smtp", "smtps"):
        with pytest.raises(MailDown, match="ne répond pas") as down:
            await Smtp.of(f"{scheme}://moi:secret@127.0.0.1:{port}", "a@example.org").send(LETTER, AT)
        assert "secret" not in str(down.value)
    (tmp_path / "fichier").touch()
    with pytest.raises(MailDown):
        await Mailbox(tmp_path / "fichier").send(LETTER, AT)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://x", "a@b.fr"),
        ("smtp://", "a@b.fr"),
        ("smtp://x:y", "a@b.fr"),
        ("smtp://[x", "a@b.fr"),
        ("smtp://x", ""),
    ],
)
def test_settings_that_cannot_be_read(url: str, sender: str) -> None:
    """Say which variable, and how to write it."""
    with pytest.raises(ValueError, match="JOPTIMIZ_"):
        Smtp.of(url, sender)


def test_settings_that_can() -> None:
    """Ports by scheme, accounts with odd signs."""
    smtp = Smtp.of("smtps://moi%40exemple.fr:p%3Aw@mail.exemple.fr", "JOPTIMIZ <bonjour@exemple.fr>")
    assert (smtp.host, smtp.port, smtp.implicit_tls, smtp.user, smtp.password) == (
        "mail.exemple.fr", 465, True, "moi@exemple.fr", "p:w",
    )  # fmt: skip
    assert Smtp.of("smtp://mail.exemple.fr", "a@b.fr").port == 587


async def test_the_mailbox_keeps_the_latest(tmp_path: Path) -> None:
    """As written, the latest first, closed to other accounts, never more than it should."""
    box = Mailbox(tmp_path / "boite")
    assert box.read() == []
    for second in range(KEPT + 3):
        await box.send(
            Letter("a@example.org", f"n° {second}", LETTER.text, LETTER.html), AT.replace(microsecond=second)
        )
    received = box.read()
    assert len(received) == KEPT
    assert received[0].letter.subject == f"n° {KEPT + 2}"
    assert (received[0].letter.text, received[0].letter.html, received[0].at) == (LETTER.text, LETTER.html, AT)
    assert all(path.stat().st_mode & 0o077 == 0 for path in box.folder.iterdir())


async def test_letters_go_at_their_term_or_with_somebody(tmp_path: Path) -> None:
    """Those kept thirty days go, the others stay; those to an address go, whatever its case; without folder nothing."""
    box = Mailbox(tmp_path / "box")
    await box.purge(AT)
    await box.forget("a@example.org")
    for to, days in (("a@example.org", 31), ("b@example.org", 30), ("A@example.org", 29), ("c@example.org", 1)):
        await box.send(Letter(to, "Bonjour", "Bonjour", "<p>Bonjour</p>"), AT - timedelta(days=days))
    await box.purge(AT - timedelta(days=30))
    assert [each.letter.to for each in box.read()] == ["c@example.org", "A@example.org"]
    await box.forget("a@example.org")
    assert [each.letter.to for each in box.read()] == ["c@example.org"]
