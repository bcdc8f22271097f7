"""The reckoning on routes: passages, trespasses, openings."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from itineriz.core import Passage, Step, legs_by_closure, openings, passages, trespasses, verdict_at
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


def test_only_the_served_leg_may_enter() -> None:
    """A zone opened by a stop is open on the legs that touch the stop, and on no other."""
    way = [step(0, A), step(1, A, leg=1)]
    assert trespasses(way, frozenset({A}), [frozenset({A}), frozenset()]) == {A}
    assert trespasses(way, frozenset({A}), [frozenset({A}), frozenset({A})]) == frozenset()
    assert trespasses(way, frozenset({B}), [frozenset(), frozenset()]) == frozenset()


def test_legs_with_the_same_closures_go_together() -> None:
    """Consecutive legs with equal closures are one request."""
    a, b = frozenset({A}), frozenset({B})
    assert legs_by_closure([a, a, b, a]) == ((0, 1), (2, 2), (3, 3))
    assert legs_by_closure([]) == ()


def hours(*spans: tuple[int, int, Verdict]) -> list[tuple[datetime, datetime, Verdict]]:
    """Intervals, in hours after the start."""
    return [(START + timedelta(hours=a), START + timedelta(hours=b), verdict) for a, b, verdict in spans]


def test_openings_need_every_stop() -> None:
    """An instant counts when something opens and every stop can be served then."""
    one = hours((0, 4, Verdict.FORBIDDEN), (4, 9, Verdict.ALLOWED), (9, 20, Verdict.UNKNOWN))
    two = hours((0, 6, Verdict.UNKNOWN), (6, 20, Verdict.CONDITIONAL))
    assert openings([one, two], [], START) == (START + timedelta(hours=6),)
    assert openings([one], [two], START) == (START + timedelta(hours=4), START + timedelta(hours=6))
    assert openings([hours((0, 24, Verdict.FORBIDDEN))], [], START) == ()
    assert openings([hours((0, 24, Verdict.ALLOWED))], [], START) == ()


def test_beyond_what_is_known_is_unknown() -> None:
    """Outside every interval nothing is promised."""
    assert verdict_at(hours((0, 1, Verdict.ALLOWED)), START + timedelta(hours=1)) is Verdict.UNKNOWN
    assert verdict_at(hours((0, 1, Verdict.ALLOWED)), START) is Verdict.ALLOWED
