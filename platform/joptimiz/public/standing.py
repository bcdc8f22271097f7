"""What holds for a vehicle in a zone at an instant, and what changes next; who else may come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from joptimiz.public.asked import Question
from joptimiz.public.law import Said, lead_of, rules_of
from joptimiz.public.presets import PRESETS
from joptimiz.public.week import Band, bands_of, days_of, hours_said, intervals_of, next_change
from joptimiz.public.words import article_of, moment, sentence, spaced
from rules.model import Duty, Order, Profile, Reading, Reason, Verdict, Zone
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import listed
from rules.texts.sentences import duty_words
from rules.texts.typography import NO_BREAK
from tenants.answers import answer_in
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

HORIZON = 9
"""Days looked ahead for the next change: a decision looks eight days ahead, whatever the hour."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A text that founds an answer."""

    order: str
    article: str
    title: str
    url: str | None
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A zone for a vehicle at an instant."""

    zone: Zone
    lead: str
    short: str
    """The same in one or two sentences."""
    verdict: Verdict
    text: str
    """Why, in a sentence."""
    change: str
    bands: tuple[Band, ...]
    """Of the day asked about."""
    cited: Cited | None
    duties: tuple[str, ...]
    readings: tuple[Reading, ...]
    told: tuple[Said, ...]
    orders: tuple[Order, ...]

    @property
    def said(self) -> str:
        """« Interdit »."""
        return VERDICTS[self.verdict]


@dataclass(frozen=True, slots=True)
class Typical:
    """Somebody who often comes."""

    who: str
    hours: str
    verdict: Verdict

    @property
    def said(self) -> str:
        """« Interdit »."""
        return VERDICTS[self.verdict]


_TYPICAL: tuple[tuple[str, Mapping[str, int | str], str], ...] = (
    (f"Livraison, fourgon de 3,5{NO_BREAK}t", PRESETS["fourgon-35"].facts, "delivery"),
    ("Livraison, fourgon électrique", PRESETS["fourgon-electrique"].facts, "delivery"),
    (f"Livraison, porteur de 7,5{NO_BREAK}t", PRESETS["porteur-75"].facts, "delivery"),
    (f"Livraison, semi-remorque de 40{NO_BREAK}t", PRESETS["semi-40"].facts, "delivery"),
    ("Artisan, utilitaire Crit’Air 4", PRESETS["vul-ancien"].facts, "service"),
    ("Voiture de riverain, Crit’Air 2", {"category": "M1", "gvw_kg": 1900, "length_cm": 430, "width_cm": 180,
     "height_cm": 150, "critair": "2", "energy": "diesel", "body": "other"}, "resident"),
    ("Voiture de passage, Crit’Air 2", {"category": "M1", "gvw_kg": 1900, "length_cm": 430, "width_cm": 180,
     "height_cm": 150, "critair": "2", "energy": "diesel", "body": "other"}, "transit"),
    ("Secours", {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260,
     "critair": "2", "energy": "diesel", "body": "box"}, "emergency"),
)  # fmt: skip


def state_of(snapshot: Snapshot, book: Rulebook, zone: Zone, question: Question, at: datetime) -> State:
    """A zone for the vehicle asked about."""
    bundle, clock = book.bundle, ZoneInfo(book.bundle.territory.timezone)
    wall = at.astimezone(clock)
    answer = answer_in(snapshot, question.profile, at, (ZoneRef(book.territory, zone.id),))
    decided = answer.zones[0][1]
    intervals = intervals_of(bundle, question.profile, zone.id, wall.date(), HORIZON)
    change = next_change(intervals, at)
    told = rules_of(bundle, zone, wall.date(), at)
    known = answer.until is not None and change is not None and change[0] == answer.until
    return State(
        zone,
        lead_of(bundle, zone, told),
        lead_of(bundle, zone, told, 1),
        answer.verdict,
        _why(decided.reasons, tuple(answer.labels[need] for need in answer.needs)),
        _change(answer.verdict, change[1], moment(change[0].astimezone(clock), wall)) if known and change else "",
        bands_of(intervals, wall.date(), clock),
        _cited(decided.reasons[0]) if decided.reasons else None,
        tuple(listed_duty(duty.kind, duty.amount) for duty in decided.obligations),
        decided.readings,
        told,
        tuple(dict.fromkeys(said.order for said in told).keys()) if told else (),
    )


def listed_duty(kind: str, amount: int | None) -> str:
    """« Laissez-passer exigé »."""
    said = duty_words(Duty(kind, amount))
    return said[:1].upper() + said[1:]


def _why(reasons: tuple[Reason, ...], lacking: tuple[str, ...]) -> str:
    missing = f"Il manque {listed(lacking)}." if lacking else ""
    if not reasons:
        return missing or "Aucune règle n’y vise ce véhicule à cette heure."
    said = sentence(reasons[0].message)
    return said if not missing or "manque" in said else f"{missing} {said}"


def _cited(reason: Reason) -> Cited:
    article = article_of(reason.article, unchecked=False)
    marks = ["à vérifier"] if reason.to_verify and "vérifier" not in article else []
    shown = {"demonstration": "démonstration", "contested": "contesté"}.get(reason.status)
    if reason.status == "to_verify" and not marks and "vérifier" not in article:
        shown = "à vérifier"
    return Cited(reason.order, article, spaced(reason.title), reason.url, (*marks, *([shown] if shown else [])))


def _change(before: Verdict, after: Verdict, then: str) -> str:
    """« Ferme à 10 h 30. », « Ouvre demain à 5 h, sous condition. », « Change à 7 h : à vérifier. »."""
    opened = (before <= Verdict.CONDITIONAL, after <= Verdict.CONDITIONAL)
    said = VERDICTS[after].lower()
    if opened == (False, True):
        return f"Ouvre {then}." if after is Verdict.ALLOWED else f"Ouvre {then}, {said}."
    if opened[0] and after is Verdict.FORBIDDEN:
        return f"Ferme {then}."
    return f"Change {then}{NO_BREAK}: {said}."


def typical_of(snapshot: Snapshot, book: Rulebook, zone: Zone, at: datetime) -> tuple[Typical, ...]:
    """Who may come at an instant, and when over the coming week."""
    bundle = book.bundle
    today = at.astimezone(ZoneInfo(bundle.territory.timezone)).date()
    found = []
    for who, facts, activity in _TYPICAL:
        profile = Profile({**facts, "activity": activity})
        days = days_of(bundle, intervals_of(bundle, profile, zone.id, today), today)
        answer = answer_in(snapshot, profile, at, (ZoneRef(book.territory, zone.id),))
        found.append(Typical(who, hours_said(days), answer.verdict))
    return tuple(found)
