"""What every rulebook says now: one immutable reference, swapped whole at a publication."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.bundle import Bundle
from tenants.locate import Locator


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One published, numbered version of a territory's rules."""

    territory: str
    number: int
    bundle: Bundle

    @property
    def ref(self) -> str:
        """The name answers cite, such as `riviera@1`."""
        return f"{self.territory}@{self.number}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every territory's current rulebook, by slug, and where their zones lie."""

    rulebooks: Mapping[str, Rulebook]
    locator: Locator

    @classmethod
    def of(cls, rulebooks: Mapping[str, Rulebook]) -> "Snapshot":
        """The snapshot of these rulebooks, its spatial index built."""
        return cls(rulebooks, Locator.of({slug: book.bundle for slug, book in rulebooks.items()}))
