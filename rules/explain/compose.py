"""An explanation, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.clock import Season
from rules.engine import decide, verdict
from rules.explain.exemptions import Excuse, excuses
from rules.explain.told import Explanation, Sentence, Tongue, tongue
from rules.ir import Rule
from rules.model import Case, Decision, Obligation, Reason, Verdict, ZoneDecision
from rules.texts.explanations import piece, told
from rules.truth import Moment

_ORDER_WARNINGS = ("contested", "demonstration")


def explain(
    bundle: Bundle, case: Case, locale: str = "fr", *, decision: Decision | None = None, horizon_days: int = 8
) -> Explanation:
    """Why this case has its verdict; `decision` saves deciding again what the caller has just decided.

    Raises `Invalid` for a language we do not speak, an unknown zone or an instant out of range.
    """
    spoken = tongue(locale)
    decided = decision or decide(bundle, case, horizon_days=horizon_days)
    local = case.at.astimezone(ZoneInfo(bundle.territory.timezone))
    moment = Moment(bundle, Season(bundle.days), case.profile, case.at, local, frozenset(case.zones))
    account = _Account(bundle, case, decided, spoken, moment, horizon_days)
    return Explanation(locale, decided.verdict, tuple(account.sentences()))


@dataclass(frozen=True, slots=True)
class _Account:
    """One decision being told."""

    bundle: Bundle
    case: Case
    decision: Decision
    tongue: Tongue
    moment: Moment
    horizon_days: int

    def sentences(self) -> Iterator[Sentence]:
        yield self._say(
            "verdict",
            verdict=self.tongue.verdict(self.decision.verdict),
            day=self.tongue.day(self.moment.today),
            hour=self.tongue.hour(self.moment.minute),
        )
        if not self.decision.zones:
            yield self._say("nowhere")
        for zone in sorted(self.decision.zones, key=lambda each: -each.verdict):
            yield from self._zone(zone)
        if self.decision.needs:
            needs = [self.tongue.need(need, self.bundle) for need in self.decision.needs]
            yield self._say("missing", needs=self.tongue.both(needs))
        yield self._next()

    def _zone(self, zone: ZoneDecision) -> Iterator[Sentence]:
        name = self.bundle.zones[zone.zone].name
        yield self._say("zone", zone.zone, zone=name, verdict=self.tongue.verdict(zone.verdict).lower())
        if not zone.reasons and not zone.obligations:
            yield from self._without_reason(zone.zone, name, zone.verdict)
        for reason in zone.reasons:
            yield from self._reason(zone, reason)
        yield from self._doubts(zone)
        for obligation in zone.obligations:
            yield self._obligation(obligation)

    def _without_reason(self, zone: str, name: str, said: Verdict) -> Iterator[Sentence]:
        """A zone where no rule gives the verdict: nothing closes it, or nothing opens it."""
        if said < Verdict.UNKNOWN:
            yield self._say("no_rule", zone, zone=name)
            return
        yield self._say("default_forbidden", zone, zone=name)
        for rule in self.bundle.rules:
            if rule.effect == "allow" and zone in rule.zones:
                yield Excuse(self.moment, self.tongue, rule, rule.name, zone).sentence()

    def _reason(self, zone: ZoneDecision, reason: Reason) -> Iterator[Sentence]:
        rule = self._part(reason.rule)
        code = _code(rule, zone.verdict)
        sentence = self.tongue.sentence(rule, self.bundle.zones[zone.zone], self.bundle)
        yield self._of(reason, zone.zone, code, sentence=sentence, rule=rule.name)
        article = self.tongue.article(reason.article, unchecked=reason.to_verify)
        yield self._of(reason, zone.zone, "source", title=reason.title, order=reason.order, article=article)
        if reason.quote:
            yield self._of(reason, zone.zone, "quote", quote=reason.quote)
        if reason.to_verify or reason.status == "to_verify":
            yield self._of(reason, zone.zone, "to_verify", order=reason.order)
        if reason.status in _ORDER_WARNINGS:
            yield self._of(reason, zone.zone, reason.status, order=reason.order)
        if zone.verdict >= Verdict.UNKNOWN:
            yield from self._exemptions(rule, reason, zone)

    def _exemptions(self, rule: Rule, reason: Reason, zone: ZoneDecision) -> Iterator[Sentence]:
        found = list(excuses(self.moment, self.tongue, rule, zone.zone))
        yield from found
        if not found and rule.effect == "prohibit":
            yield self._of(reason, zone.zone, "no_exemption", rule=rule.name)

    def _doubts(self, zone: ZoneDecision) -> Iterator[Sentence]:
        for reading in zone.readings:
            rule = self._part(reading.rule)
            words = {
                "text": reading.text if reading.text.endswith((".", "?", "!")) else f"{reading.text}.",
                "as_written": self.tongue.verdict(reading.as_written).lower(),
                "otherwise": self.tongue.verdict(reading.otherwise).lower(),
            }
            said = self._say("doubt", zone.zone, **words)
            yield replace(said, rule=reading.rule, order=rule.order, article=rule.article)

    def _obligation(self, asked: Obligation) -> Sentence:
        rule = self._part(asked.rule)
        article = self.tongue.article(asked.article, unchecked=rule.to_verify)
        zone, duty = self.bundle.zones[asked.zone].name, self.tongue.duty(asked.kind, asked.amount)
        said = self._say("obligation", asked.zone, zone=zone, duty=duty, article=article)
        return replace(said, rule=asked.rule, order=asked.order, article=asked.article)

    def _next(self) -> Sentence:
        """The next change of the verdict, or how far none comes."""
        until = self.decision.until
        if until is None:
            end = self.moment.local + timedelta(days=self.horizon_days)
            return self._say("no_change", day=self.tongue.day(end.date()))
        said, _ = verdict(self.bundle, replace(self.case, at=until))
        return self._say("next_change", when=self._when(until), verdict=self.tongue.verdict(said).lower())

    def _when(self, instant: datetime) -> str:
        local = instant.astimezone(self.moment.local.tzinfo)
        hour = self.tongue.hour(local.hour * 60 + local.minute)
        if local.date() == self.moment.today:
            return piece("at_hour", self.tongue.LOCALE, hour=hour)
        return piece("at_day", self.tongue.LOCALE, day=self.tongue.day(local.date()), hour=hour)

    def _part(self, name: str) -> Rule:
        """The part of a rule that speaks today; a rule is cut by dates, so one part at most does."""
        parts = [rule for rule in self.bundle.rules if rule.name == name]
        today = self.moment.today
        return next(
            (
                rule
                for rule in parts
                if (not rule.valid_from or rule.valid_from <= today) and (not rule.valid_to or today < rule.valid_to)
            ),
            parts[0],
        )

    def _of(self, reason: Reason, zone: str, code: str, **words: str) -> Sentence:
        said = self._say(code, zone, **words)
        return replace(said, rule=reason.rule, order=reason.order, article=reason.article)

    def _say(self, code: str, of: str | None = None, /, **words: str) -> Sentence:
        return Sentence(code, told(code, self.tongue.LOCALE, **words), of)


def _code(rule: Rule, said: Verdict) -> str:
    """What a rule that gives a verdict does: refuses, may refuse, lifts or asks."""
    if said is Verdict.FORBIDDEN:
        return "refusal"
    if said is Verdict.UNKNOWN:
        return "possible"
    return "lifted" if rule.effect == "allow" else "asked"
