"""What people type: one shape, and every fault said with its remedy."""

import re
from pathlib import Path

import pytest

from accounts.core.devices import device_words
from accounts.core.entries import (
    accepted_language,
    email_fault,
    email_of,
    local_path,
    name_of,
    password_fault,
    password_of,
    recovery_of,
    recovery_shown,
)
from accounts.core.limits import network_of
from accounts.core.texts import FAILURES, ROLES, TEXTS

ROOT = Path(__file__).resolve().parents[2] / "platform" / "accounts"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "email_missing"), ("camille", "email_shape"), ("a@b", "email_shape"), ("a b@example.org", "email_shape"),
        ("a@example.org\nBcc: x@example.org", "email_shape"), ("a@" + "b" * 250 + ".fr", "email_shape"),
        ("  Camille.Exemple+x@Example.ORG ", None),
    ],
)  # fmt: skip
def test_an_address_is_read_or_told(typed: str, fault: str | None) -> None:
    """A header can never be slipped into a letter through an address."""
    found = email_fault(email_of(typed))
    assert (found and found.text) == fault


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "password_missing"), ("court", "password_short"), ("x" * 300, "password_long"),
        ("camille.exemple@example.org", "password_personal"), ("Camille Exemple", "password_personal"),
        ("MotDePasse123", "password_common"), ("azertyuiop12", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("cheval agrafe pile", None),
    ],
)  # fmt: skip
def test_a_password_is_taken_or_told(typed: str, fault: str | None) -> None:
    """Length, the person's own words, and what is tried first; nothing else is asked."""
    found = password_fault(typed, "camille.exemple@example.org", "Camille Exemple")
    assert (found and found.text) == fault


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """Composed and decomposed accents make one password."""
    assert password_of("e\u0301te\u0301 a\u0300 Nice") == password_of("été à Nice")


@pytest.mark.parametrize(
    "path",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/a\n/b",
     "/\t/evil.example", "/ /evil.example", "evil", "/" + "x" * 2_000],
)  # fmt: skip
def test_no_way_leads_elsewhere(path: str) -> None:
    """What is not a plain path of this site becomes the map."""
    assert local_path(path) == "/"


def test_a_local_path_is_followed() -> None:
    """With its question."""
    assert local_path("/compte?x=1&y=//z") == "/compte?x=1&y=//z"


def test_codes_survive_being_copied_by_hand() -> None:
    """Groups, capitals and the usual confusions."""
    assert recovery_of(" ABCD-efgh ijkl-0123") == "abcdefghijklol23"
    assert recovery_shown("abcdefghijklmnop") == "abcd-efgh-ijkl-mnop"


def test_names_lose_what_cannot_be_printed() -> None:
    """Line ends and controls become one space."""
    assert name_of("  Camille\r\nBcc:  Exemple\u0007 ") == "Camille Bcc: Exemple"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
         "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
         "Edge, Windows"),
        ("curl/8.0", ""),
    ],
)  # fmt: skip
def test_a_device_in_words(agent: str, said: str) -> None:
    """The browser and the system, nothing that would tell two people apart."""
    assert device_words(agent) == said


def test_a_subscriber_is_counted_once() -> None:
    """A /64 is one subscriber, and so is an IPv4 address however it is written."""
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::9")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert network_of("testclient") == "testclient"


@pytest.mark.parametrize(
    ("header", "language"), [("", "fr"), ("en-GB,fr;q=0.5", "en"), ("de, fr;q=0.7", "fr"), ("de", "fr")]
)
def test_the_language_of_a_browser(header: str, language: str) -> None:
    """The first of ours it names."""
    assert accepted_language(header) == language


def test_both_languages_say_the_same_things() -> None:
    """The same names, the same blanks to fill."""
    assert TEXTS["fr"].keys() == TEXTS["en"].keys()
    assert ROLES["fr"].keys() == ROLES["en"].keys()
    assert FAILURES["fr"].keys() == FAILURES["en"].keys()
    for name, text in TEXTS["fr"].items():
        blanks = re.compile(r"{\w+}")
        assert set(blanks.findall(text)) == set(blanks.findall(TEXTS["en"][name])), name
        assert "'" not in text, name
        assert not re.search(r"[ ](?=[:;!?»])|« ", text), name


def test_every_fault_has_its_sentence() -> None:
    """What the code names is written, and nothing is written for nobody."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py") if "texts" not in path.parts)
    named = set(re.findall(r'Fault\((?:"\w*"|field), "(\w+)"', code)) | {"confirm_wrong", "password_missing"}
    assert named <= TEXTS["fr"].keys()
