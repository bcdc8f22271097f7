"""Cases of any territory, answered: positions become zones, and every rulebook that touches them speaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.engine import decide
from rules.model import Case, Decision, Profile, Verdict, ZoneDecision
from tenants.errors import NotFound, shown
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

_MOST_CHANGES = 200
"""Changes of single rulebooks looked through before saying that no change of the whole is known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The gravest verdict over every territory asked, with each zone's own."""

    verdict: Verdict
    rulebooks: tuple[str, ...]
    needs: tuple[str, ...]
    zones: tuple[tuple[str, ZoneDecision], ...]
    """Territory slug and zone decision."""
    until: datetime | None


def answer_at(snapshot: Snapshot, profile: Profile, at: datetime, lon: float, lat: float) -> Answer:
    """The answer at a position; outside every coverage it is unknown, for want of a rulebook."""
    refs = snapshot.locator.zones_at(lon, lat)
    covering = snapshot.locator.covering(lon, lat) | {ref.territory for ref in refs}
    return answer_in(snapshot, profile, at, refs, covering)


def answer_in(
    snapshot: Snapshot, profile: Profile, at: datetime, refs: Sequence[ZoneRef], territories: Iterable[str] = ()
) -> Answer:
    """The answer for a set of zones of one or more territories."""
    slugs = sorted({*territories, *(ref.territory for ref in refs)})
    if not slugs:
        return Answer(Verdict.UNKNOWN, (), ("rulebook",), (), None)
    books = [snapshot.rulebooks[slug] for slug in slugs]
    decisions = [decide(book.bundle, _case(book, profile, at, refs)) for book in books]
    return Answer(
        verdict=max(decision.verdict for decision in decisions),
        rulebooks=tuple(book.ref for book in books),
        needs=tuple(dict.fromkeys(need for decision in decisions for need in decision.needs)),
        zones=tuple(
            (book.territory, zone) for book, decision in zip(books, decisions, strict=True) for zone in decision.zones
        ),
        until=_until(books, decisions, profile, refs),
    )


def _until(
    books: Sequence[Rulebook], decisions: Sequence[Decision], profile: Profile, refs: Sequence[ZoneRef]
) -> datetime | None:
    """When the gravest verdict over several rulebooks next changes: at one of the instants when one of them does."""
    gravest = max(decision.verdict for decision in decisions)
    upcoming = [decision.until for decision in decisions if decision.until is not None]
    if len(books) == 1 or not upcoming:
        return min(upcoming, default=None)
    at = min(upcoming)
    for _ in range(_MOST_CHANGES):
        later = [decide(book.bundle, _case(book, profile, at, refs)) for book in books]
        if max(decision.verdict for decision in later) is not gravest:
            return at
        upcoming = [decision.until for decision in later if decision.until is not None]
        if not upcoming:
            return None
        at = min(upcoming)
    return None


def _case(book: Rulebook, profile: Profile, at: datetime, refs: Sequence[ZoneRef]) -> Case:
    return Case(profile, at, tuple(ref.zone for ref in refs if ref.territory == book.territory))


def get_rulebook(snapshot: Snapshot, slug: str) -> Rulebook:
    """The rulebook in force in a territory; raises `NotFound`."""
    book = snapshot.rulebooks.get(slug)
    if book is None:
        raise NotFound(
            "territory-unknown",
            "Ce territoire n’existe pas ou n’a rien publié.",
            f"Aucun territoire « {shown(slug)} » dans l’annuaire : voyez /api/v1/territories.",
        )
    return book


def get_zone(snapshot: Snapshot, slug: str, zone: str) -> ZoneRef:
    """A zone by its names; raises `NotFound`."""
    book = get_rulebook(snapshot, slug)
    if zone not in book.bundle.zones:
        raise NotFound(
            "zone-unknown",
            "Cette zone n’existe pas.",
            f"« {shown(zone)} » n’est pas une zone de {slug} : voyez /api/v1/territories/{slug}/zones.",
        )
    return ZoneRef(slug, zone)
