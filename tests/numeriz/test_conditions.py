"""What a bay allows: the law first, else the sign; when it changes; the day drawn."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from numeriz.core.conditions import Conditions
from numeriz.service.bays import Closing, close_bay
from numeriz.service.conditions import find_conditions
from rules.model import Facts, Profile
from tenants.answers import answer_in, heard_at
from tenants.stretches import list_stretches

from .conftest import ELSEWHERE, IN_CENTRE, IN_PLACE, NOW, Town

DIESEL: Facts = {"energy": "diesel", "gvw_kg": 3500}


def amounts(found: Conditions) -> tuple[int | None, ...]:
    """Minutes: stay, before returning, hold, extension."""
    terms = found.terms
    return terms.stay_min, terms.no_return_min, terms.hold_min, terms.extension_min


async def test_the_rulebook_is_the_law_where_it_limits_stays(town: Town) -> None:
    """Not the sign, which says twenty minutes; clean vehicles have longer, by their own rule."""
    bay = await town.bay()
    found = find_conditions(town.on, town.slug, bay, DIESEL, NOW)
    assert (found.terms.verdict, found.source, amounts(found)) == ("conditional", "rule", (30, 60, 10, 15))
    assert [(ground.rule, ground.order, ground.article) for ground in found.reasons] == [("livraison", "A-1", "2")]
    assert found.until == datetime(2026, 11, 24, 18, tzinfo=UTC)
    clean = find_conditions(town.on, town.slug, bay, {"energy": "electric"}, NOW)
    assert amounts(clean) == (45, None, 15, None)
    unknown = find_conditions(town.on, town.slug, bay, {}, NOW)
    assert amounts(unknown)[0] == 30


async def test_at_night_the_disc_does_not_count_and_it_is_told_from_when(town: Town) -> None:
    """The next day at seven; over a public holiday and a Sunday, the day after them."""
    bay = await town.bay()
    night = find_conditions(town.on, town.slug, bay, DIESEL, datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert (night.terms.verdict, night.terms.regulated) == ("not_regulated", False)
    assert night.regulated_from == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert [band.terms.regulated for band in night.day] == [False, True, False]
    assert (night.day[0].start, night.day[-1].end) == (
        datetime(2026, 11, 23, 23, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC),
    )  # fmt: skip
    eve = find_conditions(town.on, town.slug, bay, DIESEL, datetime(2026, 12, 24, 20, tzinfo=UTC))
    assert eve.regulated_from == datetime(2026, 12, 26, 6, tzinfo=UTC)


async def test_elsewhere_the_sign_is_told_as_such(town: Town) -> None:
    """Its hours, its holidays, its length; no rule stands behind it."""
    bay = await town.bay(where=ELSEWHERE)
    found = find_conditions(town.on, town.slug, bay, DIESEL, NOW)
    assert (found.terms.verdict, found.source, amounts(found)) == ("conditional", "sign", (20, None, None, None))
    assert [ground.rule for ground in found.reasons] == [""]
    assert "panneau" in found.reasons[0].message
    assert found.until == datetime(2026, 11, 24, 11, tzinfo=UTC)
    holiday = find_conditions(town.on, town.slug, bay, DIESEL, datetime(2026, 11, 11, 9, tzinfo=UTC))
    assert (holiday.terms.verdict, holiday.regulated_from) == (
        "not_regulated", datetime(2026, 11, 12, 7, tzinfo=UTC),
    )  # fmt: skip


async def test_a_sign_that_nobody_read_allows_and_says_so(town: Town) -> None:
    """No length is invented."""
    bay = await town.bay(where=ELSEWHERE, stay_max_min=None, hours="")
    found = find_conditions(town.on, town.slug, bay, DIESEL, NOW)
    assert (found.terms.verdict, found.terms.regulated, found.regulated_from) == ("allowed", False, None)
    assert "pas renseignée" in found.reasons[-1].message


async def test_a_closed_street_or_bay_wins_over_its_sign(town: Town) -> None:
    """With the article of the order, or the works and until when."""
    bay = await town.bay(where=IN_PLACE)
    shut = find_conditions(town.on, town.slug, bay, DIESEL, NOW + timedelta(hours=2))
    assert (shut.terms.verdict, shut.reasons[0].article) == ("forbidden", "4")
    bay, until = await town.bay("A-2"), NOW + timedelta(hours=1)
    closed = await close_bay(town.on, town.keeper, bay.id, bay.updated_at, Closing(until, "travaux"))
    works = find_conditions(town.on, town.slug, closed, DIESEL, NOW)
    assert (works.terms.verdict, works.until, works.reasons[0].message) == ("forbidden", until, "Aire fermée : travaux")


async def test_stretches_cover_time_and_say_what_is_said_at_each_instant(town: Town) -> None:
    """No gap, no overlap, the answer of the instant, over the days when clocks change too."""
    snapshot, profile = town.on.current(), Profile({**DIESEL, "activity": "delivery"})
    heard = heard_at(snapshot, *town.at(IN_CENTRE))
    for start in (NOW, datetime(2026, 12, 24, 1, 7, tzinfo=UTC), datetime(2027, 3, 27, 12, tzinfo=UTC)):
        found = list_stretches(snapshot, profile, heard, start, start + timedelta(days=2))
        assert (found[0].start, found[-1].end) == (start, start + timedelta(days=2))
        assert all(one.end == other.start for one, other in pairwise(found))
        for each in found:
            for at in (each.start, each.end - timedelta(seconds=1)):
                assert answer_in(snapshot, profile, at, *heard).obligations == each.answer.obligations
