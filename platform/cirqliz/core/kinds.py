"""A kind of right as it stood when it was asked for: kept with the request, and with what is granted of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.canonical import Tree
from rules.engine import FIRST_YEAR, LAST_YEAR
from rules.model import RightKind

EARLIEST, FURTHEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)
"""Days that rules answer for: a right that begins beyond them could not even be read back."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a territory had said of a kind in the version of its rulebook that was in force."""

    name: str
    order: str
    article: str
    form: str
    decided_by: str
    rulebook: int
    quota_days: int | None = None
    duration_days: int | None = None
    until: date | None = None
    delay_days: int | None = None
    proofs: tuple[str, ...] = ()

    @classmethod
    def of(cls, kind: RightKind, rulebook: int) -> "Terms":
        """The terms of a kind in this version."""
        return cls(
            kind.name, kind.order, kind.article, kind.shape, kind.decider, rulebook, kind.quota_days,
            kind.duration_days, kind.until, kind.delay_days, kind.proofs,
        )  # fmt: skip

    @property
    def source(self) -> str:
        """« l’article 7 de l’arrêté D-2026-001 »."""
        known = self.article and self.article != "a_verifier"
        return f"l’article {self.article} de l’arrêté {self.order}" if known else f"l’arrêté {self.order}"

    def tree(self) -> Mapping[str, Tree]:
        """As the database keeps them."""
        return {
            "name": self.name, "order": self.order, "article": self.article, "form": self.form,
            "decided_by": self.decided_by, "rulebook": self.rulebook, "quota_days": self.quota_days,
            "duration_days": self.duration_days, "until": self.until.isoformat() if self.until else None,
            "delay_days": self.delay_days, "proofs": list(self.proofs),
        }  # fmt: skip

    def same_but_for_version(self, other: "Terms") -> bool:
        """Whether another version says the same of it."""
        return {**self.tree(), "rulebook": 0} == {**other.tree(), "rulebook": 0}

    def end(self, start: date, wished: date | None) -> date | None:
        """The day after the last one: what was wished, within its duration and the end of its kind."""
        ends = [wished, self.until]
        if self.duration_days is not None:
            ends.append(start + timedelta(days=self.duration_days))
        return min((end for end in ends if end is not None), default=None)

    def due(self, asked: date) -> date | None:
        """The day by which an answer is promised."""
        return None if self.delay_days is None else asked + timedelta(days=self.delay_days)
