"""Explanations of whatever rules: nothing left unsaid, in both languages, for every word of the vocabulary."""

import string
from collections.abc import Callable
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle
from rules.engine import decide
from rules.explain import LOCALES, explain
from rules.ir import OneOf, Rule
from rules.model import ACTIVITIES, Case, Facts, Profile, RightKind, Verdict
from rules.texts import english, french
from rules.texts.explanations import SENTENCES, WORDS
from rules.vocabulary import DUTIES, FACTS, NEED_LABELS

type Seal = Callable[..., Bundle]

FACTS_OF: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {},
    optional={
        "activity": st.sampled_from(("delivery", "transit")),
        "gvw_kg": st.sampled_from((3500, 3501)),
        "critair": st.sampled_from(("1", "5")),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_refusing_rule_and_every_exemption_is_mentioned(
    sealed: Seal, kinds: tuple[RightKind, ...], invented: st.SearchStrategy[tuple[Rule, ...]], data: st.DataObject
) -> None:
    """Whatever the rules, in both languages, with the same codes."""
    rules = data.draw(invented)
    bundle = sealed(*rules, rights=kinds)
    minute = data.draw(st.integers(0, 7 * 1440))
    at = datetime.fromisoformat("2026-04-30T00:00+02:00")
    at = at.replace(day=25 + minute // 1440 % 6, hour=minute // 60 % 24, minute=minute % 60)
    case = Case(Profile(data.draw(FACTS_OF)), at, data.draw(st.sampled_from((("a",), ("b",), ("a", "b")))))
    decision = decide(bundle, case)
    french_text, english_text = (explain(bundle, case, locale) for locale in LOCALES)
    assert [one.code for one in french_text.sentences] == [one.code for one in english_text.sentences]
    mentioned = {(one.zone, one.rule) for one in french_text.sentences if not one.about}
    excused = {(one.zone, one.about, one.rule) for one in french_text.sentences if one.about}
    for zone in decision.zones:
        for reason in zone.reasons:
            assert (zone.zone, reason.rule) in mentioned
            lifters = [rule.name for rule in rules if reason.rule in rule.overrides]
            if zone.verdict >= Verdict.UNKNOWN:
                assert {(zone.zone, reason.rule, name) for name in lifters} <= excused


def test_every_code_has_both_languages_with_the_same_words() -> None:
    """No sentence exists in one language only, and both say the same things."""
    for code, (in_french, in_english) in {**SENTENCES, **WORDS}.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (in_french, in_english)
        ]
        assert fields[0] == fields[1], code
        assert in_french
        assert in_english


def test_every_word_of_the_vocabulary_is_said_in_both_languages(sealed: Seal) -> None:
    """Facts, needs, duties, activities and verdicts."""
    bundle = sealed()
    for tongue in (french, english):
        said = [tongue.need(need, bundle) for need in NEED_LABELS]
        said += [tongue.duty(kind, 3) for kind in DUTIES]
        said += [tongue.verdict(verdict) for verdict in Verdict]
        assert len(set(said)) == len(said)
        for fact in FACTS.values():
            for value in fact.words or (fact.low, fact.high):
                assert tongue.value(fact.name, value)
                assert tongue.wanted(OneOf(fact.name, (value,)), bundle, negated=False)
        assert len({tongue.value("activity", activity) for activity in ACTIVITIES}) == len(ACTIVITIES)
