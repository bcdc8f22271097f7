"""What people type in forms: addresses, names, passwords, codes; brought to one shape, and what is wrong with it."""

import re
import unicodedata

from accounts.core.common import COMMON
from accounts.core.faults import Fault

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
LONGEST_NAME, LONGEST_EMAIL = 80, 254
LANGUAGES = ("fr", "en")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def email_of(text: str) -> str:
    """The address as it is kept: without spaces around it, in lower case."""
    return unicodedata.normalize("NFC", text).strip().lower()


def email_fault(email: str, field: str = "email") -> Fault | None:
    """What is wrong with an address."""
    if not email:
        return Fault(field, "email_missing")
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        return Fault(field, "email_shape")
    return None


def name_of(text: str) -> str:
    """A name with single spaces, without what cannot be printed."""
    printable = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())


def name_fault(name: str, field: str = "name") -> Fault | None:
    """What is wrong with a name."""
    if not name:
        return Fault(field, "name_missing")
    return Fault(field, "name_long") if len(name) > LONGEST_NAME else None


def password_of(text: str) -> str:
    """A password in one shape, whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", text)


def password_fault(password: str, *personal: str, field: str = "password") -> Fault | None:
    """What is wrong with a password that somebody chooses; `personal` are words it must not be."""
    folded = password.casefold()
    if not password:
        return Fault(field, "password_missing")
    if len(password) < SHORTEST_PASSWORD:
        return Fault(field, "password_short", {"length": str(len(password))})
    if len(password) > LONGEST_PASSWORD:
        return Fault(field, "password_long")
    if folded in {word.casefold() for word in personal if word}:
        return Fault(field, "password_personal")
    if folded in COMMON or len(set(folded)) < 4:
        return Fault(field, "password_common")
    return None


def language_of(text: str) -> str:
    """The language asked for, French when it is none of ours."""
    return text if text in LANGUAGES else LANGUAGES[0]


def accepted_language(header: str) -> str:
    """The first of our languages that a browser's Accept-Language names, French without any."""
    for part in header.split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]


def digits_of(text: str) -> str:
    """A one-time code without the spaces people put in it."""
    return re.sub(r"[\s\u202f\u00a0.-]", "", text)


def recovery_of(text: str) -> str:
    """A recovery code as it was drawn: in lower case, without spaces or dashes."""
    return re.sub(r"[^a-z2-7]", "", text.lower().replace("0", "o").replace("1", "l"))


def recovery_shown(code: str) -> str:
    """A recovery code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def local_path(text: str, default: str = "/") -> str:
    """A path of this site to go on to, `default` for anything else."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isascii() or len(text) > 1_000:
        return default
    return text if text.isprintable() and " " not in text else default
