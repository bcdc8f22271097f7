"""What an explanation is made of, and the two languages it is said in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rules.bundle import Bundle
from rules.ir import Block, Compare, Holds, OneOf, Rule
from rules.model import Invalid, Problem, Verdict, Zone
from rules.texts import english, french


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its code in `rules.texts.explanations`, and what it speaks of."""

    code: str
    text: str
    zone: str | None = None
    rule: str | None = None
    """By the name its author gave."""
    order: str | None = None
    article: str | None = None
    about: str | None = None
    """Of an exemption, the rule that it would lift."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in words: the answer, then zone by zone why, what is asked, what is missing, what comes next."""

    locale: str
    verdict: Verdict
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """All of it, one sentence a line."""
        return "\n".join(sentence.text for sentence in self.sentences)


class Tongue(Protocol):
    """What a language knows to say."""

    LOCALE: str

    def verdict(self, said: Verdict, /) -> str:
        """A verdict."""

    def both(self, parts: Sequence[str], /) -> str:
        """Parts joined by « et »."""

    def either(self, parts: Sequence[str], /) -> str:
        """Parts joined by « ou »."""

    def hour(self, minute: int, /) -> str:
        """A minute of the day."""

    def day(self, when: date, /) -> str:
        """A date with its day of the week."""

    def plain_day(self, when: date, /) -> str:
        """A date."""

    def article(self, rule_article: str, /, *, unchecked: bool) -> str:
        """An article of an order."""

    def schedule(self, blocks: Sequence[Block], bundle: Bundle, /) -> str:
        """When a rule is in season."""

    def sentence(self, rule: Rule, zone: Zone, bundle: Bundle, /) -> str:
        """What a rule says of a zone."""

    def need(self, name: str, bundle: Bundle, /) -> str:
        """What is missing."""

    def duty(self, kind: str, amount: int | None, /) -> str:
        """What is to be done."""

    def value(self, fact: str, held: int | str, /) -> str:
        """What a vehicle is."""

    def wanted(self, leaf: OneOf | Compare | Holds, bundle: Bundle, /, *, negated: bool) -> str:
        """What a condition asks for."""


_TONGUES: dict[str, Tongue] = {"fr": french, "en": english}
LOCALES = tuple(_TONGUES)


def tongue(locale: str) -> Tongue:
    """The language of this name; raises `Invalid` for one we do not speak."""
    if locale not in _TONGUES:
        message = f"« {locale} » n’est pas une langue des explications."
        raise Invalid((Problem("unknown_locale", message, f"Langues possibles : {', '.join(LOCALES)}."),))
    return _TONGUES[locale]
