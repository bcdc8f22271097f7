"""Why an exemption does not help: the first thing that fails, in words and figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.explain.failing import Wanted, failing, refused
from rules.explain.told import Sentence, Tongue
from rules.ir import Holds, Rule
from rules.texts.explanations import piece, told
from rules.truth import Moment
from rules.vocabulary import SILENT_STATUSES


@dataclass(frozen=True, slots=True)
class Excuse:
    """One exemption before one moment, and the rule it would have lifted."""

    moment: Moment
    tongue: Tongue
    rule: Rule
    about: str
    zone: str

    def sentence(self) -> Sentence:
        """The first thing that fails."""
        code, words = next(self._faults())
        article = self.tongue.article(self.rule.article, unchecked=self.rule.to_verify)
        return Sentence(
            code=code,
            text=told(code, self.tongue.LOCALE, rule=self.rule.name, article=article, **words),
            zone=self.zone,
            rule=self.rule.name,
            order=self.rule.order,
            article=self.rule.article,
            about=self.about,
        )

    def _faults(self) -> Iterator[tuple[str, dict[str, str]]]:
        yield from self._law()
        yield from self._dates()
        if self.moment.zones.isdisjoint(self.rule.zones):
            zones = [self._zone(zone) for zone in self.rule.zones]
            yield "exemption_elsewhere", {"zones": self.tongue.both(zones)}
        if not self.moment.is_triggered(self.rule):
            yield "exemption_trigger", {"trigger": self.rule.trigger or ""}
        yield from self._condition()
        yield from self._hours()
        if self.rule.other and self.moment.truth(self.rule) is not self.moment.truth(self.rule, other=True):
            yield "exemption_two_ways", {}
        if self.moment.truth(self.rule) is None:
            needs = sorted(set(self.moment.lacking(self.rule)))
            words = self.tongue.both([self.tongue.need(need, self.moment.bundle) for need in needs])
            yield "exemption_unknown", {"needs": words}
        yield "exemption_lifted", {"lifters": self.tongue.both([self._named(rule) for rule in self._lifters()])}

    def _law(self) -> Iterator[tuple[str, dict[str, str]]]:
        order = self.moment.bundle.orders[self.rule.order]
        status = order.status_on(self.moment.today)
        if status in SILENT_STATUSES:
            yield "exemption_silent", {"status": piece(status, self.tongue.LOCALE)}
        elif self.moment.is_silent(self.rule):
            yield "exemption_basis", {"basis": self.rule.basis or order.basis or ""}

    def _dates(self) -> Iterator[tuple[str, dict[str, str]]]:
        start, end, today = self.rule.valid_from, self.rule.valid_to, self.moment.today
        if start and today < start:
            yield "exemption_not_yet", {"start": self.tongue.plain_day(start)}
        if end and today >= end:
            yield "exemption_over", {"end": self.tongue.plain_day(end)}

    def _condition(self) -> Iterator[tuple[str, dict[str, str]]]:
        condition = self.rule.condition
        if condition and self.moment.holds(condition, self.rule) is False:
            wants = failing(self.moment, self.rule, condition)
            alone = "asked_has" if len(wants) == 1 else "asked_has_among"
            yield "exemption_wants", {"wanted": self.tongue.either([self._asked(one, alone) for one in wants])}

    def _asked(self, wanted: Wanted, code: str) -> str:
        locale = self.tongue.LOCALE
        asked = self.tongue.wanted(wanted.leaf, self.moment.bundle, negated=wanted.negated)
        if isinstance(wanted.leaf, Holds):
            why = None if wanted.negated else refused(self.moment, self.rule, wanted.leaf.kind)
            return piece(why, locale, name=asked) if why else asked
        held = self.moment.profile.facts[wanted.leaf.fact]
        return piece(code, locale, asked=asked, has=self.tongue.value(wanted.leaf.fact, held))

    def _hours(self) -> Iterator[tuple[str, dict[str, str]]]:
        moment, blocks = self.moment, self.rule.schedule
        day = moment.today.toordinal()
        if not blocks or moment.season.holds(self.rule, day, moment.minute, blocks) is not False:
            return
        words = {"schedule": self.tongue.schedule(blocks, moment.bundle)}
        if any(moment.season.almanac.admits(block.days, day) for block in blocks):
            yield "exemption_hours", {**words, "hour": self.tongue.hour(moment.minute)}
            return
        said = self.tongue.day(moment.today)
        if name := moment.bundle.holidays.get(moment.today):
            said = piece("holiday", self.tongue.LOCALE, day=said, name=name)
        yield "exemption_days", {**words, "day": said}

    def _lifters(self) -> Sequence[Rule]:
        rules = self.moment.bundle.rules
        above = [rule for rule in rules if self.rule.id in rule.overrides and self._may_hold(rule)]
        return above or [rule for rule in rules if self.rule.id in rule.overrides]

    def _may_hold(self, rule: Rule) -> bool:
        return not self.moment.zones.isdisjoint(rule.zones) and self.moment.truth(rule) is not False

    def _named(self, rule: Rule) -> str:
        article = self.tongue.article(rule.article, unchecked=rule.to_verify)
        return piece("lifter", self.tongue.LOCALE, rule=rule.name, article=article)

    def _zone(self, zone: str) -> str:
        return piece("zone", self.tongue.LOCALE, zone=self.moment.bundle.zones[zone].name)


def excuses(moment: Moment, tongue: Tongue, lifted: Rule, zone: str) -> Iterator[Sentence]:
    """One sentence for each rule that would have lifted this one, in the order of their names."""
    named = {rule.name: rule for rule in _nearest_last(moment, lifted)}
    for name in sorted(named):
        yield Excuse(moment, tongue, named[name], lifted.name, zone).sentence()


def _nearest_last(moment: Moment, lifted: Rule) -> list[Rule]:
    """The lifters of a rule; of the parts of one rule, the one nearest to today comes last."""

    def distance(rule: Rule) -> int:
        start, end = rule.valid_from, rule.valid_to
        if start and moment.today < start:
            return (start - moment.today).days
        return (moment.today - end).days + 1 if end and moment.today >= end else 0

    lifters = [rule for rule in moment.bundle.rules if lifted.id in rule.overrides]
    return sorted(lifters, key=distance, reverse=True)
