"""A pass in French words: where it counts, from when to when, by which text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cirqliz.core.kinds import Terms
from rules.bundle import Bundle
from rules.cells import kinds
from rules.texts import french
from rules.texts.clockwise import hour, long_date
from rules.texts.typography import NO_BREAK
from rules.written.plates import show


@dataclass(frozen=True, slots=True)
class Told:
    """What a sheet, a screen and a verdict say of a pass, beside its code."""

    place: str
    plate: str
    right: str
    zones: tuple[str, ...]
    since: str
    until: str
    cite: str
    days: str
    demonstration: bool


def tell(
    place: str, plate: tuple[str, str], right: tuple[str, Terms], *, zones: tuple[str, ...],
    instants: tuple[datetime, datetime], bundle: Bundle | None, timezone: str,
) -> Told:  # fmt: skip
    """In words; a right that names no zone counts in all those whose rules know its kind."""
    kind, terms = right
    clock = ZoneInfo(timezone)
    starts, ends = (at.astimezone(clock) for at in instants)
    unchecked = terms.article in ("", "a_verifier")
    return Told(
        place, show(*plate) if plate[1] else "", terms.name or kind, zone_names(bundle, kind, zones),
        long_date(starts.date()), last_said(ends),
        f"Arrêté {terms.order}, {french.article(terms.article, unchecked=unchecked)}",
        "" if terms.quota_days is None else f"{terms.quota_days}{NO_BREAK}jours par an, comptés à l’usage",
        bundle is not None and bundle.territory.demonstration,
    )  # fmt: skip


def zone_names(bundle: Bundle | None, kind: str, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The names of these zones, or of all those where this kind counts."""
    if bundle is None:
        return ()
    named = zones or tuple(
        zone for zone in bundle.zones if any(zone in rule.zones and kind in kinds((rule,)) for rule in bundle.rules)
    )
    return tuple(bundle.zones[zone].name for zone in named if zone in bundle.zones)


def zones_numbered(bundle: Bundle | None, numbers: tuple[int, ...]) -> tuple[str, ...]:
    """The zones that a code names by numbers."""
    known: Mapping[int, str] = {zone.no: zone.id for zone in bundle.zones.values()} if bundle else {}
    return tuple(known[number] for number in numbers if number in known)


def last_said(ends: datetime) -> str:
    """« 31 décembre 2026 inclus »: an end at midnight is the day before; any other says its hour."""
    if ends.time() == time():
        return f"{long_date(_day_before(ends))} inclus"
    return f"{long_date(ends.date())} à{NO_BREAK}{hour(ends.hour * 60 + ends.minute)}"


def _day_before(at: datetime) -> date:
    return at.date() - timedelta(days=1)
