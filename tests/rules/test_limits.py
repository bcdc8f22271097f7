"""No file makes a question wait: what one rule and one zone may hold, and what many zones together cost."""

from collections.abc import Callable, Iterable
from datetime import datetime

import pytest

from rules.bundle import Bundle
from rules.engine import decide
from rules.model import Case, Problem, Profile, Verdict

type Compile = Callable[..., Bundle]
type Problems = Callable[..., tuple[Problem, ...]]

AT = datetime.fromisoformat("2026-06-02T12:00+02:00")
ZONES = "abcdef"
HEAD = (
    "schema: joptimiz/rules@1\norders: {A: {title: Arrêté}}\nzones:\n"
    + "".join(f"  {zone}: {{kind: ztl, geometry: zones/centre.geojson}}\n" for zone in ZONES)
    + "rules:\n"
)


def rule(name: str, zone: str, rest: str, do: str = "prohibit") -> str:
    """One rule of one zone."""
    return f"  - {{id: {name}, do: {do}, zones: [{zone}], order: A, article: '1', {rest}}}\n"


def unclear(name: str, zone: str, rest: str = "", do: str = "prohibit") -> str:
    """A rule that may be read two ways."""
    other = "if: {gvw_kg: {gt: 3500}}, ambiguity: {text: PTAC ou PTRA ?, if: {gcw_kg: {gt: 3500}}}"
    return rule(name, zone, other + rest, do)


def heavy(terms: Iterable[int]) -> str:
    """A condition of so many comparisons."""
    return "if: {any: [" + ", ".join(f"{{gvw_kg: {{gt: {term + 1}}}}}" for term in terms) + "]}"


def test_ambiguities_of_many_zones_are_read_zone_by_zone(compiled: Compile) -> None:
    """Six zones at one place with four each: ninety-six ways to read them, not sixteen million."""
    bundle = compiled(HEAD + "".join(unclear(f"r{zone}{n}", zone) for zone in ZONES for n in range(4)))
    said = decide(bundle, Case(Profile({"gvw_kg": 3000, "gcw_kg": 4000}), AT, tuple(ZONES)))
    assert (said.verdict, said.doubt) == (Verdict.FORBIDDEN, True)
    assert [len(zone.readings) for zone in said.zones] == [1] * 6


def test_ambiguities_count_where_they_are_heard(problems: Problems) -> None:
    """A fifth one is refused though it is written in another zone, when it lifts a rule of this one."""
    text = HEAD + "".join(unclear(f"r{n}", "a") for n in range(4)) + rule("p", "a", "tags: [t]")
    assert not problems(text + unclear("s", "b"))
    found = problems(text + unclear("s", "b", ", overrides: [t]", "allow"))
    assert [problem.code for problem in found] == ["too_many_ambiguities"]


@pytest.mark.parametrize(
    "rest",
    [
        heavy(range(201)),
        "if: {gvw_kg: {in: [" + ", ".join(map(str, range(1, 202))) + "]}}",
        "when: {time: [" + ", ".join(f'"{n // 60:02}:{n % 60:02}-24:00"' for n in range(201)) + "]}",
    ],
)
def test_a_rule_that_compares_too_much_is_refused(problems: Problems, rest: str) -> None:
    """Values of a list and hours count too; the problem stands at the rule."""
    (problem,) = problems(HEAD + rule("r", "a", rest))
    assert (problem.code, problem.line, problem.column) == ("rule_heavy", 11, 10)


def test_a_zone_that_compares_too_much_is_refused(problems: Problems) -> None:
    """Fifty-one rules of two hundred terms; the problem stands at the zone."""
    text = HEAD + "".join(rule(f"r{n}", "c", heavy(range(199))) for n in range(50))
    assert not problems(text)
    (problem,) = problems(text + rule("last", "c", ""))
    assert (problem.code, problem.line) == ("zone_heavy", 6)


def test_a_full_zone_answers(compiled: Compile) -> None:
    """Thousands of thresholds and hours: each counts from its own kilogram and minute on."""
    lines = [
        rule(f"r{n}", "a", f'if: {{gvw_kg: {{gt: {n + 1}}}}}, when: {{time: "{n // 60:02}:{n % 60:02}-24:00"}}')
        for n in range(600)
    ]
    lines += [rule(f"s{n}", "a", f"if: {{gvw_kg: {{gt: {n + 10_000}}}}}") for n in range(1_000)]
    bundle = compiled(HEAD + "".join(lines))
    for weight, minute in (
        (1, 0),
        (2, 0),
        (701, 700),
        (701, 699),
        (702, 701),
        (10_001, 0),
        (10_000, 0),
        (72_000, 1_399),
    ):
        at = AT.replace(hour=minute // 60, minute=minute % 60)
        standing = sum(n + 1 < weight and n <= minute for n in range(600)) + len(range(10_000, min(weight, 11_000)))
        (said,) = decide(bundle, Case(Profile({"gvw_kg": weight}), at, ("a",))).zones
        assert len(said.reasons) == standing, (weight, minute)
