"""The hours at which a trip is legal, against asking at each instant."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from itineriz.core import Barring, Met, Served, Side, Timeline, met, said_at, spells, worst
from rules.model import Verdict

START = datetime(2026, 3, 27, 23, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
A, B = ("town", "a"), ("town", "b")
MOMENT = timedelta(microseconds=1)


def line(*said: tuple[int, Verdict]) -> Timeline:
    """Verdicts over so many minutes each, from START on."""
    at, found = START, []
    for minutes, verdict in said:
        found.append((at, at + minutes * MINUTE, verdict))
        at += minutes * MINUTE
    return tuple(found)


def one_after_another(said: list[tuple[int, Verdict]]) -> Timeline:
    """A timeline whose neighbours differ."""
    kept = [piece for piece, before in zip(said, [(0, None), *said], strict=False) if piece[1] is not before[1]]
    return line(*kept)


timelines = st.lists(st.tuples(st.integers(1, 90), st.sampled_from(Verdict)), min_size=1, max_size=8).map(
    one_after_another
)
stays = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)).map(
    lambda pair: (min(pair) * SECOND, max(pair) * SECOND)
)


@given(timelines, stays)
def test_met_is_the_gravest_from_entering_to_leaving(timeline: Timeline, stay: tuple[timedelta, timedelta]) -> None:
    """At every boundary, just before it, and between: what is met is the gravest of every instant of the stay."""
    enter, leave = stay
    told = met(timeline, enter, leave)
    for (_, end, verdict), (start, _, later) in pairwise(told):
        assert end == start
        assert verdict is not later
    first, last = timeline[0][0] - enter, timeline[-1][1] - leave
    for departure in [at for start, end, _ in told for at in (start, end - MOMENT, start + (end - start) / 2)]:
        if first <= departure < last:
            arrival, out = departure + enter, departure + leave
            touched = [verdict for start, end, verdict in timeline if start <= out and arrival < end]
            assert said_at(told, departure) is max(touched)


@given(st.lists(timelines, min_size=1, max_size=4), st.integers(0, 200))
def test_worst_is_the_gravest_of_all(several: list[Timeline], minute: int) -> None:
    """At any minute; where one tells nothing it is unknown."""
    found = worst(several, START, START + 4 * HOUR)
    at = START + minute * MINUTE
    assert said_at(found, at) is max(said_at(each, at) for each in several)


@given(st.lists(timelines, max_size=3), st.lists(st.lists(timelines, min_size=1, max_size=2), max_size=3))
def test_spells_are_what_each_instant_says(passed: list[Timeline], stops: list[list[Timeline]]) -> None:
    """Maximal, without a hole; a minute around each boundary the state is the one reckoned at that instant alone."""
    transits = [Met(A, timeline) for timeline in passed]
    served = [
        Served(number, tuple(Side(timeline, (Met(B, timeline),)) for timeline in sides))
        for number, sides in enumerate(stops)
    ]
    end = START + 3 * HOUR
    told = spells(transits, served, START, end)
    assert (told[0].start, told[-1].end) == (START, end)
    for one, other in pairwise(told):
        assert one.end == other.start
        assert (one.state, one.zones) != (other.state, other.zones)
    for spell in told:
        for at in (spell.start, spell.start + MINUTE, spell.end - MINUTE, spell.end - MOMENT):
            if spell.start <= at < spell.end:
                assert spell.state == directly(passed, stops, at)


def directly(passed: list[Timeline], stops: list[list[Timeline]], at: datetime) -> str:
    """The state at one instant, by another reckoning."""
    at_stops = {min(said_at(side, at) for side in sides) for sides in stops}
    if Verdict.FORBIDDEN in at_stops:
        return "refused"
    if Verdict.UNKNOWN in at_stops:
        return "unknown"
    return "detour" if {said_at(line, at) for line in passed} & {Verdict.UNKNOWN, Verdict.FORBIDDEN} else "free"


def test_a_zone_that_closes_while_one_is_in_it() -> None:
    """Open for an hour, entered after 10 min and left after 25: the last lawful departure is 35 min past, excluded."""
    timeline = line((60, Verdict.ALLOWED), (60, Verdict.FORBIDDEN), (60, Verdict.CONDITIONAL))
    told = spells([Met(A, met(timeline, 10 * MINUTE, 25 * MINUTE))], (), START, START + 150 * MINUTE)
    assert [(spell.end - START, spell.state) for spell in told] == [
        (35 * MINUTE, "free"),
        (110 * MINUTE, "detour"),
        (150 * MINUTE, "free"),
    ]
    assert told[1].zones == (Barring(A, Verdict.FORBIDDEN, None),)


def test_a_stop_refused_names_its_zone_and_number() -> None:
    """Of two streets the lighter is meant; the zone of the other is not named."""
    closed = line((60, Verdict.FORBIDDEN))
    doubt = line((30, Verdict.UNKNOWN), (30, Verdict.ALLOWED))
    stop = Served(2, (Side(closed, (Met(A, closed),)), Side(doubt, (Met(B, doubt),))))
    told = spells((), [stop], START, START + HOUR)
    assert [(spell.state, spell.zones) for spell in told] == [
        ("unknown", (Barring(B, Verdict.UNKNOWN, 2),)),
        ("free", ()),
    ]
