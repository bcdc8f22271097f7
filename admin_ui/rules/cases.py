"""The cases a desk is asked about: vehicles and purposes that every town knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.engine import decide, timeline
from rules.model import Case, Decision, Facts, Profile, Verdict
from rules.remedies import Vehicle
from rules.texts.answers import VERDICTS
from rules.texts.typography import NO_BREAK

_VAN: Facts = {
    "category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260, "critair": "2",
    "energy": "diesel", "body": "box",
}  # fmt: skip
_CAR: Facts = {
    "category": "M1", "gvw_kg": 1900, "length_cm": 430, "width_cm": 180, "height_cm": 150, "critair": "2",
    "energy": "diesel", "body": "other",
}  # fmt: skip
_LORRY: Facts = {
    "category": "N2", "gvw_kg": 7500, "length_cm": 700, "width_cm": 220, "height_cm": 300, "critair": "3",
    "energy": "diesel", "body": "box",
}  # fmt: skip
CASES: Mapping[str, tuple[str, Facts]] = {
    "livraison": (f"Livraison, fourgon de 3,5{NO_BREAK}t", {**_VAN, "activity": "delivery"}),
    "porteur": (f"Livraison, porteur de 7,5{NO_BREAK}t", {**_LORRY, "activity": "delivery"}),
    "electrique": (
        "Livraison, fourgon électrique", {**_VAN, "critair": "EL", "energy": "electric", "activity": "delivery"},
    ),
    "artisan": ("Artisan, fourgon", {**_VAN, "activity": "service"}),
    "riverain": ("Riverain, voiture", {**_CAR, "activity": "resident"}),
    "passage": ("Passage, voiture", {**_CAR, "activity": "transit"}),
    "secours": ("Secours et police", {**_VAN, "activity": "emergency"}),
}  # fmt: skip
"""By the word a form sends: how it is called, and its facts."""
USUAL = "livraison"
LONGEST = timedelta(days=400)

type Spans = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A case, and what it is answered."""

    who: str
    verdict: Verdict

    @property
    def said(self) -> str:
        """« Interdit »."""
        return VERDICTS[self.verdict]


def profile_of(case: str) -> Profile:
    """Who a case is; the usual one for a word that names none."""
    return Profile(CASES.get(case, CASES[USUAL])[1])


def others(case: str) -> tuple[Vehicle, ...]:
    """The vehicles that could come instead, for the same purpose."""
    facts = profile_of(case).facts
    if facts["category"] == "M1" or facts["activity"] not in ("delivery", "service"):
        return ()
    electric: Facts = {**_VAN, "critair": "EL", "energy": "electric"}
    found = (Vehicle(f"un fourgon de 3,5{NO_BREAK}t", _VAN), Vehicle("un fourgon électrique", electric))
    return tuple(one for one in found if any(facts[fact] != value for fact, value in one.facts.items()))


def answer(bundle: Bundle, case: str, zone: str, at: datetime) -> Decision:
    """What a case is answered in a zone."""
    return decide(bundle, Case(profile_of(case), at, (zone,)))


def told(bundle: Bundle, zone: str, at: datetime) -> Sequence[Told]:
    """Every case at one instant."""
    return [Told(who, answer(bundle, case, zone, at).verdict) for case, (who, _) in CASES.items()]


def spans(bundle: Bundle, case: str, zone: str, start: datetime, end: datetime) -> Spans:
    """The stretches of each verdict between two instants, as calendars are drawn."""
    clock = ZoneInfo(bundle.territory.timezone)
    found: dict[str, list[tuple[str, str]]] = {verdict.word: [] for verdict in Verdict}
    for since, until, verdict in timeline(bundle, profile_of(case), (zone,), start, min(end, start + LONGEST)):
        found[verdict.word].append((since.astimezone(clock).isoformat(), until.astimezone(clock).isoformat()))
    return {word: found[word] for word in found if found[word]}


def year_of(bundle: Bundle, case: str, zone: str, today: date) -> Mapping[str, object]:
    """A year of a case from the first of this month, as a page keeps it to draw its calendars."""
    clock = ZoneInfo(bundle.territory.timezone)
    first = today.replace(day=1)
    start, end = (datetime.combine(day, time(), clock) for day in (first, first.replace(year=first.year + 1)))
    return {"timezone": bundle.territory.timezone, "zones": [spans(bundle, case, zone, start, end)]}


def week_said(bundle: Bundle, case: str, zone: str, today: date) -> Iterator[tuple[date, str]]:
    """The coming week in words, for whoever has no script."""
    clock = ZoneInfo(bundle.territory.timezone)
    for ahead in range(7):
        day = today + timedelta(days=ahead)
        start, end = (datetime.combine(one, time(), clock) for one in (day, day + timedelta(days=1)))
        found = timeline(bundle, profile_of(case), (zone,), start, end)
        yield (
            day,
            ", ".join(
                f"{VERDICTS[verdict].lower()} de {_hour(since, clock)} à {_hour(until, clock, end=True)}"
                for since, until, verdict in found
            ),
        )


def _hour(at: datetime, clock: ZoneInfo, *, end: bool = False) -> str:
    wall = at.astimezone(clock)
    said = f"{24 if end and not wall.hour and not wall.minute else wall.hour}{NO_BREAK}h"
    return f"{said}{NO_BREAK}{wall.minute:02}" if wall.minute else said
