"""The hours of a bay, said in three ways and read back."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numeriz.core.hours import (
    WHOLE_DAY,
    Schedule,
    read_cds,
    read_osm,
    schedule_of,
    schedule_text,
    time_spans,
    words,
    write_cds,
    write_osm,
)

SPANS = st.lists(
    st.tuples(st.lists(st.integers(0, 6), max_size=7), st.integers(0, 1439), st.integers(0, 1440)), max_size=6
).map(lambda spans: [(days, start, end) for days, start, end in spans if start != end])
HOLIDAYS = st.none() | st.just(()) | st.just(((480, 720),))
SCHEDULES = st.builds(Schedule.of, SPANS, HOLIDAYS)


@given(SCHEDULES)
def test_each_form_gives_back_what_it_was_given(schedule: Schedule) -> None:
    """What the database, OpenStreetMap and CDS are given comes back; holidays that CDS cannot say are told."""
    assert schedule_of(schedule_text(schedule)) == schedule
    assert read_osm(write_osm(schedule)) == (schedule, ())
    cell, lost = write_cds(schedule)
    assert read_cds(cell) == (Schedule(schedule.week), ())
    assert bool(lost) is (schedule.holidays is not None)
    spans, lost = time_spans(schedule)
    read, problems = read_cds(json.dumps(spans))
    assert not problems
    assert read is not None
    assert read.week == schedule.week
    assert bool(lost) is bool(schedule.holidays)


def test_the_examples_of_cerema_are_read() -> None:
    """The two columns of the same bay say the same."""
    text = (
        '[{"days_of_week":["mon","tue","wed","thu","fri"],"times_of_day":[["08:00","12:00"],["14:00","18:00"]]},'
        '{"days_of_week":["sat"],"times_of_day":[["09:00","12:00"]]}]'
    )
    read, problems = read_cds(text)
    assert not problems
    assert read == read_osm("Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00")[0]
    assert read is not None
    week = "du lundi au vendredi, de 8\u00a0h à 12\u00a0h et de 14\u00a0h à 18\u00a0h"
    assert words(read) == f"{week}\u202f; le samedi, de 9\u00a0h à 12\u00a0h"


def test_a_night_belongs_to_two_days() -> None:
    """From Saturday evening to Sunday morning; a holiday that is said takes the place of its day."""
    read, _ = read_osm("Sa 22:00-06:00; PH off")
    assert read is not None
    assert (read.week[5], read.week[6]) == (((1320, 1440),), ((0, 360),))
    assert read.on(date(2026, 11, 28)) == ((1320, 1440),)
    assert read.on(date(2026, 11, 28), [date(2026, 11, 28)]) == ()
    assert read_osm("Mo-Su 00:00-00:00")[0] == Schedule((WHOLE_DAY,) * 7)


@pytest.mark.parametrize(
    "text", ["Mo-Fr sunrise-sunset", "Ma 08:00-10:00", "08:00", "Mo 25:00-26:00", "Mo 08:00-08:00", ";"]
)
def test_what_is_not_read_in_osm_is_told(text: str) -> None:
    """Nothing is guessed."""
    read, problems = read_osm(text)
    assert read is None
    assert [problem.code for problem in problems] == ["hours"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "hours"), ('[1]', "hours"), ('[{"days_of_week":["lun"]}]', "hours"),
        ('[{"months":[1],"times_of_day":[["08:00","09:00"]]}]', "hours_more"),
        ('[{"times_of_day":[["08:00","08:00"]]}]', "hours_same"), ('[{"times_of_day":["08:00"]}]', "hours"),
        ('[{"times_of_day":[["8h","9h"]]}]', "hours"),
    ],
)  # fmt: skip
def test_what_is_not_read_in_cds_is_told(text: str, code: str) -> None:
    """Seasons and ranks of days are no week: they are told, never dropped."""
    read, problems = read_cds(text)
    assert read is None
    assert [problem.code for problem in problems] == [code]
