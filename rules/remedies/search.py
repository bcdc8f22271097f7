"""The search: single changes first, then another hour together with rights; each proposal is decided again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import comb

from rules.bundle import Bundle
from rules.model import Case, Profile, Verdict
from rules.remedies.asking import Question
from rules.remedies.facts import settling
from rules.remedies.hours import earlier, edges, later, nearest
from rules.remedies.nouns import Asked, Kind, Options, Place, Proof, Remedies, Remedy, Vehicle, Wall
from rules.remedies.words import Teller
from rules.vocabulary import DAYS_LEFT_NEED

_FIRST, _LAST = datetime(2000, 1, 2, tzinfo=UTC), datetime(2099, 12, 30, tzinfo=UTC)
"""Within the years that are answered for."""
_MOST_SETS = 2_000
"""How many sets of rights are tried at most."""
_MOST_PAIRS = 20_000
"""How many instants are tried with sets of rights, all sets together."""
_DAY = 24 * 60
_UNKNOWN_DELAY = 30 * _DAY


def remedies(bundle: Bundle, case: Case, options: Options | None = None) -> Remedies:
    """The smallest changes that make a case lawful, cheapest first; or the proof that nothing tried does.

    Raises `Invalid` for an unknown zone or an instant out of range.
    """
    return remedies_at((Place(bundle, case.zones),), case.profile, case.at, options)


def remedies_at(places: Sequence[Place], profile: Profile, at: datetime, options: Options | None = None) -> Remedies:
    """The same where several rulebooks speak: a proposal satisfies them all."""
    question = Question(tuple(places), profile, at)
    if question.is_lawful:
        return Remedies(())
    search = _Search(question, options or Options())
    found = list(search.single())
    if all(remedy.kind == "fact" for remedy in found):
        found += search.pairs()
    if not found:
        return Remedies((), search.proof())
    ordered = sorted(found, key=lambda remedy: (any(map(_is_status, remedy.rights)), remedy.minutes))
    return Remedies(tuple(ordered[: search.options.most]))


class _Search:
    """The changes that may be made to one refused question."""

    def __init__(self, question: Question, options: Options) -> None:
        self.question = question
        self.options = options
        self.teller = Teller(question, options.locale)
        start = max(question.at - timedelta(hours=options.hours_before), _FIRST)
        end = min(question.at + timedelta(hours=options.hours_after), _LAST)
        self.edges, self.end = nearest(edges(question.places, start, end), question.at, end)
        self.start = self.edges[0]
        uncounted = _uncounted(question)
        asked = question.rights_to_ask() if options.rights else ()
        self.asked = tuple(one for one in asked if one.kind.quota_days is None or one.kind.id not in uncounted)
        self.largest = _largest(len(self.asked), _MOST_SETS)
        self.paired = min(self.largest, _largest(len(self.asked), _MOST_PAIRS // len(self.edges)))

    def single(self) -> Iterator[Remedy]:
        """One change at a time."""
        question = self.question
        if question.verdict is Verdict.UNKNOWN and (needs := settling(question)):
            yield Remedy("fact", Verdict.UNKNOWN, self.teller.fact(needs), 0, needs=needs)
        yield from self._times(())
        for vehicle in self.options.vehicles:
            yield from self._checked("vehicle", question.with_vehicle(vehicle), vehicle.minutes, vehicle=vehicle)
        for stop in self.options.stops:
            moved = Question(stop.places, question.profile, question.at)
            yield from self._checked("stop", moved, stop.minutes, label=stop.label)
        for rights in self._sets(question):
            yield from self._checked("right", question.holding(rights), _delay(rights), rights=rights)

    def pairs(self) -> Iterator[Remedy]:
        """Another hour together with rights: the smallest sets that open one."""
        done: list[frozenset[Asked]] = []
        for size in range(1, self.paired + 1):
            for rights in combinations(self.asked, size):
                if not any(known <= set(rights) for known in done):
                    found = list(self._times(rights))
                    done += [frozenset(rights)] if found else []
                    yield from found

    def _times(self, rights: tuple[Asked, ...]) -> Iterator[Remedy]:
        """The nearest earlier and later lawful minutes, with these rights in hand."""
        question = self.question.holding(rights)
        kind: Kind = "time_right" if rights else "time"
        at = question.at
        before = [instant for instant in self.edges if instant < at]
        after = [instant for instant in self.edges if instant > at]
        found = (
            earlier(before, at, lambda instant: question.moved(instant).is_lawful),
            later(after, lambda instant: question.moved(instant).is_lawful),
        )
        for instant in found:
            if instant:
                cost = abs(instant - at) // timedelta(minutes=1) + _delay(rights)
                yield from self._checked(kind, question.moved(instant), cost, rights=rights)

    def _sets(self, question: Question) -> Iterator[tuple[Asked, ...]]:
        """The sets of rights that make a question lawful and have no smaller set within that does."""
        done: list[frozenset[Asked]] = []
        for size in range(1, self.largest + 1):
            for rights in combinations(self.asked, size):
                if not any(known <= set(rights) for known in done) and question.holding(rights).is_lawful:
                    done.append(frozenset(rights))
                    yield rights

    def _checked(
        self,
        kind: Kind,
        changed: Question,
        cost: int,
        *,
        rights: tuple[Asked, ...] = (),
        vehicle: Vehicle | None = None,
        label: str | None = None,
    ) -> Iterator[Remedy]:
        """The proposal, if the whole decision agrees that it is lawful."""
        decisions = changed.decisions()
        said = max((decision.verdict for decision in decisions), default=Verdict.UNKNOWN)
        if said > Verdict.CONDITIONAL:
            return
        remedy = Remedy(
            kind=kind,
            verdict=said,
            message="",
            minutes=cost,
            at=changed.at if kind.startswith("time") else None,
            label=vehicle.label if vehicle else label,
            vehicle=vehicle.facts if vehicle else None,
            rights=rights,
            obligations=tuple(duty for decision in decisions for duty in decision.obligations),
        )
        yield replace(remedy, message=self.teller.change(remedy))

    def proof(self) -> Proof:
        """What was tried in vain."""
        options = self.options
        some_time = options.hours_before > 0 or options.hours_after > 0
        walls = tuple(self._walls())
        proof = Proof(
            message="",
            start=self.start if some_time else None,
            end=self.end if some_time else None,
            vehicles=tuple(vehicle.label for vehicle in options.vehicles),
            stops=tuple(stop.label for stop in options.stops),
            kinds=self.asked,
            largest=self.largest,
            paired=self.paired,
            walls=walls,
        )
        return self.teller.proved(proof, rights=options.rights)

    def _walls(self) -> Iterator[Wall]:
        """The rules that give the verdict, each once."""
        seen = set()
        for place, decision in zip(self.question.places, self.question.decisions(), strict=True):
            for zone in decision.zones:
                for reason in zone.reasons if zone.verdict >= Verdict.UNKNOWN else ():
                    if (place.bundle, reason.rule) not in seen:
                        seen.add((place.bundle, reason.rule))
                        lifters = _lifters(place.bundle, reason.rule)
                        slug = place.bundle.territory.slug
                        yield Wall(slug, reason.rule, reason.order, reason.article, lifters)


def _lifters(bundle: Bundle, name: str) -> tuple[str, ...]:
    parts = {rule.id for rule in bundle.rules if rule.name == name}
    return tuple(sorted({rule.name for rule in bundle.rules if not parts.isdisjoint(rule.overrides)}))


def _uncounted(question: Question) -> frozenset[str]:
    """The kinds of right held whose days left would settle the answer: to be told, not to be asked for again."""
    if all(DAYS_LEFT_NEED not in decision.needs for decision in question.decisions()):
        return frozenset()
    return frozenset(right.kind for right in question.profile.rights if right.days_left is None)


def _is_status(asked: Asked) -> bool:
    """Whether a right is had by what one is, not by asking: no use to most, so it is proposed last."""
    return asked.kind.decided_by == "automatic"


def _delay(rights: Iterable[Asked]) -> int:
    """How long the slowest of these rights takes to be had, in minutes."""
    delays = [
        0 if _is_status(one) else _UNKNOWN_DELAY if one.kind.delay_days is None else one.kind.delay_days * _DAY
        for one in rights
    ]
    return max(delays, default=0)


def _largest(count: int, most: int) -> int:
    """The largest size up to which all sets of so many rights can be tried, so many sets at most."""
    tried, size = 0, 0
    while size < count and tried + comb(count, size + 1) <= most:
        size += 1
        tried += comb(count, size)
    return size
