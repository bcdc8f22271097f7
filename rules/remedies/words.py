"""Proposals and proofs, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rules.explain.told import tongue
from rules.ir import Rule
from rules.model import Obligation, Verdict
from rules.remedies.asking import Question
from rules.remedies.nouns import Asked, Proof, Remedy, Wall
from rules.texts.explanations import piece, told


class Teller:
    """Says, in one language, what would change one question's answer."""

    def __init__(self, question: Question, locale: str) -> None:
        self.question = question
        self.locale = locale
        self.tongue = tongue(locale)
        bundles = [place.bundle for place in question.places]
        self.bundles = {bundle.territory.slug: bundle for bundle in bundles}
        self.zone = ZoneInfo(bundles[0].territory.timezone) if bundles else UTC

    def fact(self, needs: Sequence[str]) -> str:
        """Which facts to give."""
        return told("remedy_fact", self.locale, needs=self._needs(needs))

    def _needs(self, needs: Sequence[str]) -> str:
        """Each by the name that the rulebook which asks for it knows."""
        days = {name: bundle for bundle in self.bundles.values() for name in bundle.days}
        anyone = next(iter(self.bundles.values()))
        return self.tongue.both([self.tongue.need(need, days.get(need, anyone)) for need in needs])

    def change(self, remedy: Remedy) -> str:
        """What to change, and what the answer then is."""
        words = {"outcome": self._outcome(remedy.verdict, remedy.obligations)}
        code = f"remedy_{remedy.kind}"
        if remedy.label:
            words["label"] = remedy.label
        if remedy.rights:
            words["rights"] = self.tongue.both([self._right(asked) for asked in remedy.rights])
        if remedy.at:
            side = "earlier" if remedy.at < self.question.at else "later"
            code = f"remedy_{side}_right" if remedy.rights else f"remedy_{side}"
            words["when"] = self._when(remedy.at, side)
        return told(code, self.locale, **words)

    def proved(self, proof: Proof, *, rights: bool) -> Proof:
        """The proof, with the sentences that tell it."""
        tried = list(self._tried(proof, rights=rights)) or [told("tried_nothing", self.locale)]
        sentences = [told("proof", self.locale, tried=piece("then", self.locale).join(tried))]
        sentences += [self._wall(wall) for wall in proof.walls]
        if needs := sorted({need for decision in self.question.decisions() for need in decision.needs}):
            sentences.append(told("missing", self.locale, needs=self._needs(needs)))
        return replace(proof, message=" ".join(sentences))

    def _outcome(self, said: Verdict, obligations: Sequence[Obligation]) -> str:
        word = piece(f"lawful_{said.word}", self.locale)
        duties = dict.fromkeys(self.tongue.duty(duty.kind, duty.amount) for duty in obligations)
        return piece("outcome_duties", self.locale, outcome=word, duties=", ".join(duties)) if duties else word

    def _when(self, at: datetime, side: str) -> str:
        local, asked = at.astimezone(self.zone), self.question.at.astimezone(self.zone)
        hour = self.tongue.hour(local.hour * 60 + local.minute)
        if local.date() == asked.date():
            return piece(f"{side}_hour", self.locale, hour=hour)
        return piece(f"{side}_day", self.locale, day=self.tongue.day(local.date()), hour=hour)

    def _right(self, asked: Asked) -> str:
        kind = asked.kind
        if kind.decided_by == "automatic":
            decider = piece("automatic", self.locale)
        elif kind.delay_days is None:
            decider = piece("desk", self.locale)
        else:
            decider = piece("desk_delay", self.locale, days=kind.delay_days)
        article = self.tongue.article(kind.article, unchecked=kind.to_verify)
        return piece("right", self.locale, name=kind.name, order=kind.order, article=article, decider=decider)

    def _tried(self, proof: Proof, *, rights: bool) -> Iterator[str]:
        if proof.start and proof.end:
            ends = [instant.astimezone(self.zone) for instant in (proof.start, proof.end)]
            start, end = (
                f"{self.tongue.plain_day(instant.date())} {self.tongue.hour(instant.hour * 60 + instant.minute)}"
                for instant in ends
            )
            yield told("tried_hours", self.locale, start=start, end=end)
        if proof.vehicles:
            yield told("tried_vehicles", self.locale, labels=", ".join(proof.vehicles))
        if proof.stops:
            yield told("tried_stops", self.locale, labels=", ".join(proof.stops))
        if not rights:
            return
        if not proof.kinds:
            yield told("tried_no_rights", self.locale)
            return
        names = ", ".join(asked.kind.name for asked in proof.kinds)
        if proof.largest < len(proof.kinds):
            yield told("tried_rights_by", self.locale, names=names, largest=proof.largest)
        else:
            yield told("tried_rights", self.locale, names=names)
        if proof.start and proof.paired == proof.largest:
            yield told("tried_pairs", self.locale)
        elif proof.start and proof.paired:
            yield told("tried_pairs_by", self.locale, largest=proof.paired)

    def _wall(self, wall: Wall) -> str:
        rules = {rule.name: rule for rule in self.bundles[wall.territory].rules}
        article = self.tongue.article(wall.article, unchecked=rules[wall.rule].to_verify)
        if not wall.lifters:
            return told("proof_nothing_lifts", self.locale, rule=wall.rule, article=article)
        lifters = [self._lifter(rules[name]) for name in wall.lifters]
        return told("proof_lifters", self.locale, rule=wall.rule, article=article, lifters=self.tongue.both(lifters))

    def _lifter(self, rule: Rule) -> str:
        article = self.tongue.article(rule.article, unchecked=rule.to_verify)
        return piece("lifter", self.locale, rule=rule.name, article=article)
