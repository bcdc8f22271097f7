"""The decision core says what the reference interpreter says, however it is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import books
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle
from rules.columns import Columns, decide_many
from rules.engine import barred_zones, decide, verdict, windows
from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Rule
from rules.kleene import lines_of
from rules.model import Activation, Case, Decision, Profile, RightKind, Verdict
from rules.reference import judge

EVERY_MINUTE = (
    datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 4, 4, 12, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC),
    datetime(2026, 4, 30, 12, tzinfo=UTC), datetime(2028, 2, 28, 20, tzinfo=UTC),
)  # fmt: skip
"""Before clocks change, the year turns, a holiday and 29 February."""
MINUTE = timedelta(minutes=1)

quiet = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
sampled = settings(quiet, max_examples=40)
few = settings(quiet, max_examples=8)
full = settings(quiet, max_examples=10_000)
some = settings(quiet, max_examples=1_000)


def told(bundle: Bundle, case: Case) -> Decision:
    """The decision of the core, once it is found to be the judgement of the reference."""
    names = {rule.id: rule.name for rule in bundle.rules}
    judged, said = judge(bundle, case), decide(bundle, case, horizon_days=1)
    gravest = max(one.verdict for one in judged)
    assert [zone.zone for zone in said.zones] == [one.zone for one in judged]
    for zone, one in zip(said.zones, judged, strict=True):
        assert zone.verdict is one.verdict
        assert [reason.rule for reason in zone.reasons] == [names[rule] for rule in one.rules]
        assert set(zone.needs) == one.needs
        duties = [(duty.kind, duty.amount, names[rule]) for duty, rule in one.duties]
        assert [(duty.kind, duty.amount, duty.rule) for duty in zone.obligations] == duties
        doubts = [(names[doubt.rule], doubt.as_written, doubt.otherwise) for doubt in one.doubts]
        assert [(doubt.rule, doubt.as_written, doubt.otherwise) for doubt in zone.readings] == doubts
        today = case.at.astimezone(ZoneInfo(bundle.territory.timezone)).date()
        assert all(reason.status == bundle.orders[reason.order].status_on(today) for reason in zone.reasons)
    assert said.verdict is gravest
    assert said.doubt == (judged != () and all(one.doubts for one in judged if one.verdict is said.verdict))
    assert set(said.needs) == (set().union(*(one.needs for one in judged)) if gravest is Verdict.UNKNOWN else set())
    assert bool(said.obligations) == (gravest is Verdict.CONDITIONAL)
    deciding = [rule for one in judged if one.verdict is gravest for rule in one.rules[:1]]
    assert verdict(bundle, case) == (gravest, names[deciding[0]] if deciding else None)
    return said


def check_decisions(data: st.DataObject) -> None:
    """One rulebook, asked a few times alone, then all at once."""
    book = data.draw(books.books())
    bundle = book.seal()
    cases = [data.draw(books.cases(book)) for _ in range(5)]
    for case in cases:
        told(bundle, case)
    columns = Columns.of(bundle, cases)
    many = decide_many(bundle, columns)
    assert [many[row] for row in range(len(cases))] == [verdict(bundle, case) for case in cases]
    for row in {*range(len(cases))} - set(columns.alone):
        assert verdict(bundle, columns.case(bundle, row)) == many[row]


@sampled
@given(st.data())
def test_the_core_obeys_the_reference(data: st.DataObject) -> None:
    """Verdicts, rules in order, needs, duties, doubts, statuses; alone or by columns."""
    check_decisions(data)


@pytest.mark.prove
@full
@given(st.data())
def test_the_core_obeys_the_reference_on_ten_thousand_rulebooks(data: st.DataObject) -> None:
    """The same, on all the rulebooks promised."""
    check_decisions(data)


def intervals_of(bundle: Bundle, profile: Profile, start: datetime, end: datetime) -> list[tuple[datetime, Verdict]]:
    """Where each interval of zone a begins, once they are found sorted, disjoint, maximal and covering."""
    found = windows(bundle, profile, "a", start, end).intervals
    assert found[0][0] == start
    assert found[-1][1] == end
    for (begin, stop, said), (following, _, other) in pairwise(found):
        assert begin < stop == following
        assert said is not other
    return [(begin, said) for begin, _, said in found]


def moments(changes: list[tuple[datetime, Verdict]], start: datetime, end: datetime, count: int) -> Iterator[datetime]:
    """Every change and the minutes around it, then random minutes."""
    for change, _ in changes:
        yield from (at for at in (change - MINUTE, change - MINUTE / 60, change, change + MINUTE) if start <= at < end)
    chance = Random(str(changes))
    span = (end - start) // MINUTE
    yield from (start + chance.randrange(span) * MINUTE for _ in range(count))


def check_windows(data: st.DataObject, count: int) -> None:
    """The windows of a week or more, held against the verdict."""
    book = data.draw(books.books())
    bundle, profile = book.seal(), data.draw(books.profiles)
    start = data.draw(books.instants(UTC))
    end = start + timedelta(days=data.draw(st.sampled_from([1, 9, 35])), seconds=data.draw(st.integers(0, 90)))
    changes = intervals_of(bundle, profile, start, end)
    for at in moments(changes, start, end, count):
        said = next(said for begin, said in reversed(changes) if begin <= at)
        assert verdict(bundle, Case(profile, at, ("a",)))[0] is said
    horizon = start + timedelta(days=8)
    if horizon <= end:
        first = next((begin for begin, _ in changes[1:] if begin < horizon), None)
        assert decide(bundle, Case(profile, start, ("a",)), horizon_days=8).until == first


@sampled
@given(st.data())
def test_windows_are_the_verdict_at_every_boundary(data: st.DataObject) -> None:
    """At each change, around it, and at random minutes; `until` is the first of them."""
    check_windows(data, 30)


@pytest.mark.prove
@some
@given(st.data())
def test_windows_are_the_verdict_at_two_thousand_minutes(data: st.DataObject) -> None:
    """The same, at 2,000 random minutes of each of a thousand rulebooks."""
    check_windows(data, 2_000)


def check_every_minute(data: st.DataObject, hours: int) -> None:
    """Each minute of the hours around an edge, against the reference itself."""
    book = data.draw(books.books())
    bundle, profile = book.seal(), data.draw(books.profiles)
    start = data.draw(st.sampled_from(EVERY_MINUTE))
    changes = intervals_of(bundle, profile, start, start + timedelta(hours=hours))
    for minute in range(hours * 60):
        at = start + minute * MINUTE
        said = next(said for begin, said in reversed(changes) if begin <= at)
        assert judge(bundle, Case(profile, at, ("a",)))[0].verdict is said


@few
@given(st.data())
def test_windows_are_the_judgement_at_every_minute(data: st.DataObject) -> None:
    """Around a change of clocks, New Year, a holiday, 29 February."""
    check_every_minute(data, 12)


@pytest.mark.prove
@settings(quiet, max_examples=60)
@given(st.data())
def test_windows_are_the_judgement_at_every_minute_of_a_week(data: st.DataObject) -> None:
    """The same over whole weeks."""
    check_every_minute(data, 7 * 24)


@sampled
@given(st.data())
def test_barred_zones_have_a_closed_or_unknown_window(data: st.DataObject) -> None:
    """A zone is barred when one of its windows is unknown or forbidden, the last instant included."""
    book = data.draw(books.books())
    bundle, profile, start = book.seal(), data.draw(books.profiles), data.draw(books.instants(UTC))
    end = start + timedelta(minutes=data.draw(st.sampled_from([0, 1, 90, 3 * 1440])))
    after = end + timedelta(seconds=1)
    expected = {
        zone
        for zone in books.ZONES
        if any(said >= Verdict.UNKNOWN for _, _, said in windows(bundle, profile, zone, start, after).intervals)
    }
    assert barred_zones(bundle, profile, start, end) == expected


def refinements(book: books.Book, case: Case, data: st.DataObject) -> Iterator[tuple[Bundle, Case]]:
    """The same question with more known: facts, days left, lists of days."""
    facts = data.draw(books.facts)
    rights = [right if right.days_left is not None else replace(right, days_left=3) for right in case.profile.rights]
    yield book.seal(), Case(Profile({**facts, **case.profile.facts}, case.profile.rights), case.at, case.zones)
    yield book.seal(), Case(Profile(case.profile.facts, rights), case.at, case.zones)
    yield book.knowing_all_days().seal(), case


@sampled
@given(st.data())
def test_knowing_more_never_turns_yes_into_no(data: st.DataObject) -> None:
    """Only unknown may become something else than itself, and lawful stays lawful, with fewer duties or more."""
    book = data.draw(books.books(ambiguous=0))
    case = data.draw(books.cases(book))
    before = verdict(book.seal(), case)[0]
    for bundle, known in refinements(book, case, data):
        after = verdict(bundle, known)[0]
        if before is Verdict.FORBIDDEN:
            assert after is Verdict.FORBIDDEN
        if before <= Verdict.CONDITIONAL:
            assert after <= Verdict.CONDITIONAL


@sampled
@given(st.data())
def test_order_of_writing_is_irrelevant(data: st.DataObject) -> None:
    """Rules, facts, rights and overlays may come in any order."""
    book = data.draw(books.books())
    case = data.draw(books.cases(book))
    facts = dict(reversed(list(case.profile.facts.items())))
    turned = Case(Profile(facts, reversed(case.profile.rights)), case.at, case.zones)
    assert decide(book.turned().seal(), turned) == decide(book.seal(), case)


@sampled
@given(st.data())
def test_one_more_rule_pulls_one_way(data: st.DataObject) -> None:
    """One more allow never adds a refusal; one more prohibition that lifts nothing never opens."""
    book = data.draw(books.books(ambiguous=0))
    case = data.draw(books.cases(book))
    before = decide(book.seal(), case, horizon_days=0)
    closing = replace(data.draw(books.rules(90, [])), effect="prohibit", overrides=(), duties=())
    opening = replace(data.draw(books.rules(91, book.rules)), effect="allow", duties=())
    closes = tuple(rule.id for rule in book.rules if rule.effect == "prohibit")
    opening = replace(opening, overrides=tuple(name for name in opening.overrides if name in closes))
    after = decide(book.adding(closing).seal(), case, horizon_days=0)
    assert all(new.verdict >= old.verdict for old, new in zip(before.zones, after.zones, strict=True))
    after = decide(book.adding(opening).seal(), case, horizon_days=0)
    assert all(
        new.verdict <= Verdict.CONDITIONAL or new.verdict <= old.verdict
        for old, new in zip(before.zones, after.zones, strict=True)
    )


def test_an_activation_cuts_the_day_to_the_second() -> None:
    """A rule that waits for a trigger stands from the second it starts to the second before it ends."""
    start = datetime(2026, 5, 4, 10, 0, 17, tzinfo=UTC)
    rule = Rule("pic", "prohibit", ("a",), "A", "1", trigger="pic")
    book = books.plain((rule,), (Activation("pic", start, start + timedelta(seconds=90)),))
    found = windows(book.seal(), Profile({}), "a", start - timedelta(hours=1), start + timedelta(hours=1)).intervals
    assert [said for _, _, said in found] == [Verdict.ALLOWED, Verdict.FORBIDDEN, Verdict.ALLOWED]
    assert found[1][:2] == (start, start + timedelta(seconds=90))
    assert verdict(book.seal(), Case(Profile({}), start - timedelta(seconds=1), ("a",)))[0] is Verdict.ALLOWED
    assert verdict(book.seal(), Case(Profile({}), start, ("a",))) == (Verdict.FORBIDDEN, "pic")


@sampled
@given(books.profiles, st.sampled_from(EVERY_MINUTE))
def test_a_condition_of_many_lines_is_kept_as_a_tree(profile: Profile, at: datetime) -> None:
    """Six choices that must all be met would be 64 lines: the answers are the same, alone and by columns."""
    pairs = [
        (Compare("gvw_kg", "lte", bound), Compare("critair", "lt", sign)) for bound in (3_500, 7_500) for sign in "45"
    ]
    rights: list[tuple[Condition, ...]] = [
        (Holds("artisan"), OneOf("activity", ("works",))),
        (Not(Holds("riverain")), OneOf("gvw_kg", (3_500,))),
    ]
    condition = All(tuple(AnyOf(pair) for pair in (*pairs, *rights)))
    assert lines_of(condition) is None
    book = books.plain((Rule("p", "prohibit", ("a", "b"), "A", "1", condition=condition),))
    bundle = replace(book, rights={name: RightKind(name, name, "A", "1") for name in books.KINDS}).seal()
    for zones in (("a",), ("a", "b")):
        case = Case(profile, at, zones)
        assert told(bundle, case).verdict is decide_many(bundle, Columns.of(bundle, [case]))[0][0]


def test_columns_answer_where_there_is_no_zone(compiled: Callable[..., Bundle]) -> None:
    """Each row is then asked by itself."""
    bundle = compiled("schema: joptimiz/rules@1\norders: {A: {title: Arrêté}}\n")
    case = Case(Profile({}), datetime(2026, 6, 2, tzinfo=UTC), ())
    assert decide_many(bundle, Columns.of(bundle, [case]))[0] == verdict(bundle, case)
