"""Figures of bays: what totals say is what each hour says, summed; nothing is counted that did not happen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from admin_ui.stays.occupancy import cells_of, line_of
from numeriz.core.figures import (
    HOUR,
    Activity,
    Total,
    Visit,
    activity_of,
    total_of_all,
    totals_by_bay,
    totals_by_hour,
)

START, DAYS = datetime(2026, 10, 24, 12, tzinfo=UTC), 2
BAYS = {UUID(int=n): n for n in (1, 2, 3)}
PARIS = ZoneInfo("Europe/Paris")
"""Two days around the end of summer time there."""
minutes = st.integers(-90, DAYS * 24 * 60 + 90)
visits = st.lists(
    st.builds(
        lambda bay, at, long: Visit(
            UUID(int=bay), START + timedelta(minutes=at), START + timedelta(minutes=at + long)
        ),
        st.integers(1, 4), minutes, st.integers(0, 400),
    ), max_size=12,
)  # fmt: skip
beats = st.dictionaries(st.integers(0, DAYS * 24 - 1).map(lambda n: START + n * HOUR), st.integers(0, 60))
refused = st.lists(st.tuples(st.integers(1, 4).map(lambda n: UUID(int=n)), minutes), max_size=4, unique=True)


def _activity(seen: list[Visit], watched: dict[datetime, int], refusals: list[tuple[UUID, int]]) -> Activity:
    span = (START, START + timedelta(days=DAYS))
    told = {(bay, START + timedelta(hours=at // 60)): 2 for bay, at in refusals}
    return activity_of(BAYS, seen, span, watched, [(bay, hour, times) for (bay, hour), times in told.items()])


@given(visits, beats, refused)
def test_totals_are_the_sums_of_hours(
    seen: list[Visit], watched: dict[datetime, int], refusals: list[tuple[UUID, int]]
) -> None:
    """By bay, by hour of the day, and all together; -1 is never part of a mean."""
    activity = _activity(seen, watched, refusals)
    hours = list(activity.every_hour())
    assert len(hours) == activity.size() == len(BAYS) * DAYS * 24
    whole = total_of_all(activity, DAYS)
    assert whole.sessions == sum(hour.sessions for hour in hours)
    assert whole.refusals == sum(hour.refusals for hour in hours)
    room = sum(hour.places for hour in hours if hour.online) * HOUR.total_seconds()
    used = sum(hour.occupied_s for hour in hours if hour.online)
    assert whole.occupancy == (min(1.0, used / room) if room else None)
    by_bay, by_hour = totals_by_bay(activity, DAYS), totals_by_hour(activity, PARIS, DAYS)
    assert set(by_bay) == set(BAYS)
    assert set(by_hour) == set(range(24))
    for totals in (by_bay, by_hour):
        assert sum(total.sessions for total in totals.values()) == whole.sessions
        assert sum(total.refusals for total in totals.values()) == whole.refusals
    assert all((total.occupancy is None) == (whole.occupancy is None) for total in by_bay.values())


def test_what_is_held_back_is_not_told_by_its_mean() -> None:
    """Three stays in four weeks: neither their number nor how many a day; -1 is for offline alone."""
    total = Total(3, few=True, a_day=3 / 28, mean_dwell_min=12.0, occupancy=0.01, refusals=0)
    assert cells_of(total) == ["moins de 5", "", "", 0.01, 0]
    line = line_of("", total)
    assert (line.sessions, line.a_day, line.dwell) == ("moins de 5", "–", "–")
    offline = cells_of(Total(9, few=False, a_day=None, mean_dwell_min=None, occupancy=None, refusals=1))
    assert offline == [9, -1, -1, -1, 1]


@given(visits)
def test_every_minute_is_counted_once(seen: list[Visit]) -> None:
    """What stands through several hours is in each for its part; outside the span, or in another bay, nowhere."""
    end = START + timedelta(days=DAYS)
    known = [visit for visit in seen if visit.bay in BAYS]
    inside = sum(max(0.0, (min(visit.ends_at, end) - max(visit.starts_at, START)).total_seconds()) for visit in known)
    hours = list(_activity(seen, {}, []).every_hour())
    assert abs(sum(hour.occupied_s for hour in hours) - inside) < 1
    assert sum(hour.sessions for hour in hours) == sum(START <= visit.starts_at < end for visit in known)
