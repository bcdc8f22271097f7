"""What the tests that travel with the rules do not reach: rules, branches, windows, readings, triggers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.clock import Season
from rules.examine.findings import Scribe
from rules.examine.hours import window
from rules.ir import All, AnyOf, Block, Condition, Rule, Trial
from rules.model import Activation, Case, Profile
from rules.reference import judge
from rules.texts.sentences import to_whom
from rules.truth import Moment


def check_coverage(bundle: Bundle, dead: Collection[str], scribe: Scribe) -> None:
    """Report what no test leads to, of the rules that can hold at all."""
    asked = [_ask(bundle, trial) for trial in bundle.tests]
    by_name: dict[str, list[Rule]] = {}
    for rule in bundle.rules:
        if rule.id not in dead:
            by_name.setdefault(rule.name, []).append(rule)
    for name, parts in by_name.items():
        rule = parts[0]
        triggers = {trigger for one in asked for trigger in one.triggers}
        if rule.trigger and rule.trigger not in triggers:
            scribe.add("trigger_untested", "rule", name, rule=name, trigger=rule.trigger)
        elif not any(part.id in one.decisive for one in asked for part in parts):
            if not scribe.is_blamed(name):
                scribe.add("rule_untested", "rule", name, rule=name)
        else:
            _branches(name, parts, asked, scribe)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One test, asked."""

    moment: Moment
    triggers: tuple[str, ...]
    decisive: frozenset[str]
    """The rules that give its verdict."""


def _ask(bundle: Bundle, trial: Trial) -> _Asked:
    at = datetime.fromisoformat(trial.at)
    now = bundle.with_overlays([Activation(trigger, at) for trigger in trial.triggers])
    profile = Profile(trial.facts, trial.rights)
    local = at.astimezone(ZoneInfo(bundle.territory.timezone))
    moment = Moment(now, Season(bundle.days), profile, at, local, frozenset(trial.zones))
    decisive = {rule for one in judge(now, Case(profile, at, trial.zones)) for rule in one.rules}
    return _Asked(moment, trial.triggers, frozenset(decisive))


def _branches(name: str, parts: Sequence[Rule], asked: Sequence[_Asked], scribe: Scribe) -> None:
    """The choices inside a rule that no test takes."""
    reached: dict[tuple[str, object], bool] = {}
    words: Mapping[tuple[str, object], tuple[str, dict[str, str]]] = {
        key: said for part in parts for key, said in _choices(part)
    }
    for part in parts:
        for one in asked:
            if part.id in one.decisive or one.moment.truth(part):
                for key in _taken(part, one.moment):
                    reached[key] = True
        if part.other and not any(_differs(part, one.moment) for one in asked):
            scribe.add("reading_untested", "rule", name, rule=name)
    for key, (code, said) in words.items():
        if key not in reached:
            scribe.add(code, "rule", name, rule=name, **said)


def _choices(rule: Rule) -> Iterator[tuple[tuple[str, object], tuple[str, dict[str, str]]]]:
    for branch in disjuncts(rule.condition):
        yield ("branch", branch), ("branch_untested", {"branch": to_whom(branch)})
    pairs = [(block, pair) for block in rule.schedule for pair in block.windows]
    for block, pair in pairs if len(pairs) > 1 else ():
        yield ("window", (block, pair)), ("window_untested", {"first": window(pair)})


def _taken(rule: Rule, moment: Moment) -> Iterator[tuple[str, object]]:
    for branch in disjuncts(rule.condition):
        if moment.holds(branch, rule) is not False:
            yield "branch", branch
    for block in rule.schedule:
        for pair in block.windows:
            alone = (Block((pair,), block.days),)
            if moment.season.holds(rule, moment.today.toordinal(), moment.minute, alone) is not False:
                yield "window", (block, pair)


def _differs(rule: Rule, moment: Moment) -> bool:
    return not moment.zones.isdisjoint(rule.zones) and moment.truth(rule) is not moment.truth(rule, other=True)


def disjuncts(condition: Condition | None) -> tuple[Condition, ...]:
    """The alternatives of a condition: those of its choices, at the top or one level down."""
    match condition:
        case AnyOf(parts):
            return parts
        case All(parts):
            return tuple(branch for part in parts if isinstance(part, AnyOf) for branch in part.parts)
        case _:
            return ()
