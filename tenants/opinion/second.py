"""durable-rules' answers beside the decision core's, and what is said when they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo

from connectors.durable import Durable, Silence
from rules.bundle import Bundle
from rules.durable import Intractable, Truth, ZoneOpinion, opinions, question, rulesets
from rules.engine import decide
from rules.model import Problem, Verdict, ZoneDecision
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import hour, listed, long_date
from rules.texts.typography import typeset
from tenants.opinion.asking import Asking, affordable, cells, trials

CELLS = 200
"""Cases drawn at a publication, beside the bundle's own tests."""
BUDGET = 4_000
"""Rules looked at for the tests, and again for the cases drawn: about 50 µs each."""
MOST_SAID = 5
"""Disagreements told at once: one cause gives many."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A zone of a case of which the two evaluators do not say the same."""

    asking: Asking
    zone: str
    rules: tuple[str, ...]
    """The names of those that make the decision, or else of all that speak there."""
    decided: Verdict
    durable: Verdict
    doubts: bool
    """They give one verdict, but only one of them says that it is in doubt."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What came of asking twice; when there was no second answer, why."""

    asked: int
    disagreements: tuple[Disagreement, ...] = ()
    unavailable: str | None = None


def review(bundle: Bundle, around: date) -> Opinion:
    """The second opinion on a bundle about to be published, around the date of its publication."""
    with Durable() as durable:
        asked = (trials(bundle), cells(bundle, around, CELLS))
        return second_opinion(bundle, [one for some in asked for one in affordable(bundle, some, BUDGET)], durable)


def second_opinion(bundle: Bundle, askings: Sequence[Asking], durable: Durable) -> Opinion:
    """Every question asked of the decision core and of durable-rules."""
    try:
        said = ask(durable, bundle, askings)
    except Intractable as error:
        said = Silence(f"intractable: {error}")
    if isinstance(said, Silence):
        return Opinion(0, unavailable=said.reason)
    pairs = zip(askings, said, strict=True)
    return Opinion(len(askings), tuple(chain.from_iterable(_compared(asking, heard) for asking, heard in pairs)))


def ask(durable: Durable, bundle: Bundle, askings: Sequence[Asking]) -> tuple[tuple[ZoneOpinion, ...], ...] | Silence:
    """What durable-rules says of each question: the same rules, whatever is laid over them.

    Raises Intractable.
    """
    truths: list[set[Truth]] = [set() for _ in askings]
    for ruleset in rulesets(bundle, {zone for asking in askings for zone in asking.case.zones}):
        facts = [
            [
                group.fact(question(asking.bundle, asking.case, group.properties))
                for group in ruleset.groups
                if not group.zones.isdisjoint(asking.case.zones)
            ]
            for asking in askings
        ]
        fired = durable.fired(ruleset.rules, facts)
        if isinstance(fired, Silence):
            return fired
        for found, names in zip(truths, fired, strict=True):
            found.update(ruleset.meaning[name] for name in names)
    return tuple(opinions(bundle, asking.case, found) for asking, found in zip(askings, truths, strict=True))


def _compared(asking: Asking, heard: Sequence[ZoneOpinion]) -> Iterator[Disagreement]:
    decided = {one.zone: one for one in decide(asking.bundle, asking.case, horizon_days=0).zones}
    for other in heard:
        ours = decided[other.zone]
        same = ours.verdict is other.verdict
        if not same or bool(ours.readings) is not other.doubt:
            names = _names(asking.bundle, ours)
            yield Disagreement(asking, other.zone, names, ours.verdict, other.verdict, doubts=same)


def _names(bundle: Bundle, ours: ZoneDecision) -> tuple[str, ...]:
    here = [rule for rule in bundle.rules if ours.zone in rule.zones]
    because = {reason.rule for reason in ours.reasons}
    return tuple(dict.fromkeys(rule.name for rule in here if not because or {rule.id, rule.name} & because))


def problems(opinion: Opinion) -> tuple[Problem, ...]:
    """A problem for each of the first disagreements."""
    return tuple(_problem(one) for one in opinion.disagreements[:MOST_SAID])


def _problem(one: Disagreement) -> Problem:
    case = one.asking.case
    local = case.at.astimezone(ZoneInfo(one.asking.bundle.territory.timezone))
    facts = ", ".join(f"{name}: {value}" for name, value in case.profile.facts.items())
    rights = ", ".join(right.kind for right in case.profile.rights)
    told = [
        f"zone {one.zone}",
        f"le {long_date(local.date())} à {hour(local.hour * 60 + local.minute)}",
        f"{{{facts}}}" if facts else "rien n'est connu du véhicule",
        *([f"droits : {rights}"] if rights else []),
        *([f"essai « {one.asking.name} »"] if one.asking.name else []),
    ]
    who = f"{'les règles' if len(one.rules) > 1 else 'la règle'} {listed(one.rules)}" if one.rules else "cette zone"
    differing = (
        f"« {VERDICTS[one.decided]} » d'un côté, « {VERDICTS[one.durable]} » de l'autre"
        if not one.doubts
        else f"« {VERDICTS[one.decided]} » des deux côtés, mais un seul y voit un doute"
    )
    return Problem(
        "second_opinion",
        typeset(f"Deux calculs indépendants se contredisent sur {who} : {differing} ({' ; '.join(told)})."),
        typeset("Rien n'est publié : la version précédente reste en vigueur. Transmettez ce message à l'assistance."),
        pointer=None,
    )
