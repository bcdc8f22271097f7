"""What a stay is at each instant, without database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from numeriz.core.distance import metres
from numeriz.core.sentences import sentence_of
from numeriz.core.stay import Limits, Span, Told, begun, departure, held, instant_of, set_now, where_is

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
BAY = (7.27, 43.70)


def after(**by: float) -> datetime:
    """An instant after."""
    return AT + timedelta(**by)


def test_a_disc_goes_through_its_four_states() -> None:
    """Not regulated yet, running, five minutes left, over, and ended by itself a quarter of an hour later."""
    span = begun(AT, Limits("conditional", 30, regulated_from=after(minutes=60)))
    told = {minutes: span.phase(after(minutes=minutes)) for minutes in (0, 59, 60, 84, 85, 89, 90, 104, 105)}
    assert told == {
        0: "waiting", 59: "waiting", 60: "running", 84: "running", 85: "ending", 89: "ending", 90: "over", 104: "over",
        105: "ended",
    }  # fmt: skip


def test_a_hold_lapses_on_its_minute() -> None:
    """No grace: the place is somebody else’s."""
    span = held(AT, 10)
    assert [span.phase(after(minutes=minutes)) for minutes in (0, 9, 10)] == ["held", "held", "ended"]


def test_what_nothing_limits_is_never_over() -> None:
    """It only ends, so that a forgotten disc does not keep a place."""
    span = begun(AT, Limits())
    assert {span.phase(after(minutes=minutes)) for minutes in range(0, 120, 5)} == {"running"}
    assert span.phase(after(hours=2)) == "ended"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "Disque posé. Partez avant 10\u00a0h\u00a030."),
        (26, "Plus que 4\u00a0min\u00a0: partez avant 10\u00a0h\u00a030."),
        (31, "Temps dépassé depuis 10\u00a0h\u00a030. Libérez la place."),
        (60, "Terminé de lui-même à 10\u00a0h\u00a045."),
    ],
)
def test_each_state_is_said(minutes: int, said: str) -> None:
    """At the hour of the territory."""
    assert sentence_of(begun(AT, Limits("conditional", 30)), after(minutes=minutes), PARIS) == said


def test_a_night_says_its_day() -> None:
    """What is due tomorrow says so."""
    evening = datetime(2026, 11, 30, 19, tzinfo=UTC)
    span = begun(evening, Limits("conditional", 30, regulated_from=evening + timedelta(hours=11)))
    said = sentence_of(span, evening, PARIS)
    assert said == (
        "Stationnement libre jusqu’à 7\u00a0h le 1er décembre. Ensuite, partez avant 7\u00a0h\u00a030 le 1er décembre."
    )


def test_a_clock_that_is_hours_off_is_mended() -> None:
    """By the offset that the phone measured; without one, what is sent now is of now."""
    assert instant_of(Told(after(hours=-3), 3 * 3600), AT) == AT
    assert instant_of(Told(after(hours=3), -3 * 3600 - 600), AT) == after(minutes=-10)
    assert set_now(Told(after(hours=3)), AT) == AT
    assert set_now(Told(after(hours=-5)), AT) == AT
    assert instant_of(Told(after(minutes=3)), AT) == "future"
    assert instant_of(Told(after(minutes=1)), AT) == AT
    assert instant_of(Told(after(hours=-24)), AT) == after(hours=-24)
    assert instant_of(Told(after(hours=-24, seconds=-1)), AT) == "old"


def test_a_departure_is_within_what_is_possible() -> None:
    """Not before the arrival, not to come."""
    assert departure(after(minutes=-5), AT, after(minutes=20)) == AT
    assert departure(after(minutes=30), AT, after(minutes=20)) == after(minutes=20)
    assert departure(after(minutes=10), AT, after(minutes=20)) == after(minutes=10)


def test_where_somebody_stands() -> None:
    """Near, three kilometres away, elsewhere on Earth, the two numbers the wrong way round; at a sign nobody asks."""
    far = (BAY[0], BAY[1] + 0.027)
    assert 2_990 < metres(*BAY, *far) < 3_010
    assert where_is((7.2701, 43.7001), BAY, "position") == "near"
    assert where_is(far, BAY, "position") == where_is(far, BAY, "map") == "far"
    assert where_is(far, BAY, "sign") == where_is(None, BAY, "code") == "near"
    assert where_is((1.0, 1.0), BAY, "position") == "elsewhere"
    assert where_is((43.70, 7.27), BAY, "position") == "reversed"
    assert where_is(None, BAY, "position") == "unsaid"


def test_an_end_is_the_last_word() -> None:
    """Whatever the hour."""
    assert Span(AT, after(hours=1), ended_at=after(minutes=5)).phase(AT) == "ended"
