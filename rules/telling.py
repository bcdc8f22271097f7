"""What was settled, told as a decision tells it: reasons, obligations, readings, under the names their authors gave."""

from collections.abc import Iterator, Mapping

from rules.bundle import Bundle
from rules.ir import Rule
from rules.model import Duty, Obligation, Reading, Reason, Verdict, ZoneDecision
from rules.program import Facing, Program
from rules.settled import Settled
from rules.texts import french
from rules.texts.sentences import rule_message
from rules.timeline import Phase

_MOST_TOLD = 16_384


class Teller:
    """The words of one bundle; each is put together once."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._reasons: dict[tuple[str, str, str], Reason] = {}
        self._told: dict[tuple[Program, int, Phase], tuple[ZoneDecision, ...]] = {}

    def tell(self, program: Program, facing: Facing, mask: int, phase: Phase, day: int) -> tuple[ZoneDecision, ...]:
        """Each zone's decision while these rules hold, in a phase, on a local date."""
        found = self._told.get((program, mask, phase))
        if found is None:
            found = tuple(self._zones(program, facing, mask, phase, day))
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            if all(zone.verdict is not Verdict.UNKNOWN for zone in found):
                self._told[program, mask, phase] = found
        return found

    def _zones(self, program: Program, facing: Facing, mask: int, phase: Phase, day: int) -> Iterator[ZoneDecision]:
        for zone, settled in zip(program.zones, program.settled(mask), strict=True):
            needs = program.needs(settled, facing, phase, day) if settled.verdict is Verdict.UNKNOWN else ()
            yield self._zone(program, zone, settled, phase.statuses, needs)

    def _zone(
        self, program: Program, zone: str, settled: Settled, statuses: Mapping[str, str], needs: tuple[str, ...]
    ) -> ZoneDecision:
        rules = program.ladder.rules
        return ZoneDecision(
            zone=zone,
            verdict=settled.verdict,
            reasons=tuple(self._reason(rule, zone, statuses[rule.order]) for rule in program.names(settled.because)),
            needs=needs,
            obligations=tuple(obligation(duty, rules[place], zone) for duty, place in settled.duties),
            readings=tuple(
                Reading(rules[place].name, _doubtful(rules[place]), written, otherwise)
                for place, written, otherwise in settled.doubts
            ),
        )

    def _reason(self, rule: Rule, zone: str, status: str) -> Reason:
        found = self._reasons.get((rule.id, zone, status))
        if found is None:
            order = self._bundle.orders[rule.order]
            found = self._reasons[rule.id, zone, status] = Reason(
                rule=rule.name,
                order=order.id,
                article=rule.article,
                message=rule_message(rule, self._bundle.zones[zone], self._bundle.rights, self._bundle.days),
                title=order.title,
                url=order.url,
                quote=rule.quote,
                to_verify=rule.to_verify,
                status=status,
            )
        return found


def obligation(duty: Duty, rule: Rule, zone: str) -> Obligation:
    """A duty that a rule asks for in a zone."""
    message = rule.message or _sentence(duty)
    return Obligation(duty.kind, duty.amount, zone, rule.name, rule.order, rule.article, message)


def _doubtful(rule: Rule) -> str:
    assert rule.other, "only a rule with two readings is in doubt"
    return rule.other.text


def _sentence(duty: Duty) -> str:
    """« Rester 30 min au plus. »."""
    said = french.duty(duty.kind, duty.amount)
    return f"{said[0].upper()}{said[1:]}."
