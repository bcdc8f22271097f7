"""Cases of any territory, answered: positions become zones, and every rulebook that touches them speaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.engine import decide
from rules.log import nearest
from rules.model import Case, Decision, Obligation, Profile, Verdict, ZoneDecision
from rules.texts import french
from rules.texts.problems import did_you_mean
from rules.vocabulary import NEED_LABELS
from tenants.errors import NotFound, shown
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

_MOST_CHANGES = 200
"""Changes of single rulebooks looked through before saying that no change of the whole is known."""
type Heard = tuple[Sequence[ZoneRef], frozenset[str]]
"""The zones a question is about, and the territories that speak for the place."""
RULEBOOK = "rulebook"
"""What is lacking where nobody has published anything."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The gravest verdict over every territory asked, with each zone's own; pairs begin with a territory's slug."""

    verdict: Verdict
    rulebooks: tuple[str, ...]
    needs: tuple[str, ...]
    zones: tuple[tuple[str, ZoneDecision], ...]
    until: datetime | None
    obligations: tuple[tuple[str, Obligation], ...] = ()
    """The visit is lawful if each is met; empty unless the verdict is conditional."""
    doubt: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    """Each need in French."""
    rough: Mapping[ZoneRef, float] = field(default_factory=dict)
    """Zones among those asked whose approximate outline passes within 50 m, with its distance in metres."""
    nearby: tuple[tuple[str, ZoneDecision, float], ...] = ()
    """Zones beside the position, across an approximate outline within 50 m, with its distance; they do not count."""


NO_RULEBOOK = Answer(Verdict.UNKNOWN, (), (RULEBOOK,), (), None, labels={RULEBOOK: NEED_LABELS[RULEBOOK]})
"""Nobody speaks for that place, or did then."""


def answer_at(snapshot: Snapshot, profile: Profile, at: datetime, lon: float, lat: float) -> Answer:
    """The answer at a position; outside every coverage it is unknown, for want of a rulebook."""
    refs, territories = heard_at(snapshot, lon, lat)
    answer = answer_in(snapshot, profile, at, refs, territories)
    edges = snapshot.locator.rough_edges(lon, lat)
    if not edges:
        return answer
    beside = answer_in(snapshot, profile, at, sorted(edges.keys() - set(refs)))
    nearby = tuple((slug, zone, edges[ZoneRef(slug, zone.zone)]) for slug, zone in beside.zones)
    return replace(answer, rough={ref: edges[ref] for ref in refs if ref in edges}, nearby=nearby)


def heard_at(snapshot: Snapshot, lon: float, lat: float) -> Heard:
    """The zones a position lies in, and the territories whose rules speak for it."""
    refs, lands = snapshot.locator.heard_at(lon, lat)
    return refs, lands | {ref.territory for ref in refs}


def answer_in(
    snapshot: Snapshot, profile: Profile, at: datetime, refs: Sequence[ZoneRef], territories: Iterable[str] = ()
) -> Answer:
    """The answer for a set of zones of one or more territories."""
    slugs = sorted({*territories, *(ref.territory for ref in refs)})
    return answer_from([snapshot.rulebooks[slug] for slug in slugs], profile, at, refs)


def answer_from(books: Sequence[Rulebook], profile: Profile, at: datetime, refs: Sequence[ZoneRef]) -> Answer:
    """The answer of these rulebooks for those zones."""
    if not books:
        return NO_RULEBOOK
    decisions = [decide(book.bundle, case_of(book, profile, at, refs)) for book in books]
    verdict = max(decision.verdict for decision in decisions)
    spoken = list(zip(books, decisions, strict=True))
    lacking = {
        need: french.need(need, book.bundle)
        for book, decision in spoken
        for need in decision.needs
        if verdict is Verdict.UNKNOWN
    }
    return Answer(
        verdict=verdict,
        rulebooks=tuple(book.ref for book in books),
        needs=tuple(lacking),
        zones=tuple((book.territory, zone) for book, decision in spoken for zone in decision.zones),
        until=_until(books, decisions, profile, refs),
        obligations=tuple(
            (book.territory, obligation)
            for book, decision in spoken
            for obligation in decision.obligations
            if verdict is Verdict.CONDITIONAL
        ),
        doubt=all(decision.doubt for decision in decisions if decision.verdict is verdict),
        labels=lacking,
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
        later = [decide(book.bundle, case_of(book, profile, at, refs)) for book in books]
        if max(decision.verdict for decision in later) is not gravest:
            return at
        upcoming = [decision.until for decision in later if decision.until is not None]
        if not upcoming:
            return None
        at = min(upcoming)
    return None


def case_of(book: Rulebook, profile: Profile, at: datetime, refs: Iterable[ZoneRef]) -> Case:
    """The question to one rulebook: those of the zones that are its own."""
    return Case(profile, at, tuple(ref.zone for ref in refs if ref.territory == book.territory))


def get_rulebook(snapshot: Snapshot, slug: str) -> Rulebook:
    """The rulebook in force in a territory; raises `NotFound`."""
    book = snapshot.rulebooks.get(slug)
    if book is None:
        near = nearest(slug, snapshot.rulebooks)
        offer = f" {did_you_mean(near)}" if near else ""
        raise NotFound(
            "territory-unknown",
            "Ce territoire n’existe pas ou n’a rien publié.",
            f"Aucun territoire « {shown(slug)} » dans l’annuaire : voyez /api/v1/territories.{offer}",
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
