"""Every sentence of accounts, in each language; the French ones with their spaces."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.core.faults import Fault
from accounts.core.texts import (
    english,
    english_outside,
    english_said,
    french,
    french_outside,
    french_said,
    keys,
    privacy,
)
from rules.texts.typography import NO_BREAK, typeset

type Texts = Mapping[str, str]


def _french(said: Mapping[str, str]) -> dict[str, str]:
    return {name: typeset(text) for name, text in said.items()}


TEXTS: Mapping[str, Texts] = {
    "fr": _french(
        {
            **french.FRENCH,
            **french_said.FAULTS,
            **french_said.LETTERS,
            **french_outside.WORDS,
            **french_outside.FAULTS,
            **french_outside.LETTERS,
            **privacy.FRENCH,
            **keys.FRENCH,
            **keys.FRENCH_FAULTS,
            **keys.FRENCH_LETTERS,
        }
    ),
    "en": {
        **english.ENGLISH,
        **english_said.FAULTS,
        **english_said.LETTERS,
        **english_outside.WORDS,
        **english_outside.FAULTS,
        **english_outside.LETTERS,
        **privacy.ENGLISH,
        **keys.ENGLISH,
        **keys.ENGLISH_FAULTS,
        **keys.ENGLISH_LETTERS,
    },
}
ROLES: Mapping[str, Texts] = {"fr": french.ROLES, "en": english.ROLES}
FAILURES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "fr": {
        code: (typeset(title), typeset(detail))
        for said in (french_said.FAILURES, french_outside.FAILURES)
        for code, (title, detail) in said.items()
    },
    "en": {**english_said.FAILURES, **english_outside.FAILURES},
}


def texts_of(language: str) -> Texts:
    """The sentences of a language."""
    return TEXTS.get(language, TEXTS["fr"])


def said(fault: Fault, language: str) -> str:
    """A fault in words."""
    return texts_of(language)[fault.text].format(**fault.values)


def failure_said(code: str, language: str, wait_s: int) -> tuple[str, str] | None:
    """The title and the detail of a failure, when accounts know it."""
    found = FAILURES.get(language, FAILURES["fr"]).get(code)
    return found and (found[0], found[1].format(wait=waited(wait_s)))


def waited(seconds: int) -> str:
    """A delay: « 45 s », « 12 min »; the same words in each language."""
    return f"{seconds}{NO_BREAK}s" if seconds < 90 else f"{-(-seconds // 60)}{NO_BREAK}min"


def when(at: datetime, now: datetime, language: str) -> str:
    """How long ago, so that no time zone is needed."""
    texts, passed = texts_of(language), now - at
    if passed < timedelta(minutes=1):
        return texts["now"]
    if passed < timedelta(hours=1):
        return texts["minutes"].format(count=passed // timedelta(minutes=1))
    if passed < timedelta(days=1):
        return texts["hours"].format(count=passed // timedelta(hours=1))
    days = passed // timedelta(days=1)
    return texts["yesterday"] if days == 1 else texts["days"].format(count=days)


def counted(none: str, one: str, many: str, count: int, language: str) -> str:
    """One of three sentences by their number."""
    return texts_of(language)[none if count == 0 else one if count == 1 else many].format(count=count)
