"""The reckoning on routes: passages, trespasses, openings."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from itineriz.core import (
    Need,
    Passage,
    Step,
    departures,
    first_after,
    last_before,
    open_spans,
    passages,
    runs_of,
    starts_after,
)
from rules.model import Verdict

A, B = ("t", "a"), ("t", "b")
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def step(number: int, *zones: tuple[str, str], length: float = 100, leg: int = 0) -> Step:
    """The n-th edge of a way, ten seconds long."""
    return Step(number, frozenset(zones), number * 10.0, number * 10.0 + 10, length, leg)


def test_a_stay_is_one_passage() -> None:
    """Consecutive edges in a zone are one passage, over the legs they lie on."""
    way = [step(0), step(1, A), step(2, A, leg=1), step(3, leg=1)]
    assert passages(way) == (Passage(A, 10, 30, frozenset({0, 1})),)


def test_coming_back_is_another_passage() -> None:
    """Leaving for more than 60 m ends a passage; a shorter gap does not."""
    assert [(p.enter_s, p.leave_s) for p in passages([step(0, A), step(1), step(2, A)])] == [(0, 10), (20, 30)]
    assert [(p.enter_s, p.leave_s) for p in passages([step(0, A), step(1, length=50), step(2, A)])] == [(0, 30)]


def test_zones_overlap() -> None:
    """Each zone has its own passages, told by order of entry."""
    assert [p.zone for p in passages([step(0, B), step(1, A, B), step(2, A)])] == [B, A]


@given(st.lists(st.frozensets(st.sampled_from([A, B])), max_size=12))
def test_passages_cover_the_way(zones: list[frozenset[tuple[str, str]]]) -> None:
    """Every edge in a zone is within one of its passages, and passages of a zone do not overlap."""
    way = [step(number, *held) for number, held in enumerate(zones)]
    found = passages(way)
    for edge in way:
        for zone in edge.zones:
            assert sum(p.enter_s <= edge.start_s and edge.end_s <= p.leave_s for p in found if p.zone == zone) == 1
    for zone in (A, B):
        spans = [(p.enter_s, p.leave_s) for p in found if p.zone == zone]
        assert spans == sorted(spans)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_equal_neighbours_go_together() -> None:
    """Consecutive legs with equal closures are one request."""
    assert runs_of(["a", "a", "b", "a"]) == ((0, 1), (2, 2), (3, 3))
    assert runs_of([]) == ()


def hours(*spans: tuple[int, int, Verdict]) -> list[tuple[datetime, datetime, Verdict]]:
    """Intervals, in hours after the start."""
    return [(START + timedelta(hours=a), START + timedelta(hours=b), verdict) for a, b, verdict in spans]


def spans(*pairs: tuple[float, float]) -> tuple[tuple[datetime, datetime], ...]:
    """Open spans, in minutes after the start."""
    return tuple((START + timedelta(minutes=a), START + timedelta(minutes=b)) for a, b in pairs)


ZERO = int(START.timestamp() / 60)


def after(minutes: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Runs of minutes after the start."""
    return [(first - ZERO, last - ZERO) for first, last in minutes]


def test_a_verdict_that_lets_in_opens() -> None:
    """Allowed then conditional is one opening; unknown and forbidden are none."""
    told = hours(
        (0, 2, Verdict.FORBIDDEN), (2, 4, Verdict.ALLOWED), (4, 5, Verdict.CONDITIONAL), (5, 9, Verdict.UNKNOWN)
    )
    assert open_spans(told) == ((START + timedelta(hours=2), START + timedelta(hours=5)),)


def test_departures_are_shifted_by_the_hour_of_passage() -> None:
    """Open from 60 to 120, crossed from 90.5 s to 150.2 s after departure: the first and the last minutes are known."""
    need = Need((spans((60, 120)),), 90.5, 150.2)
    assert after(departures([need], ZERO, ZERO + 500)) == [(59, 117)]
    # Left at the very instant of closing, it is closed.
    assert after(departures([Need((spans((60, 120)),), 0, 180)], ZERO, ZERO + 500)) == [(60, 116)]
    assert after(departures([Need((spans((60, 120)),), 0, 179)], ZERO, ZERO + 500)) == [(60, 117)]


def test_departures_meet_every_need_for_one_who_asks() -> None:
    """Each need binds; within one, what opens to the stop opens as well as what opens to all."""
    either = Need((spans((0, 30)), spans((20, 60))), 0, 0)
    assert after(departures([either], ZERO, ZERO + 500)) == [(0, 59)]
    assert after(departures([either, Need((spans((50, 90)),), 0, 0)], ZERO, ZERO + 500)) == [(50, 59)]
    assert departures([Need(((),), 0, 0)], ZERO, ZERO + 500) == ()
    assert after(departures([], ZERO, ZERO + 5)) == [(0, 5)]


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), max_size=4),
    st.floats(0, 1_000),
    st.floats(0, 1_000),
)
def test_departures_are_exact(opens: list[tuple[int, int]], enter: float, stay: float) -> None:
    """Against every minute tried one by one, second by second at both ends."""
    open_at = [(START + timedelta(minutes=a), START + timedelta(minutes=a + b)) for a, b in opens]
    found = {
        m
        for a, b in departures([Need((tuple(open_at),), enter, enter + stay)], ZERO, ZERO + 120)
        for m in range(a, b + 1)
    }
    for minute in range(ZERO, ZERO + 121):
        leave = minute * 60
        first, last = leave + floor(enter), leave + ceil(enter + stay)
        lawful = any(a.timestamp() <= first and last < b.timestamp() for a, b in open_at)
        assert (minute in found) == lawful


def test_nearest_minutes() -> None:
    """The first after and the last before an instant, and where runs begin within what is allowed."""
    runs = ((10, 20), (30, 40))
    assert [first_after(runs, at) for at in (5, 12, 12.5, 20, 40)] == [10, 13, 13, 30, None]
    assert [last_before(runs, at) for at in (10, 12, 12.5, 25, 99)] == [None, 11, 12, 20, 40]
    assert starts_after([((0, 15), (35, 99))], runs, 5) == (10, 30, 35)
    assert starts_after([], runs, 10) == (30,)
