"""What duties, rights, days, dates, triggers and readings mean, from their YAML to the decision."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rules.bundle import Bundle
from rules.engine import decide
from rules.model import Activation, Case, Decision, Profile, Repeal, Right, Verdict

type Compile = Callable[..., Bundle]

NOON = "2026-06-02T12:00+02:00"
HEAD = """\
schema: joptimiz/rules@1
orders:
  A: {title: Arrêté}
zones:
  a: {kind: ztl, geometry: zones/centre.geojson}
  b: {kind: zfe, geometry: zones/port.geojson}
"""
RULES = "rules:\n"


def ask(
    bundle: Bundle,
    at: str,
    zone: str = "a",
    rights: tuple[Right, ...] = (),
    facts: Mapping[str, int | str] | None = None,
) -> Decision:
    """The decision in zone a unless said otherwise."""
    return decide(bundle, Case(Profile(facts or {}, rights), datetime.fromisoformat(at), (zone,)))


def asked(decision: Decision) -> list[tuple[str, int | None]]:
    """The duties of a decision."""
    return [(duty.kind, duty.amount) for duty in decision.obligations]


def is_closed(bundle: Bundle, day: str, zone: str = "a") -> bool:
    """Whether a zone is forbidden at noon of a day."""
    return ask(bundle, f"{day}T12:00+01:00", zone).verdict is Verdict.FORBIDDEN


def rule(name: str, do: str, **fields: str) -> str:
    """One rule, in one line of YAML."""
    given = {"zones": "[a]", "order": "A", "article": "1"} | {key.rstrip("_"): value for key, value in fields.items()}
    return f"  - {{id: {name}, do: {do}, " + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}\n"


def test_limits_and_requirements_make_a_visit_conditional(compiled: Compile) -> None:
    """Each asks what it says of those it speaks of; of two limits the smallest binds; a prohibition still wins."""
    text = HEAD + RULES + rule("l", "limit", limit="{stay_min: 30}")
    text += rule("m", "limit", limit="{stay_min: 20}", zones="[b]")
    text += rule("r", "require", require="[disc, pass]", if_="{gvw_kg: {gt: 3500}}")
    bundle = compiled(text + rule("p", "prohibit", if_="{activity: {is: transit}}"))
    said = ask(bundle, NOON, facts={"gvw_kg": 3500, "activity": "delivery"})
    assert (said.verdict, asked(said)) == (Verdict.CONDITIONAL, [("stay_min", 30)])
    assert asked(ask(bundle, NOON, facts={"gvw_kg": 7500, "activity": "delivery"})) == [
        ("pass", None),
        ("disc", None),
        ("stay_min", 30),
    ]
    assert asked(ask(bundle, NOON, "b", facts={"gvw_kg": 3500})) == [("stay_min", 20)]
    assert ask(bundle, NOON, facts={"gvw_kg": 3500, "activity": "transit"}).verdict is Verdict.FORBIDDEN


def test_the_longest_time_before_one_comes_back_binds(compiled: Compile) -> None:
    """Of a limit that asks for time to pass the longest binds; of what is only allowed so long, the shortest."""
    text = HEAD + RULES + rule("l", "limit", limit="{no_return_min: 30, hold_min: 10, extension_min: 15}")
    bundle = compiled(text + rule("m", "limit", limit="{no_return_min: 60, hold_min: 15, extension_min: 5}"))
    assert asked(ask(bundle, NOON)) == [("no_return_min", 60), ("hold_min", 10), ("extension_min", 5)]


def test_an_allow_lifts_limits_and_may_ask_in_its_turn(compiled: Compile) -> None:
    """An allow that names a limit frees from it, one that carries duties opens under them; a limit may restore."""
    text = HEAD + RULES + rule("l", "limit", limit="{speed_kmh: 20}") + rule("p", "prohibit")
    text += rule("d", "allow", overrides="[l, p]", if_="{activity: {is: emergency}}")
    text += rule("e", "allow", overrides="[p]", if_="{activity: {is: delivery}}", require="[booking]")
    bundle = compiled(text + rule("n", "limit", overrides="[d]", limit="{speed_kmh: 30}", when='{time: "22:00-24:00"}'))
    assert ask(bundle, NOON, facts={"activity": "emergency"}).verdict is Verdict.ALLOWED
    assert asked(ask(bundle, NOON, facts={"activity": "delivery"})) == [("booking", None), ("speed_kmh", 20)]
    late = ask(bundle, "2026-06-02T22:00+02:00", facts={"activity": "emergency"})
    assert late.verdict is Verdict.FORBIDDEN, "what lifted the prohibition is itself lifted"


def test_a_right_counts_where_and_when_it_holds(compiled: Compile) -> None:
    """Not held is false; held elsewhere or another day is not held; a counted one must tell its days."""
    text = HEAD + RULES + rule("p", "prohibit") + rule("d", "allow", overrides="[p]", if_="{right: {has: artisan}}")
    bundle = compiled(text + "rights:\n  artisan: {name: la dérogation, order: A, article: 6, quota_days: 5}\n")
    days = datetime.fromisoformat(NOON).date()
    held = {
        Right("artisan", days_left=1): Verdict.ALLOWED,
        Right("artisan", days_left=0): Verdict.FORBIDDEN,
        Right("artisan"): Verdict.UNKNOWN,
        Right("artisan", zones=("b",), days_left=3): Verdict.FORBIDDEN,
        Right("artisan", end=days, days_left=3): Verdict.FORBIDDEN,
        Right("artisan", territory="ailleurs", days_left=3): Verdict.FORBIDDEN,
    }
    assert {right: ask(bundle, NOON, rights=(right,)).verdict for right in held} == held
    assert ask(bundle, NOON).verdict is Verdict.FORBIDDEN


def test_special_days_are_unknown_beyond_their_list(compiled: Compile) -> None:
    """A day set says yes, no or, outside the period its list covers, nothing; its eve is the day before."""
    territory = (
        "{schema: joptimiz/territory@1, slug: t, name: T, timezone: Europe/Paris, crs: 'EPSG:2154',"
        " demonstration: true, days: {match: {name: jours de match, source: x, known: [2026-09-01, 2026-10-01],"
        " dates: [2026-09-05, 2026-09-12/2026-09-14, 2026-09-13/2026-09-15]}},"
        " calendars: {matchs: {only: [match]}, veilles: {only: ['eve:match']}}}"
    )
    text = HEAD + RULES + rule("p", "prohibit", when="{calendar: matchs}")
    bundle = compiled(text + rule("q", "prohibit", when="{calendar: veilles}", zones="[b]"), territory=territory)
    days = ["2026-08-31", "2026-09-04", "2026-09-05", "2026-09-14", "2026-09-15", "2026-10-01"]
    said = [tuple(ask(bundle, f"{day}T12:00+02:00", zone).verdict for zone in ("a", "b")) for day in days]
    yes, no, unknown = Verdict.FORBIDDEN, Verdict.ALLOWED, Verdict.UNKNOWN
    assert said == [(unknown, no), (no, yes), (yes, no), (yes, no), (no, no), (unknown, unknown)]
    assert ask(bundle, "2026-10-01T12:00+02:00").needs == ("match",)


def test_days_of_the_month_and_seasons(compiled: Compile) -> None:
    """`nth` counts weekdays of the month, `between` is a stretch of every year; the days of `when` narrow both."""
    text = HEAD + 'calendars:\n  marche: {nth: ["1 sa", "last su"]}\n  hiver: {between: ["12-20/03-01"]}\n' + RULES
    text += rule("p", "prohibit", when="{calendar: marche, days: [su]}") + rule(
        "q", "prohibit", when="{calendar: hiver}", zones="[b]"
    )
    bundle = compiled(text)
    sundays = ["2026-06-06", "2026-06-21", "2026-06-28"]
    assert [is_closed(bundle, day) for day in sundays] == [False, False, True]
    winter = ["2026-12-19", "2026-12-20", "2027-02-28", "2028-02-29", "2027-03-01"]
    assert [is_closed(bundle, day, "b") for day in winter] == [False, True, True, True, False]


def test_a_dated_value_cuts_a_rule_into_parts(compiled: Compile) -> None:
    """Each part has its dates and its value; what lifts the rule lifts every part; people read one name."""
    text = HEAD + RULES
    text += rule("p", "prohibit", if_="{critair: {gte: {value: seuil}}}", valid_to="2027-01-01", tags="[zfe]")
    text += rule("d", "allow", overrides="[p]", if_="{activity: {is: waste}}")
    bundle = compiled(text + "values:\n  seuil: {2026-01-01: 3, 2025-01-01: 4}\n")
    parts = {one.id: (str(one.valid_from), str(one.valid_to)) for one in bundle.rules if one.name == "p"}
    assert parts == {"p@2025-01-01": ("2025-01-01", "2026-01-01"), "p@2026-01-01": ("2026-01-01", "2027-01-01")}
    years = ["2024-12-31", "2025-12-31", "2026-01-01", "2027-01-01"]
    said = [ask(bundle, f"{day}T12:00+01:00", facts={"critair": "3", "activity": "delivery"}) for day in years]
    assert [one.verdict is Verdict.FORBIDDEN for one in said] == [False, False, True, False]
    assert [reason.rule for reason in said[2].zones[0].reasons] == ["p"]
    assert ask(bundle, "2026-01-01T12:00+01:00", facts={"critair": "3", "activity": "waste"}).verdict is Verdict.ALLOWED


def test_a_status_may_change_on_a_date(compiled: Compile) -> None:
    """Before its first date an order is to come; suspended from a date on, its rules fall silent."""
    text = (
        HEAD.replace("{title: Arrêté}", "{title: Arrêté, status: {2026-06-01: suspended, 2026-01-01: in_force}}")
        + RULES
    )
    bundle = compiled(text + rule("p", "prohibit"))
    days = ["2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01"]
    assert [is_closed(bundle, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_basis_may_be_repealed(compiled: Compile) -> None:
    """A rule rests on its own basis, else on its order's; from the day the basis goes, it goes."""
    text = HEAD.replace("{title: Arrêté}", "{title: Arrêté, basis: CGCT L2213-2}") + RULES
    text += rule("p", "prohibit") + rule("q", "prohibit", basis="CGCT L2213-4-1", zones="[b]")
    bundle = compiled(text).with_overlays([Repeal("CGCT L2213-4-1", datetime.fromisoformat(NOON).date())])
    assert [ask(bundle, NOON, zone).verdict for zone in ("a", "b")] == [Verdict.FORBIDDEN, Verdict.ALLOWED]
    assert ask(bundle, "2026-06-01T12:00+02:00", "b").verdict is Verdict.FORBIDDEN


def test_a_triggered_rule_waits(compiled: Compile) -> None:
    """It is in season only while an activation of its trigger is on."""
    bundle = compiled(HEAD + RULES + rule("p", "prohibit", trigger="pic-pollution"))
    assert ask(bundle, NOON).verdict is Verdict.ALLOWED
    at = datetime.fromisoformat(NOON)
    on = bundle.with_overlays([Activation("pic-pollution", at, at + timedelta(hours=1))])
    assert ask(on, NOON).verdict is Verdict.FORBIDDEN
    assert ask(on, "2026-06-02T13:00+02:00").verdict is Verdict.ALLOWED


def test_the_graver_reading_wins_and_the_doubt_is_said(compiled: Compile) -> None:
    """A reading without `if` keeps the rule's own; one without `when` its own hours."""
    text = HEAD + RULES + rule("p", "prohibit", when='{time: "05:00-23:00"}')
    text += rule(
        "d",
        "allow",
        overrides="[p]",
        if_="{activity: {is: delivery}}",
        when='{time: "06:00-12:00"}',
        ambiguity="{text: L’enlèvement aussi ?, if: {activity: {in: [delivery, pickup]}}}",
    )
    bundle = compiled(text)
    (open_rule,) = [one for one in bundle.rules if one.id == "d"]
    assert open_rule.other is not None
    assert open_rule.other.schedule == open_rule.schedule
    doubtful = ask(bundle, "2026-06-02T10:00+02:00", facts={"activity": "pickup"})
    assert (doubtful.verdict, doubtful.doubt) == (Verdict.FORBIDDEN, True)
    assert [reading.text for zone in doubtful.zones for reading in zone.readings] == ["L’enlèvement aussi ?"]
    assert not ask(bundle, "2026-06-02T10:00+02:00", facts={"activity": "delivery"}).doubt
    assert not ask(bundle, NOON, facts={"activity": "pickup"}).doubt


def test_a_visit_refused_elsewhere_is_not_in_doubt(compiled: Compile) -> None:
    """One zone refuses whatever another is read to say: the verdict is certain; that other still tells its readings."""
    text = HEAD + RULES + rule("p", "prohibit", zones="[b]")
    text += rule(
        "d", "prohibit", if_="{gvw_kg: {gt: 3500}}", ambiguity="{text: PTAC ou PTRA ?, if: {gcw_kg: {gt: 3500}}}"
    )
    bundle, profile = compiled(text), Profile({"gvw_kg": 7500, "gcw_kg": 3000})
    said = decide(bundle, Case(profile, datetime.fromisoformat(NOON), ("a", "b")))
    assert (said.verdict, said.doubt) == (Verdict.FORBIDDEN, False)
    assert [len(zone.readings) for zone in said.zones] == [1, 0]
    assert decide(bundle, Case(profile, datetime.fromisoformat(NOON), ("a",))).doubt


def test_rules_may_choose_zones_by_kind(compiled: Compile) -> None:
    """One kind, several, or all."""
    text = HEAD + RULES + rule("p", "prohibit", zones="{kind: ztl}") + rule("q", "prohibit", zones="{kind: [ztl, zfe]}")
    bundle = compiled(text + rule("r", "prohibit", zones="all"))
    assert [one.zones for one in bundle.rules] == [("a",), ("a", "b"), ("a", "b")]
