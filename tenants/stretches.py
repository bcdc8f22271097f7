"""What rulebooks say at a place over time: the answer of each stretch without change, duties included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from rules.clock import DAY_SECONDS, EPOCH
from rules.engine import tables
from rules.model import Profile
from tenants.answers import Answer, Heard, answer_from
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

_MOST_DAYS = 8_192


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[start, end)` in UTC, and the answer all along."""

    start: datetime
    end: datetime
    answer: Answer


def list_stretches(
    snapshot: Snapshot, profile: Profile, heard: Heard, start: datetime, end: datetime
) -> tuple[Stretch, ...]:
    """The stretches of `[start, end)`, in order, without a gap; neighbours may say the same."""
    return tuple(_stretches(snapshot, profile, heard, start, end))


def _stretches(snapshot: Snapshot, profile: Profile, heard: Heard, start: datetime, end: datetime) -> Iterator[Stretch]:
    refs, lands = heard
    slugs = sorted({*lands, *(ref.territory for ref in refs)})
    books = tuple(snapshot.rulebooks[slug] for slug in slugs)
    for day in range((start - EPOCH).days, (end - EPOCH - timedelta(microseconds=1)).days + 1):
        for first, last, answer in _day(books, tuple(refs), profile, day):
            if max(first, start) < min(last, end):
                yield Stretch(max(first, start), min(last, end), answer)


@lru_cache(_MOST_DAYS)
def _day(
    books: tuple[Rulebook, ...], refs: tuple[ZoneRef, ...], profile: Profile, day: int
) -> Sequence[tuple[datetime, datetime, Answer]]:
    """A UTC day: the many who ask about the same bays share it."""
    cuts = {0, DAY_SECONDS}
    for book in books:
        zones = tuple(ref.zone for ref in refs if ref.territory == book.territory)
        cuts.update(tables(book.bundle).program(zones).strip(day).cuts)
    edges = [EPOCH + timedelta(days=day, seconds=cut) for cut in sorted(cuts)]
    return tuple((first, last, answer_from(books, profile, first, refs)) for first, last in pairwise(edges))
