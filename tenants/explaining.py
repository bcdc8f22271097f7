"""Answers explained: each rulebook that speaks for a place tells its own verdict."""

from collections.abc import Iterator
from datetime import datetime

from rules.explain import explain
from rules.model import Profile
from rules.texts import english
from rules.texts.explanations import told
from rules.vocabulary import NEED_LABELS
from tenants.answers import RULEBOOK, Heard, case_of
from tenants.snapshot import Snapshot

_NEEDS = {"fr": NEED_LABELS, "en": english.NEEDS}


def explain_in(snapshot: Snapshot, profile: Profile, at: datetime, heard: Heard, locale: str) -> Iterator[str]:
    """The sentences, in French or English (`fr`, `en`); under each territory's name when several speak."""
    refs, territories = heard
    slugs = sorted({*territories, *(ref.territory for ref in refs)})
    if not slugs:
        yield told("missing", locale, needs=_NEEDS[locale][RULEBOOK])
    for slug in slugs:
        book = snapshot.rulebooks[slug]
        if len(slugs) > 1:
            yield f"{book.bundle.territory.name} ({book.ref})"
        for sentence in explain(book.bundle, case_of(book, profile, at, refs), locale).sentences:
            yield sentence.text
