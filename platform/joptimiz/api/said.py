"""Answers as interfaces spell them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from joptimiz.api.shapes import DecisionOut, MissingOut, NearbyOut, ObligationOut, ReadingOut, ReasonOut, ZoneOut
from rules.model import ZoneDecision
from tenants.answers import Answer
from tenants.locate import ZoneRef
from tenants.snapshot import Snapshot


def decision_out(snapshot: Snapshot, answer: Answer, explanation: Iterable[str] = ()) -> DecisionOut:
    """The answer to a case."""
    return DecisionOut(
        verdict=answer.verdict.word,
        doubt=answer.doubt,
        rulebooks=list(answer.rulebooks),
        needs=list(answer.needs),
        missing=[MissingOut(need, answer.labels[need]) for need in answer.needs],
        obligations=[ObligationOut.of(slug, duty) for slug, duty in answer.obligations],
        until=answer.until.astimezone(clock_at(snapshot, answer.rulebooks)) if answer.until else None,
        zones=[_zone(slug, zone, rough=ZoneRef(slug, zone.zone) in answer.rough) for slug, zone in answer.zones],
        nearby=[NearbyOut(slug, zone.zone, zone.verdict.word, round(far)) for slug, zone, far in answer.nearby],
        explanation=list(explanation),
    )


def clock_of(snapshot: Snapshot, slug: str) -> tzinfo:
    """The wall clock of a territory."""
    return ZoneInfo(snapshot.rulebooks[slug].bundle.territory.timezone)


def clock_at(snapshot: Snapshot, rulebooks: Sequence[str]) -> tzinfo:
    """The wall clock of the first of the rulebooks that answer; without any, UTC."""
    return clock_of(snapshot, rulebooks[0].split("@")[0]) if rulebooks else UTC


def _zone(slug: str, decided: ZoneDecision, *, rough: bool) -> ZoneOut:
    return ZoneOut(
        territory=slug,
        zone=decided.zone,
        verdict=decided.verdict.word,
        reasons=[ReasonOut.of(reason) for reason in decided.reasons],
        needs=list(decided.needs),
        obligations=[ObligationOut.of(slug, duty) for duty in decided.obligations],
        readings=[ReadingOut.of(reading) for reading in decided.readings],
        approximate=rough,
    )
