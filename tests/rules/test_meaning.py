"""What the language means, one sentence of its definition at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from rules.bundle import Bundle
from rules.engine import decide, verdict, windows
from rules.model import Case, Decision, Invalid, Profile, Verdict

type Compile = Callable[..., Bundle]

HEAD = """\
schema: joptimiz/rules@1
orders:
  A: {title: Arrêté}
  S: {title: Suspendu, status: suspended}
  V: {title: Non relu, status: to_verify}
zones:
  a: {kind: ztl, geometry: zones/centre.geojson}
  b: {kind: zfe, geometry: zones/port.geojson}
calendars:
  feries: {only: [public_holiday]}
  ouvres: {days: [mo, tu, we, th, fr, sa], except: [public_holiday]}
rules:
"""


def ask(bundle: Bundle, at: str, *zones: str, **facts: int | str) -> Decision:
    """The decision in zone a unless said otherwise."""
    return decide(bundle, Case(Profile(facts), datetime.fromisoformat(at), zones or ("a",)))


def rule(name: str, do: str, **fields: str) -> str:
    """One rule, in one line of YAML."""
    given = {"zones": "[a]", "order": "A", "article": "1"} | {key.rstrip("_"): value for key, value in fields.items()}
    return f"  - {{id: {name}, do: {do}, " + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}\n"


def test_without_rule_the_territory_has_its_default(compiled: Compile) -> None:
    """No rule: the default; and the default answers where there is no zone."""
    bundle = compiled(HEAD.replace("rules:\n", ""))
    assert ask(bundle, "2026-06-02T10:00+02:00").verdict is Verdict.ALLOWED
    assert decide(bundle, Case(Profile({}), datetime.fromisoformat("2026-06-02T10:00+02:00"), ())).zones == ()


@pytest.mark.parametrize(
    ("facts", "said", "needs"),
    [
        ({"dangerous_goods": "adr"}, Verdict.FORBIDDEN, ()),
        ({"dangerous_goods": "none"}, Verdict.ALLOWED, ()),
        ({}, Verdict.UNKNOWN, ("dangerous_goods",)),
    ],
)
def test_a_load_that_is_not_told_is_asked_for(
    compiled: Compile, facts: dict[str, int | str], said: Verdict, needs: tuple[str, ...]
) -> None:
    """Closed to dangerous goods: it must be known whether there are any."""
    bundle = compiled(HEAD + rule("p", "prohibit", if_="{dangerous_goods: {is: adr}}"))
    decision = ask(bundle, "2026-06-02T10:00+02:00", **facts)
    assert (decision.verdict, decision.needs) == (said, needs)


@pytest.mark.parametrize("condition", ["{is: recovery}", "{not_in: [box, other]}"])
@pytest.mark.parametrize(
    ("facts", "said", "needs"),
    [
        ({"body": "recovery"}, Verdict.ALLOWED, ()),
        ({"body": "other"}, Verdict.FORBIDDEN, ()),
        ({}, Verdict.UNKNOWN, ("body",)),
    ],
)
def test_an_unknown_body_opens_nothing(
    compiled: Compile, condition: str, facts: dict[str, int | str], said: Verdict, needs: tuple[str, ...]
) -> None:
    """Open to one body alone, named or by what it is not: who does not tell theirs is asked for it."""
    opened = rule("d", "allow", overrides="[p]", if_=f"{{body: {condition}}}")
    decision = ask(compiled(HEAD + rule("p", "prohibit") + opened), "2026-06-02T10:00+02:00", **facts)
    assert (decision.verdict, decision.needs) == (said, needs)


def test_an_allow_lifts_only_what_it_names(compiled: Compile) -> None:
    """A derogation to one prohibition leaves the other one standing."""
    text = HEAD + rule("p", "prohibit") + rule("q", "prohibit") + rule("d", "allow", overrides="[p]")
    decision = ask(compiled(text), "2026-06-02T10:00+02:00")
    assert decision.verdict is Verdict.FORBIDDEN
    assert [reason.rule for reason in decision.zones[0].reasons] == ["q"]


def test_an_allow_can_be_overridden(compiled: Compile) -> None:
    """A closure for an event takes back what a derogation gave."""
    text = HEAD + rule("p", "prohibit") + rule("d", "allow", overrides="[p]")
    assert ask(compiled(text), "2026-06-02T10:00+02:00").verdict is Verdict.ALLOWED
    closed = text + rule("event", "prohibit", overrides="[d]", when='{time: "14:00-24:00"}')
    assert ask(compiled(closed), "2026-06-02T13:59+02:00").verdict is Verdict.ALLOWED
    said = ask(compiled(closed), "2026-06-02T14:00+02:00")
    assert sorted(reason.rule for reason in said.zones[0].reasons) == ["event", "p"]


def test_overrides_may_name_a_tag(compiled: Compile) -> None:
    """A tag stands for the rules of the other effect that carry it."""
    text = HEAD + rule("p", "prohibit", tags="[trafic]") + rule("q", "prohibit", tags="[trafic]", zones="[b]")
    bundle = compiled(text + rule("d", "allow", overrides="[trafic]", tags="[trafic]", zones="[a, b]"))
    assert ask(bundle, "2026-06-02T10:00+02:00", "a", "b").verdict is Verdict.ALLOWED


def test_an_allow_of_one_zone_lifts_a_prohibition_of_another(compiled: Compile) -> None:
    """Where both zones hold the point, the allow of one lifts the named prohibition of the other, and is the reason."""
    text = HEAD + rule("p", "prohibit", zones="[b]") + rule("d", "allow", overrides="[p]", zones="[a]")
    bundle = compiled(text)
    assert ask(bundle, "2026-06-02T10:00+02:00", "b").verdict is Verdict.FORBIDDEN
    both = ask(bundle, "2026-06-02T10:00+02:00", "b", "a")
    assert both.verdict is Verdict.ALLOWED
    assert [(zone.zone, [reason.rule for reason in zone.reasons]) for zone in both.zones] == [("b", ["d"]), ("a", [])]


def test_an_absent_fact_is_unknown_and_named(compiled: Compile) -> None:
    """A missing Crit'Air is needed, and NC is not missing."""
    bundle = compiled(HEAD + rule("p", "prohibit", if_="{critair: {gte: 4}}"))
    assert ask(bundle, "2026-06-02T10:00+02:00").needs == ("critair",)
    assert ask(bundle, "2026-06-02T10:00+02:00", critair="NC").verdict is Verdict.FORBIDDEN
    assert ask(bundle, "2026-06-02T10:00+02:00", critair="EL").verdict is Verdict.ALLOWED


def test_a_fact_of_the_wrong_kind_is_unknown(compiled: Compile) -> None:
    """A value its fact cannot have decides nothing."""
    bundle = compiled(HEAD + rule("p", "prohibit", if_="{gvw_kg: {gt: 3500}}"))
    assert ask(bundle, "2026-06-02T10:00+02:00", gvw_kg="lourd").verdict is Verdict.UNKNOWN


def test_holidays_of_an_unlisted_year_are_unknown(compiled: Compile) -> None:
    """Where a rule rests on holidays and the territory lists none for that year, the answer says what is missing."""
    bundle = compiled(HEAD + rule("p", "prohibit", when="{calendar: ouvres}"))
    assert ask(bundle, "2026-05-25T10:00+02:00").verdict is Verdict.ALLOWED
    said = ask(bundle, "2030-05-27T10:00+02:00")
    assert (said.verdict, said.needs) == (Verdict.UNKNOWN, ("public_holidays",))
    assert ask(bundle, "2030-05-26T10:00+02:00").verdict is Verdict.ALLOWED, "a Sunday needs no list"


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        ("2026-05-01T21:59+02:00", False),
        ("2026-05-01T22:00+02:00", True),
        ("2026-05-02T06:59+02:00", True),
        ("2026-05-02T07:00+02:00", False),
        ("2026-05-02T22:00+02:00", False),
    ],
)
def test_a_night_belongs_to_the_day_it_starts(compiled: Compile, at: str, closed: bool) -> None:
    """The night of 1 May, a holiday, runs to 7 h on the 2nd; the night of the 2nd is not closed."""
    bundle = compiled(HEAD + rule("p", "prohibit", when='{calendar: feries, time: "22:00-07:00"}'))
    assert (ask(bundle, at).verdict is Verdict.FORBIDDEN) == closed


def test_both_hours_of_the_repeated_one_count(compiled: Compile) -> None:
    """From 2 h to 3 h lasts two hours when the clock goes back, and nothing when it goes forward."""
    bundle = compiled(HEAD + rule("p", "prohibit", when='{time: "02:00-03:00"}'))
    lasting = []
    for day in ("2026-10-24T12:00+02:00", "2026-03-28T12:00+01:00"):
        start = datetime.fromisoformat(day)
        found = windows(bundle, Profile({}), "a", start, start + timedelta(days=1)).intervals
        lasting.append(sum((end - begin for begin, end, said in found if said is Verdict.FORBIDDEN), timedelta()))
    assert lasting == [timedelta(hours=2), timedelta(0)]


def test_validity_ends_before_its_last_date(compiled: Compile) -> None:
    """`valid_to` is the day after the last legal day."""
    bundle = compiled(HEAD + rule("p", "prohibit", valid_from="2026-04-01", valid_to="2026-04-02"))
    days = ["2026-03-31T23:59+02:00", "2026-04-01T00:00+02:00", "2026-04-01T23:59+02:00", "2026-04-02T00:00+02:00"]
    assert [ask(bundle, day).verdict is Verdict.FORBIDDEN for day in days] == [False, True, True, False]


def test_a_suspended_order_is_silent(compiled: Compile) -> None:
    """Its rules stay in the bundle and do not apply."""
    bundle = compiled(HEAD + rule("p", "prohibit", order="S"))
    assert [one.id for one in bundle.rules] == ["p"]
    assert ask(bundle, "2026-06-02T10:00+02:00").verdict is Verdict.ALLOWED


def test_one_unchecked_article_makes_the_whole_order_to_verify(compiled: Compile) -> None:
    """Every reason founded on that order says so."""
    text = HEAD + rule("p", "prohibit") + rule("q", "prohibit", article="a_verifier", zones="[b]")
    bundle = compiled(text + rule("r", "prohibit", order="V"))
    assert bundle.orders["A"].status == "to_verify"
    assert all(reason.to_verify for reason in ask(bundle, "2026-06-02T10:00+02:00").zones[0].reasons)


def test_a_shut_territory_opens_only_by_an_allow(compiled: Compile) -> None:
    """With `default: forbidden`, an allow needs no prohibition to lift."""
    territory = (
        "{schema: joptimiz/territory@1, slug: t, name: T, timezone: Europe/Paris, crs: 'EPSG:2154',"
        " demonstration: true, default: forbidden, holidays: {source: x, dates: {2026-01-01: An}}}"
    )
    bundle = compiled(HEAD + rule("d", "allow", if_="{activity: {is: delivery}}"), territory=territory)
    known: list[dict[str, int | str]] = [{"activity": "delivery"}, {}, {"activity": "transit"}]
    said = [ask(bundle, "2026-06-02T10:00+02:00", **facts).verdict for facts in known]
    assert said == [Verdict.ALLOWED, Verdict.UNKNOWN, Verdict.FORBIDDEN]


def test_questions_that_cannot_be_answered_are_refused(compiled: Compile) -> None:
    """An unknown zone and an impossible year are problems; an instant without offset is a programming mistake."""
    bundle = compiled(HEAD + rule("p", "prohibit"))
    with pytest.raises(Invalid, match="Cette zone n’existe pas"):
        ask(bundle, "2026-06-02T10:00+02:00", "aa")
    with pytest.raises(Invalid, match="hors des années"):
        ask(bundle, "9999-12-31T23:59+02:00")
    at = datetime.fromisoformat("2026-06-02T10:00+02:00")
    with pytest.raises(Invalid, match="La fin précède le début"):
        windows(bundle, Profile({}), "a", at, at - timedelta(hours=1))
    with pytest.raises(ValueError, match="offset"):
        verdict(bundle, Case(Profile({}), datetime(2026, 6, 2), ("a",)))  # noqa: DTZ001
