"""For whom the verdict changes: nobody forgotten, nobody added, in words that can be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle
from rules.cells import Class
from rules.compare import Changes, Span, compare, grid
from rules.compare.boxes import boxes
from rules.engine import verdict
from rules.ir import All, Block, Compare, Days, Holds, OneOf, Rule
from rules.model import Case, Facts, Profile, Repeal, Right, RightKind, Verdict

type Seal = Callable[..., Bundle]

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 6, 1)
CLOSED = Rule("ztl", "prohibit", ("a",), "A", "2", schedule=(Block(((300, 1380),)),))
WEEKDAYS = Days(weekdays=(0, 1, 2, 3, 4))
DELIVERY = Rule(
    "livraison", "allow", ("a",), "A", "4", overrides=("ztl",),
    condition=All((OneOf("activity", ("delivery",)), Compare("gvw_kg", "lte", 3500))),
    schedule=(Block(((360, 660),), WEEKDAYS),),
)  # fmt: skip
CLEAN_AIR = Rule("zfe", "prohibit", ("b",), "A", "3", condition=Compare("critair", "gte", "4"), basis="CGCT L2213-4-1")


def differ(old: Bundle, new: Bundle, start: date = MONDAY) -> Changes:
    """What changes over the week that begins on a date."""
    return compare(old, new, grid(old, new, start))


def plain(text: str) -> str:
    """The text with plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_hour_less_is_said_for_whom_and_when(sealed: Seal) -> None:
    """One line: zone, who, hours, days, verdict before and after."""
    shorter = replace(DELIVERY, schedule=(Block(((360, 600),), WEEKDAYS),))
    changes = differ(sealed(CLOSED, DELIVERY), sealed(CLOSED, shorter))
    assert [plain(group.message) for group in changes.groups] == [
        "Zone a : 3,5 t au plus, livraison, de 10 h à 11 h, du lundi au vendredi : autorisé → interdit."
    ]
    assert changes.groups[0].rules == ("livraison", "ztl")
    assert {(change.before, change.after) for change in changes.changed} == {(Verdict.ALLOWED, Verdict.FORBIDDEN)}


def test_crowds_that_change_alike_are_one_line(sealed: Seal) -> None:
    """Another rule that divides them is not heard."""
    heavy = Rule("poids", "prohibit", ("a",), "A", "5", condition=Compare("gvw_kg", "gt", 19_000))
    stricter = replace(CLEAN_AIR, zones=("a",), condition=Compare("critair", "gte", "3"))
    milder = replace(stricter, condition=Compare("critair", "gte", "5"))
    changes = differ(sealed(stricter, heavy), sealed(milder, heavy))
    assert [plain(group.message) for group in changes.groups] == [
        "Zone a : 19 t au plus, Crit’Air 3 ou Crit’Air 4, à toute heure : interdit → autorisé."
    ]


def test_a_repeal_is_seen_before_it_comes(sealed: Seal) -> None:
    """Rules on the repealed basis fall from its date on; the others stand."""
    bundle = sealed(CLOSED, CLEAN_AIR)
    repealed = bundle.with_overlays([Repeal("CGCT L2213-4-1", MONDAY)])
    assert differ(bundle, repealed, MONDAY - timedelta(days=7)).text == "Aucun verdict ne change."
    changes = differ(bundle, repealed)
    assert [plain(group.message) for group in changes.groups] == [
        "Zone b : Crit’Air 4, Crit’Air 5 ou Crit’Air non classé, à toute heure : interdit → autorisé."
    ]


def test_a_right_is_told_by_its_name(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """Who holds it, without saying the other rights."""
    opened = Rule("artisan", "allow", ("a",), "A", "6", overrides=("ztl",), condition=Holds("artisan"))
    changes = differ(sealed(CLOSED, rights=kinds), sealed(CLOSED, opened, rights=kinds))
    assert [plain(group.message) for group in changes.groups] == [
        "Zone a : avec la dérogation artisan, de 5 h à 23 h : interdit → autorisé."
    ]


def test_rights_that_shelter_from_a_change_are_told(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """A closure with two exemptions changes the verdict of those who hold neither."""
    opened = [
        Rule(kind, "allow", ("a",), "A", "6", overrides=("ztl",), condition=Holds(kind))
        for kind in ("artisan", "riverain")
    ]
    changes = differ(sealed(rights=kinds), sealed(CLOSED, *opened, rights=kinds))
    assert [plain(group.message) for group in changes.groups] == [
        "Zone a : sans la dérogation artisan ni le droit de riverain, de 5 h à 23 h : autorisé → interdit."
    ]


def test_a_zone_of_one_rulebook_only_is_compared_with_the_default(sealed: Seal) -> None:
    """Where the other one says nothing, its default answers."""
    old = sealed()
    new = sealed(CLOSED)
    gone = replace(old, zones={"b": old.zones["b"]}, sha256="without zone a")
    assert [group.zone for group in differ(gone, new).groups] == ["a"]
    assert [group.after for group in differ(new, gone).groups] == [Verdict.ALLOWED]


def test_cases_of_one_s_own_are_listed_one_by_one(sealed: Seal) -> None:
    """Cases that stand for no crowd give changes and no line."""
    at = datetime(2026, 6, 2, 12, tzinfo=PARIS)
    cases = [Case(Profile({}), at, ("a",)), Case(Profile({}), at.replace(hour=4), ("a",))]
    changes = compare(sealed(), sealed(CLOSED), cases)
    assert (changes.asked, [change.case for change in changes.changed], changes.groups) == (2, cases[:1], ())
    assert (changes.changed[0].rule_before, changes.changed[0].rule_after) == (None, "ztl")


FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {
        "activity": st.sampled_from(("delivery", "transit", "works")),
        "gvw_kg": st.sampled_from((1, 3500, 3501, 72_000)),
        "critair": st.sampled_from(("EL", "3", "4", "NC")),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_grid_stands_for_every_case(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """Whoever comes, whenever in the week, has the verdicts of the one span that stands for them."""
    old, new = (sealed(*data.draw(invented), rights=kinds) for _ in range(2))
    zone = data.draw(st.sampled_from(("a", "b")))
    spans = [span for span in grid(old, new, MONDAY) if span.zones == (zone,)]
    for _ in range(20):
        facts, kind = data.draw(FACTS), data.draw(st.sampled_from((None, *kinds)))
        at = datetime(2026, 6, 1, tzinfo=PARIS) + timedelta(minutes=data.draw(st.integers(0, 7 * 1440 - 1)))
        held = [Right(kind.id, days_left=kind.quota_days)] if kind else []
        (span,) = [one for one in spans if stands_for(one, facts, kind, at)]
        case = Case(Profile(facts, held), at, (zone,))
        assert [verdict(bundle, case)[0] for bundle in (old, new)] == [verdict(b, span)[0] for b in (old, new)]


def stands_for(span: Span, facts: Facts, kind: RightKind | None, at: datetime) -> bool:
    """Whether a span stands for these facts, this right (if its rules speak of it) and this instant."""
    crowd = span.crowd
    places = [next(place for place, one in enumerate(axis) if belongs(one, facts[one.fact])) for axis in crowd.axes]
    held = (kind.id,) if kind and (kind.id,) in crowd.rights else ()
    return (*places, crowd.rights.index(held)) in crowd.cells and span.at <= at < span.end


def belongs(one: Class, value: int | str) -> bool:
    """Whether a class has this value."""
    return int(one.values[0]) <= value <= int(one.values[-1]) if isinstance(value, int) else value in one.values


@given(st.frozensets(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 1))))
def test_boxes_hold_these_cells_and_no_other(cells: frozenset[tuple[int, ...]]) -> None:
    """Together exactly the crowd, each of them within it."""
    found = list(boxes(cells, (3, 4, 2)))
    assert {cell for box in found for cell in product(*box)} == cells
