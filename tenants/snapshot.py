"""What every rulebook says now, or said once: one immutable reference, swapped whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rules.bundle import Bundle
from rules.model import Overlay
from tenants.locate import Locator


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One published, numbered version of a territory's rules, under the overlays known."""

    territory: str
    number: int
    bundle: Bundle

    @property
    def ref(self) -> str:
        """The name answers cite, such as `riviera@1`."""
        return f"{self.territory}@{self.number}"

    def under(self, overlays: Iterable[Overlay]) -> "Rulebook":
        """The same version with these overlays laid over it; itself when they already are."""
        wanted = tuple(overlays)
        return self if wanted == self.bundle.overlays else replace(self, bundle=self.bundle.with_overlays(wanted))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A rulebook of each territory, by slug, and where their zones lie."""

    rulebooks: Mapping[str, Rulebook]
    locator: Locator
    silent: frozenset[str] = frozenset()
    """Territories that have published since, and had not yet at the instant asked about."""

    @classmethod
    def of(cls, rulebooks: Mapping[str, Rulebook], former: "Snapshot | None" = None) -> "Snapshot":
        """The snapshot of these rulebooks, its spatial index built, or taken from a former one of the same zones."""
        if former is not None and _bytes_of(rulebooks) == _bytes_of(former.rulebooks):
            return cls(rulebooks, former.locator)
        return cls(rulebooks, Locator.of({slug: book.bundle for slug, book in rulebooks.items()}))


def _bytes_of(rulebooks: Mapping[str, Rulebook]) -> Mapping[str, str]:
    return {slug: book.bundle.sha256 for slug, book in rulebooks.items()}
