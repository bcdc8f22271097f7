"""What proposed rules say, for people: their sentences, who is concerned, a week and a year."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from admin_ui.rules.cases import CASES, USUAL, Told, told, week_said, year_of
from rules.edits.names import names_of
from rules.model import Zone
from rules.texts.clockwise import DAY_NAMES, hour, long_date
from rules.texts.sentences import rule_message
from tenants.proposing import Proposed


@dataclass(frozen=True, slots=True)
class See:
    """All of it, about one zone."""

    zone: Zone
    sentences: Sequence[str]
    instant: str
    """Of `concerned`, in words."""
    concerned: Sequence[Told]
    case: str
    today: date
    year: str
    """JSON, for the calendars of the page."""
    week: Sequence[tuple[str, str]]


def seen_of(proposed: Proposed, case: str, at: datetime, today: date) -> See | None:
    """What the rules of a proposal say; None where they do not compile."""
    bundle = proposed.checked.bundle
    if bundle is None:
        return None
    names = names_of([proposed.text])
    own = [rule for rule in bundle.rules if rule.name in names.get("rules", {})]
    if not own:
        return None
    zone = bundle.zones[own[0].zones[0]]
    instant = next(
        (datetime.fromisoformat(trial.at) for trial in bundle.tests if trial.name == next(iter(names["tests"]), "")), at
    )
    case = case if case in CASES else USUAL
    days = [(f"{DAY_NAMES[day.weekday()]} {day.day}", said) for day, said in week_said(bundle, case, zone.id, today)]
    return See(
        zone,
        [rule_message(replace(rule, message=None), zone, bundle.rights, bundle.days) for rule in own],
        f"{DAY_NAMES[instant.weekday()]} {long_date(instant.date())}, {hour(instant.hour * 60 + instant.minute)}",
        told(bundle, zone.id, instant),
        CASES[case][0],
        today,
        json.dumps(year_of(bundle, case, zone.id, today), separators=(",", ":")),
        days,
    )
