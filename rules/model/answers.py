"""What is answered: verdicts, their reasons, obligations and doubts."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Verdict(IntEnum):
    """The four answers, ordered by gravity: the gravest wins."""

    ALLOWED = 0
    CONDITIONAL = 1
    UNKNOWN = 2
    FORBIDDEN = 3

    @property
    def word(self) -> str:
        """The verdict as interfaces spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that a lawful visit rests on, and the rule that asks for it."""

    kind: str
    amount: int | None
    zone: str
    rule: str
    order: str
    article: str
    message: str
    """The author's sentence, or one composed from the duty."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a zone has its verdict: one rule with the text that founds it."""

    rule: str
    order: str
    article: str
    message: str
    title: str = ""
    url: str | None = None
    quote: str | None = None
    to_verify: bool = False
    """The article or the order has not been checked against its published text."""
    status: str = "in_force"
    """Of the order, on the date of the case."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one way of reading an ambiguous clause gives; `rule` is the rule, `text` says what can be read two ways."""

    rule: str
    text: str
    as_written: Verdict
    """The zone's verdict with the clause read as the rule writes it."""
    otherwise: Verdict
    """The zone's verdict with its other reading."""


@dataclass(frozen=True, slots=True)
class ZoneDecision:
    """The verdict in one zone, with its reasons (gravest first)."""

    zone: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    needs: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    readings: tuple[Reading, ...] = ()
    """The ambiguous clauses that change this verdict; the graver reading has won."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a case: the gravest verdict over its zones, and when it next changes."""

    verdict: Verdict
    zones: tuple[ZoneDecision, ...]
    needs: tuple[str, ...] = ()
    until: datetime | None = None
    """The next instant (UTC) at which the verdict changes, within the horizon asked."""
    obligations: tuple[Obligation, ...] = ()
    """Of every zone; the visit is lawful if each is met. Empty unless the verdict is conditional."""
    doubt: bool = False
    """Every zone that gives this verdict would give another under another reading of some clause."""


@dataclass(frozen=True, slots=True)
class Windows:
    """One zone's verdicts over a horizon: disjoint, maximal `[from, to)` intervals in UTC."""

    zone: str
    intervals: tuple[tuple[datetime, datetime, Verdict], ...]
