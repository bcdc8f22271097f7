"""Remedies before the reference: no promise is false, no nearer minute or smaller set of rights is missed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle
from rules.ir import Rule
from rules.model import Case, Facts, Profile, Right, RightKind, Verdict
from rules.reference import judge
from rules.remedies import Options, Place, Remedies, Remedy, Stop, Vehicle, remedies

type Seal = Callable[..., Bundle]

FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {},
    optional={
        "activity": st.sampled_from(("delivery", "transit")),
        "gvw_kg": st.sampled_from((3500, 3501)),
        "critair": st.sampled_from(("1", "5")),
    },
)


def lawful(bundle: Bundle, case: Case) -> bool:
    """What the reference says."""
    found = max((one.verdict for one in judge(bundle, case)), default=bundle.territory.default)
    return found <= Verdict.CONDITIONAL


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_promise_is_false_and_no_nearer_minute_is_missed(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """Each proposal is lawful for the reference; the hours found are those of a search minute by minute."""
    check_remedies(sealed, kinds, invented, data)


@pytest.mark.prove
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_promise_is_false_in_ten_thousand_rulebooks(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """As above, at full count."""
    check_remedies(sealed, kinds, invented, data)


def check_remedies(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """One rulebook, one question: every proposal before the reference."""
    bundle = sealed(*data.draw(invented), rights=kinds)
    at = datetime(2026, 4, 30, 12, tzinfo=UTC) + timedelta(minutes=data.draw(st.integers(0, 3000)))
    case = Case(Profile(data.draw(FACTS)), at, data.draw(st.sampled_from((("a",), ("a", "b")))))
    other = Vehicle("un autre", data.draw(FACTS))
    options = Options(6, 12, (other,), (Stop("ailleurs", (Place(bundle, ("b",)),)),), most=99)
    found = remedies(bundle, case, options)
    assert (found.none is None) == (bool(found.found) or lawful(bundle, case))
    for remedy in found.found:
        if remedy.kind != "fact":
            assert lawful(bundle, changed(case, remedy)), remedy
    if not lawful(bundle, case):
        check_hours(bundle, case, found)
        check_sets(bundle, case, found, kinds)


def changed(case: Case, remedy: Remedy) -> Case:
    """The case as a proposal has it."""
    granted = [Right(one.kind.id, one.territory, days_left=one.kind.quota_days) for one in remedy.rights]
    facts = dict(case.profile.facts)
    if remedy.vehicle is not None:
        facts = {**remedy.vehicle, **({"activity": facts["activity"]} if "activity" in facts else {})}
    zones = ("b",) if remedy.kind == "stop" else case.zones
    return Case(Profile(facts, (*case.profile.rights, *granted)), remedy.at or case.at, zones)


def check_hours(bundle: Bundle, case: Case, found: Remedies) -> None:
    """The nearest lawful minutes are the ones found."""
    minute = timedelta(minutes=1)
    before = next((k for k in range(1, 361) if lawful(bundle, replace(case, at=case.at - k * minute))), None)
    after = next((k for k in range(1, 720) if lawful(bundle, replace(case, at=case.at + k * minute))), None)
    times = {one.at for one in found.found if one.kind == "time"}
    assert times == {case.at + k * minute for k in (after, -before if before else None) if k}


def check_sets(bundle: Bundle, case: Case, found: Remedies, kinds: tuple[RightKind, ...]) -> None:
    """The sets of rights found are exactly the smallest lawful ones."""
    smallest: list[set[str]] = []
    for size in range(1, len(kinds) + 1):
        for chosen in combinations(kinds, size):
            names = {kind.id for kind in chosen}
            held = Profile(case.profile.facts, [Right(one.id, "essai", days_left=one.quota_days) for one in chosen])
            if not any(known <= names for known in smallest) and lawful(bundle, replace(case, profile=held)):
                smallest.append(names)
    said = [{asked.kind.id for asked in one.rights} for one in found.found if one.kind == "right"]
    assert sorted(map(sorted, said)) == sorted(map(sorted, smallest))
