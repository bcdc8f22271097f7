"""The decision core against an oracle that knows nothing of it: every minute, every completion of the unknown."""

import itertools
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle, load_bundle
from rules.compiler import compile_bundle
from rules.engine import barred_zones, decide, verdict, windows
from rules.model import Case, Profile, Source, Verdict

type Written = dict[str, Any]
"""A rules file as plain data: what the author writes, before any of our code reads it."""

CLASSES = ["EL", "1", "2", "3", "4", "5", "NC"]
DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"]
HOLIDAYS = {"2026-01-01", "2026-03-29", "2026-10-25", "2026-12-25", "2028-02-29", "2027-01-01"}
ZONES = {"Europe/Paris", "Indian/Reunion", "America/Miquelon", "Australia/Lord_Howe", "America/Santiago"}
EDGES = ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31", "2026-04-04", "2028-02-28", "2026-09-05"]
SQUARE = {"type": "Polygon", "coordinates": [[[7.0, 43.0], [8.0, 43.0], [8.0, 44.0], [7.0, 43.0]]]}
MINUTES = st.sampled_from([0, 60, 120, 125, 150, 180, 300, 360, 660, 690, 1320, 1380, 1439])

kg = st.sampled_from([3499, 3500, 3501, 7500])
leaves = st.one_of(
    st.tuples(st.just("gvw_kg"), st.sampled_from(["lt", "lte", "gt", "gte", "is"]), kg),
    st.tuples(st.just("critair"), st.sampled_from(["lt", "lte", "gt", "gte", "is"]), st.sampled_from(CLASSES)),
    st.tuples(
        st.just("activity"), st.sampled_from(["in", "not_in"]), st.just(["delivery"]) | st.just(["delivery", "works"])
    ),
).map(lambda leaf: {leaf[0]: {leaf[1]: leaf[2]}})
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)
facts = st.fixed_dictionaries(
    {},
    optional={"gvw_kg": kg, "critair": st.sampled_from(CLASSES), "activity": st.sampled_from(["delivery", "transit"])},
)


def clock(minute: int) -> str:
    """`HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


ends = st.tuples(MINUTES, MINUTES | st.just(1440)).filter(lambda span: span[0] != span[1])
spans = ends.map(lambda span: f"{clock(span[0])}-{clock(span[1])}")
block_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
blocks: st.SearchStrategy[Written] = st.fixed_dictionaries(
    {"time": st.lists(spans, min_size=1, max_size=2, unique=True)},
    optional={"days": block_days, "calendar": st.sampled_from(["sauf", "seulement"])},
)
bodies = st.fixed_dictionaries(
    {"zones": st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True)},
    optional={
        "if": conditions,
        "when": blocks | st.lists(blocks, min_size=1, max_size=2),
        "valid_from": st.sampled_from(["2026-03-29", "2026-10-25", "2026-01-01"]),
        "valid_to": st.sampled_from(["2026-10-26", "2026-12-25", "2028-02-29"]),
    },
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Written:
    """Up to six rules whose overrides go only to rules written before them."""
    default = draw(st.sampled_from(["allowed", "allowed", "forbidden"]))
    rules: list[Written] = []
    for place, body in enumerate(draw(st.lists(bodies, min_size=1, max_size=6))):
        effect = draw(st.sampled_from(["prohibit", "allow"]))
        targets = [rule["id"] for rule in rules if rule["do"] != effect]
        overrides = draw(st.lists(st.sampled_from(targets), unique=True)) if targets else []
        if effect == "allow" and not overrides and default == "allowed":
            effect, overrides = "prohibit", []
        rule = {"id": f"r{place}", "do": effect, "order": "A", "article": "1", **body}
        rules.append(rule | ({"overrides": overrides} if overrides else {}))
    return {"default": default, "timezone": draw(st.sampled_from(sorted(ZONES))), "rules": rules}


def build(book: Written, *, split: int = 0) -> Bundle:
    """Compile a rulebook, its first `split` rules in a second file."""
    territory = {
        "schema": "joptimiz/territory@1", "slug": "essai", "name": "Essai", "crs": "EPSG:2154", "demonstration": True,
        "timezone": book["timezone"], "default": book["default"],
        "holidays": {"source": "essai", "dates": dict.fromkeys(HOLIDAYS, "Férié")},
    }  # fmt: skip
    first = {
        "schema": "joptimiz/rules@1", "orders": {"A": {"title": "A"}},
        "zones": {zone: {"kind": "ztl", "geometry": "zones/z.geojson"} for zone in ("a", "b")},
        "calendars": {"sauf": {"except": ["public_holiday"]}, "seulement": {"only": ["public_holiday"]}},
        "rules": book["rules"][split:],
    }  # fmt: skip
    second = {"schema": "joptimiz/rules@1", "rules": book["rules"][:split]}
    names = ["territory.yaml", "rules/b.yaml", "rules/a.yaml"]
    files = [Source(name, json.dumps(text)) for name, text in zip(names, (territory, first, second), strict=True)]
    return compile_bundle(files, {"zones/z.geojson": SQUARE})


def oracle(book: Written, known: Mapping[str, object], at: datetime, zones: tuple[str, ...]) -> dict[str, Verdict]:
    """Each zone's verdict, by trying every way the undecided rules may turn out."""
    local = at.astimezone(ZoneInfo(book["timezone"]))
    present = {rule["id"]: rule for rule in book["rules"] if set(rule["zones"]) & set(zones)}
    values = {name: applies(rule, known, local) for name, rule in present.items()}
    open_rules = [name for name, value in values.items() if value is None]
    seen: dict[str, set[Verdict]] = {zone: set() for zone in zones}
    for choice in itertools.product([False, True], repeat=len(open_rules)):
        truth = values | dict(zip(open_rules, choice, strict=True))
        for zone in zones:
            seen[zone].add(settled(book, present, truth, zone))
    return {zone: found.pop() if len(found) == 1 else Verdict.UNKNOWN for zone, found in seen.items()}


def settled(book: Written, present: Written, truth: Mapping[str, bool | None], zone: str) -> Verdict:
    """A zone's verdict when every rule is known to apply or not."""

    def stands(name: str) -> bool:
        lifters = [other for other, rule in present.items() if name in rule.get("overrides", ())]
        return bool(truth[name]) and not any(stands(other) for other in lifters)

    effects = {rule["do"] for name, rule in present.items() if zone in rule["zones"] and stands(name)}
    if "prohibit" in effects:
        return Verdict.FORBIDDEN
    return Verdict.ALLOWED if "allow" in effects else Verdict[book["default"].upper()]


def applies(rule: Written, known: Mapping[str, object], local: datetime) -> bool | None:
    """Whether a rule applies to these facts on this wall clock."""
    today = local.date().isoformat()
    if not rule.get("valid_from", "0") <= today < rule.get("valid_to", "9"):
        return False
    when = rule.get("when", [])
    in_season = not when or any(in_block(one, local) for one in (when if isinstance(when, list) else [when]))
    return in_season and (truth_of(rule["if"], known) if "if" in rule else True)


def in_block(block: Written, local: datetime) -> bool:
    """Whether a window of the block that started today or yesterday is still open."""
    for days_ago in (0, 1):
        start_day = local.date() - timedelta(days=days_ago)
        if DAYS[start_day.weekday()] not in block.get("days", DAYS):
            continue
        holiday = start_day.isoformat() in HOLIDAYS
        if holiday != {"sauf": False, "seulement": True}.get(block.get("calendar", ""), holiday):
            continue
        elapsed = days_ago * 1440 + local.hour * 60 + local.minute
        for window in block["time"]:
            start, end = (int(part[:2]) * 60 + int(part[3:]) for part in window.split("-"))
            if start <= elapsed < (end if end > start else end + 1440):
                return True
    return False


def truth_of(condition: Written, known: Mapping[str, object]) -> bool | None:
    """A condition over every completion of the facts it lacks, each occurrence on its own."""
    ((key, value),) = condition.items()
    if key in ("all", "any"):
        found = [truth_of(part, known) for part in value]
        strong: bool = key == "any"
        return strong if strong in found else (None if None in found else not strong)
    if key == "not":
        inner = truth_of(value, known)
        return None if inner is None else not inner
    if key not in known:
        return None
    ((operator, operand),) = value.items()
    if operator in ("in", "not_in"):
        return bool((known[key] in operand) == (operator == "in"))
    rank = CLASSES.index if key == "critair" else cast("Callable[[Any], int]", int)
    gap = rank(cast("str", known[key])) - rank(operand)
    verdicts = {"is": gap == 0, "lt": gap < 0, "lte": gap <= 0, "gt": gap > 0, "gte": gap >= 0}
    return bool(verdicts[operator])


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Instants around the days when something happens, on and beside the minutes where windows end."""
    day = datetime.fromisoformat(draw(st.sampled_from(EDGES))).replace(tzinfo=UTC)
    shift = draw(MINUTES) + draw(st.sampled_from([-1, 0, 0, 1])) - draw(st.sampled_from([0, 60, 120, 240]))
    return day + timedelta(minutes=shift, seconds=draw(st.sampled_from([0, 59])))


few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(
    rulebooks(), facts, st.lists(instants(), min_size=3, max_size=3), st.sampled_from([("a",), ("a", "b"), ("b", "a")])
)
def test_a_decision_is_what_brute_force_says(
    book: Written, known: Written, moments: list[datetime], zones: tuple[str, ...]
) -> None:
    """The verdict of each zone, and the gravest of them, agree with trying every completion."""
    bundle = build(book)
    for at in moments:
        expected = oracle(book, known, at, zones)
        case = Case(Profile(known), at, zones)
        decision = decide(bundle, case, horizon_days=1)
        assert {zone.zone: zone.verdict for zone in decision.zones} == expected
        assert decision.verdict == max(expected.values())
        said, rule = verdict(bundle, case)
        because = [reason.rule for zone in decision.zones if zone.verdict is said for reason in zone.reasons]
        assert said is decision.verdict
        assert rule == (because[0] if because else None)
        if said is Verdict.UNKNOWN:
            assert decision.needs
            assert not set(decision.needs) & set(known)
        else:
            assert decision.needs == ()


@few
@given(rulebooks(), facts, instants(), st.integers(0, 1800))
def test_windows_are_the_decision_at_every_minute(book: Written, known: Written, start: datetime, length: int) -> None:
    """Windows are disjoint, sorted, maximal, cover the horizon and equal brute force at each minute."""
    end = start + timedelta(minutes=length)
    bundle = build(book)
    intervals = windows(bundle, Profile(known), "a", start, end).intervals
    assert [begin for begin, _, _ in intervals[:1]] == ([start] if length else [])
    for (_, stop, said), (begin, _, following) in itertools.pairwise(intervals):
        assert stop == begin
        assert said is not following
    assert [stop for _, stop, _ in intervals[-1:]] == ([end] if length else [])
    for minute in range(length):
        at = start + timedelta(minutes=minute)
        expected = oracle(book, known, at, ("a",))["a"]
        assert [said for begin, stop, said in intervals if begin <= at < stop] == [expected]


@few
@given(rulebooks(), facts, instants())
def test_until_is_the_first_change(book: Written, known: Written, at: datetime) -> None:
    """Until then the verdict stands; at that instant it no longer does."""
    decision = decide(build(book), Case(Profile(known), at, ("a", "b")), horizon_days=2)
    horizon = at + timedelta(days=2)
    minute = at.replace(second=0) + timedelta(minutes=1)
    while minute < (decision.until or horizon):
        assert max(oracle(book, known, minute, ("a", "b")).values()) is decision.verdict
        minute += timedelta(minutes=1)
    if decision.until:
        assert at < decision.until < horizon
        assert max(oracle(book, known, decision.until, ("a", "b")).values()) is not decision.verdict


@few
@given(rulebooks(), facts, instants(), st.integers(0, 300))
def test_barred_zones_are_closed_or_unknown_at_some_instant(
    book: Written, known: Written, start: datetime, length: int
) -> None:
    """A zone is barred when some minute of the closed interval forbids it or leaves it unknown."""
    minutes = [start + timedelta(minutes=minute) for minute in range(length + 1)]
    expected = {
        zone for zone in ("a", "b") if any(oracle(book, known, at, (zone,))[zone] >= Verdict.UNKNOWN for at in minutes)
    }
    assert barred_zones(build(book), Profile(known), start, minutes[-1]) == expected


@many
@given(rulebooks(), facts, facts, instants())
def test_learning_a_fact_never_turns_yes_into_no(book: Written, known: Written, more: Written, at: datetime) -> None:
    """Only unknown may change when facts are added."""
    bundle = build(book)
    before, _ = verdict(bundle, Case(Profile(known), at, ("a", "b")))
    after, _ = verdict(bundle, Case(Profile(more | known), at, ("a", "b")))
    assert before in (after, Verdict.UNKNOWN)


@many
@given(rulebooks(), bodies, facts, instants())
def test_a_further_prohibition_never_opens(book: Written, body: Written, known: Written, at: datetime) -> None:
    """With one more prohibition that lifts nothing, no zone becomes less grave."""
    more = {"id": "new", "do": "prohibit", "order": "A", "article": "1", **body}
    case = Case(Profile(known), at, ("a", "b"))
    before = decide(build(book), case, horizon_days=0)
    after = decide(build(book | {"rules": [*book["rules"], more]}), case, horizon_days=0)
    assert all(new.verdict >= old.verdict for old, new in zip(before.zones, after.zones, strict=True))


@many
@given(rulebooks(), st.randoms(use_true_random=False), st.integers(0, 6))
def test_order_of_rules_and_files_is_irrelevant(book: Written, random: Any, split: int) -> None:
    """Shuffled and split over two files, the same rules give the same bytes, which load to an equal bundle."""
    bundle = build(book)
    shuffled = list(book["rules"])
    random.shuffle(shuffled)
    assert build(book | {"rules": shuffled}, split=min(split, len(shuffled))).canonical == bundle.canonical
    assert load_bundle(bundle.canonical) == bundle
