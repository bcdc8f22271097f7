"""What a right would change: the verdict of each zone without it and with it, at the first hour they differ."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cirqliz.service.desk import Waiting
from rules.bundle import Bundle
from rules.engine import timeline
from rules.model import Facts, Profile, Right, Verdict
from rules.texts.answers import VERDICTS
from rules.vocabulary import FACTS

SPAN = timedelta(days=7)
MOST_ZONES = 12
USUAL: Facts = {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260, "critair": "2",
                "energy": "diesel", "body": "box"}  # fmt: skip
"""Whom a right of a whole carrier is looked at for: a van, as most of them are."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A zone, what is answered without the right and with it, and from when; `at` is None where nothing differs."""

    zone: str
    without: Verdict
    holding: Verdict
    at: datetime | None

    @property
    def without_said(self) -> str:
        """« Interdit »."""
        return VERDICTS[self.without]

    @property
    def holding_said(self) -> str:
        """« Autorisé »."""
        return VERDICTS[self.holding]


def effects_of(one: Waiting, bundle: Bundle, now: datetime) -> tuple[Effect, ...]:
    """Over the first week asked for, in the zones asked for; where the right changes something first."""
    request, clock = one.request, ZoneInfo(bundle.territory.timezone)
    start = max(datetime.combine(request.starts_on, time(), clock), now)
    right = Right(request.kind, request.territory, request.zones, request.starts_on, request.ends_on,
                  request.terms.quota_days)  # fmt: skip
    activity = request.activity if request.activity in FACTS["activity"].words else "service"
    facts = {"activity": activity, **(one.facts or USUAL)}
    without, holding = Profile(facts), Profile(facts, (right,))
    zones = [zone for zone in request.zones or sorted(bundle.zones) if zone in bundle.zones][:MOST_ZONES]
    found = [_effect(bundle, bundle.zones[zone].name, zone, (without, holding), start) for zone in zones]
    return tuple(sorted(found, key=lambda effect: effect.at is None))


def _effect(bundle: Bundle, name: str, zone: str, profiles: tuple[Profile, Profile], start: datetime) -> Effect:
    lines = [list(timeline(bundle, profile, (zone,), start, start + SPAN)) for profile in profiles]
    for since, until, verdict in lines[0]:
        for since_held, until_held, held in lines[1]:
            at = max(since, since_held)
            if at < min(until, until_held) and held is not verdict:
                return Effect(name, verdict, held, at)
    return Effect(name, lines[0][0][2], lines[1][0][2], None)
