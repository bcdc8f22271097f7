"""Findings before the reference: what is said of rules that undo one another is true of every case tried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle
from rules.clock import Season
from rules.examine import examine
from rules.ir import Rule
from rules.model import Case, Facts, Profile, Right, RightKind, Verdict
from rules.reference import judge
from rules.truth import Moment

type Seal = Callable[..., Bundle]

PARIS = ZoneInfo("Europe/Paris")
FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {
        "activity": st.sampled_from(("delivery", "transit")),
        "gvw_kg": st.sampled_from((3500, 3501)),
        "critair": st.sampled_from(("1", "5")),
    }
)
NEVER_CLOSES = {"lifted_for_all", "always_lifted", "dead_condition", "never_in_season"}
OPENS_NOTHING = {"contradiction", "dead_condition"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_found_is_true(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """A prohibition said never to stand never closes its zone; an exemption said to open nothing never does."""
    bundle = sealed(*data.draw(invented), rights=kinds)
    findings = examine(bundle)
    never_closes = {one.rule for one in findings if one.code in NEVER_CLOSES}
    opens_nothing = {one.rule for one in findings if one.code in OPENS_NOTHING}
    for _ in range(25):
        zone = data.draw(st.sampled_from(("a", "b")))
        held = data.draw(st.lists(st.sampled_from(kinds), unique=True, max_size=2))
        profile = Profile(data.draw(FACTS), [Right(kind.id, days_left=kind.quota_days) for kind in held])
        at = datetime(2026, 4, 27, tzinfo=PARIS) + timedelta(minutes=data.draw(st.integers(0, 7 * 1440)))
        (said,) = judge(bundle, Case(profile, at, (zone,)))
        if said.verdict is Verdict.FORBIDDEN:
            assert never_closes.isdisjoint(said.rules)
        else:
            moment = Moment(bundle, Season(bundle.days), profile, at, at, frozenset((zone,)))
            told = [rule for rule in bundle.rules if rule.id in opens_nothing and zone in rule.zones]
            assert not any(moment.truth(rule) and rule.id in said.rules for rule in told)
