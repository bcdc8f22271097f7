"""Kerbs of a territory as CDS tells them: the law as it stands over a usual week, else the sign."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from numeriz.core.bay import Bay
from numeriz.core.conditions import amounts_of, day_span
from numeriz.core.curbs import Curb, Stays, stays_by_sign
from numeriz.core.hours import Schedule, time_spans
from numeriz.service.bays import list_bays
from numeriz.service.standing import Bays
from numeriz.service.states import OFFLINE, list_states
from rules.model import Profile
from tenants.answers import Heard, heard_at
from tenants.stretches import Stretch, list_stretches

_WEEKS = 8
"""How far one looks for a week without public holiday."""
_EVERYBODY = Profile({"activity": "delivery", "category": "N1", "gvw_kg": 3_500, "energy": "diesel", "critair": "2"})
_CLEAN = Profile({"activity": "delivery", "category": "N1", "gvw_kg": 3_500, "energy": "electric", "critair": "EL"})
ELECTRIC = ("electric",)
"""The user class of CDS that a bonus is for."""


type Limits = Mapping[tuple[int | None, int | None], Schedule]
"""When each limit holds: minutes of a stay, minutes before returning."""


async def list_curbs(on: Bays, territory: str) -> tuple[Curb, ...]:
    """Every bay in service or closed for a time; raises NotFound where the territory has published nothing."""
    zone = on.zone_of(territory)
    bays = [bay for bay in await list_bays(territory) if bay.active]
    states = await list_states(territory, on.now())
    week = _usual_week(on, territory, zone)
    by_place: dict[Heard, tuple[Stays, ...]] = {}
    curbs = []
    for bay in bays:
        heard = heard_at(on.current(), bay.lon, bay.lat)
        if heard not in by_place:
            by_place[heard] = _by_rule(on, heard, week, zone)
        state = states.get(bay.id)
        free = state.free if state is not None and state.free != OFFLINE else None
        curbs.append(_curb(bay, by_place[heard], free, on.now()))
    return tuple(curbs)


def _curb(bay: Bay, law: tuple[Stays, ...], free: int | None, at: datetime) -> Curb:
    if law:
        return Curb(bay, law, free, at)
    sign, lost = stays_by_sign(bay)
    return Curb(bay, (sign,), free, at, (lost,) if lost else ())


def _usual_week(on: Bays, territory: str, zone: ZoneInfo) -> date:
    """The Monday of the next week without public holiday."""
    today = on.now().astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + timedelta(weeks=ahead) for ahead in range(1, _WEEKS + 1)]
    free = on.holidays_of(territory)
    return next((week for week in weeks if not any(week + timedelta(days=n) in free for n in range(7))), weeks[0])


def law_over_a_week(on: Bays, territory: str, heard: Heard) -> Limits:
    """What the orders limit at a place for a usual van, over a week without public holiday."""
    zone = on.zone_of(territory)
    return _week(on, heard, _EVERYBODY, _usual_week(on, territory, zone), zone)


def _week(on: Bays, heard: Heard, profile: Profile, monday: date, zone: ZoneInfo) -> Limits:
    noon = datetime(monday.year, monday.month, monday.day, 12, tzinfo=zone)
    start, end = day_span(noon, zone)[0], day_span(noon + timedelta(days=6), zone)[1]
    return _limits(list_stretches(on.current(), profile, heard, start, end), zone)


def _by_rule(on: Bays, heard: Heard, week: date, zone: ZoneInfo) -> tuple[Stays, ...]:
    """What the orders limit there: for electric vehicles first, where that is another thing."""
    usual, clean = (_week(on, heard, profile, week, zone) for profile in (_EVERYBODY, _CLEAN))
    bonus = () if clean == usual else tuple(_said(clean, ELECTRIC))
    return (*bonus, *_said(usual, ()))


def _limits(stretches: Sequence[Stretch], zone: ZoneInfo) -> Limits:
    spans: dict[tuple[int | None, int | None], list[tuple[list[int], int, int]]] = {}
    for each in stretches:
        amounts = amounts_of(each.answer)
        if amounts["stay_min"] is None:
            continue
        key = (amounts["stay_min"], amounts["no_return_min"])
        start, end = each.start.astimezone(zone), each.end.astimezone(zone)
        while start < end:
            midnight = datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), zone)
            last = min(end, midnight)
            minute = 24 * 60 if last == midnight else last.hour * 60 + last.minute
            spans.setdefault(key, []).append(([start.weekday()], start.hour * 60 + start.minute, minute))
            start = last
    return {key: Schedule.of(found) for key, found in spans.items()}


def _said(limits: Limits, classes: Sequence[str]) -> list[Stays]:
    return [
        Stays(stay, no_return, time_spans(schedule)[0], "rule", classes)
        for (stay, no_return), schedule in sorted(limits.items(), key=str)
    ]
