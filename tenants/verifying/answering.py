"""The verdict of a verified version, by the reference interpreter: a second way to it, beside the server's core."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from rules.model import Case, Verdict
from rules.reference import Judgement, judge
from rules.vocabulary import DUTIES
from tenants.answers import RULEBOOK
from tenants.locate import Locator
from tenants.verifying.believing import Verified
from tenants.wire import Activity, Position, Rights, Vehicle


class Question(Struct, frozen=True, omit_defaults=True):
    """A case of `POST /api/v1/decisions`, with a number."""

    id: int
    vehicle: Vehicle
    at: Annotated[datetime, Meta(tz=True)]
    territory: str | None = None
    zone: str | None = None
    position: Position | None = None
    activity: Activity | None = None
    rights: Rights = []


class ZoneAnswer(Struct, frozen=True):
    """The verdict in one zone, and the rules that give it, under the names their authors gave."""

    zone: str
    verdict: str
    rules: list[str]


class Answer(Struct, frozen=True):
    """What is compared of an answer: lists in order of their names, whatever order a server tells them in."""

    id: int
    verdict: str
    doubt: bool
    needs: list[str]
    obligations: list[tuple[str, int | None]]
    zones: list[ZoneAnswer]


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified version and where its zones lie."""

    version: Verified
    locator: Locator

    @classmethod
    def of(cls, version: Verified) -> "Opened":
        """A version made ready for questions."""
        return cls(version, Locator.of({version.territory: version.bundle}))


def decide(opened: Opened, question: Question) -> Answer:
    """The verdict, from the signed version alone."""
    bundle = opened.version.bundle
    zones, is_heard = _place(opened, question)
    if not is_heard:
        return Answer(question.id, Verdict.UNKNOWN.word, doubt=False, needs=[RULEBOOK], obligations=[], zones=[])
    case = Case(question.vehicle.profile(question.activity, question.rights), question.at, tuple(zones))
    judged = judge(bundle, case)
    verdict = max((one.verdict for one in judged), default=bundle.territory.default)
    names = {rule.id: rule.name for rule in bundle.rules}
    doubt = bool(judged) and all(one.doubts for one in judged if one.verdict is verdict)
    return Answer(
        question.id,
        verdict.word,
        doubt,
        sorted({need for one in judged for need in one.needs}) if verdict is Verdict.UNKNOWN else [],
        _obligations(judged) if verdict is Verdict.CONDITIONAL else [],
        sorted(
            (ZoneAnswer(one.zone, one.verdict.word, sorted({names[rule] for rule in one.rules})) for one in judged),
            key=lambda one: one.zone,
        ),
    )


def _place(opened: Opened, question: Question) -> tuple[Sequence[str], bool]:
    """The zones a question is about, and whether the territory speaks for the place."""
    if question.position is None:
        return [question.zone] if question.zone else [], True
    refs, lands = opened.locator.heard_at(*question.position)
    return [ref.zone for ref in refs], bool(refs or lands)


def _obligations(judged: Sequence[Judgement]) -> list[tuple[str, int | None]]:
    """Every duty of every zone."""
    found = [(duty.kind, duty.amount) for one in judged for duty, _ in one.duties]
    return sorted(found, key=lambda pair: (DUTIES.index(pair[0]), pair[1] or 0))
