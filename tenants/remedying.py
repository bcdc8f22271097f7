"""What would make a refused visit lawful, in every rulebook that speaks for the place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.model import Profile, Verdict
from rules.remedies import Options, Place, Remedy, Stop, Vehicle, remedies_at
from rules.remedies.asking import Question
from tenants.answers import Answer, Heard, answer_at, answer_in, heard_at
from tenants.snapshot import Snapshot

_NOBODY_SPEAKS = {
    "fr": "Aucune règle n’est publiée à cet endroit : rien ne dit ce qui rendrait ce passage autorisé.",
    "en": "No rules are published for this place: nothing tells what would make this visit lawful.",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Another position where the vehicle could stop; labels are unique."""

    label: str
    position: tuple[float, float]
    minutes: int


@dataclass(frozen=True, slots=True)
class Mended:
    """A proposal, and what every rulebook answers once it is followed; `spot` is where, for another stop."""

    remedy: Remedy
    answer: Answer
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Mending:
    """The proposals, cheapest first; or what was tried in vain. Neither for a visit that is lawful already."""

    found: tuple[Mended, ...]
    none: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """Who wants to be where, and when."""

    profile: Profile
    at: datetime
    heard: Heard


def mend(snapshot: Snapshot, visit: Visit, spots: Sequence[Spot], options: Options) -> Mending:
    """The smallest changes that make a visit lawful, each decided again as any case is."""
    places = _places(snapshot, visit.heard)
    stops = tuple(
        Stop(spot.label, _places(snapshot, heard_at(snapshot, *spot.position)), spot.minutes) for spot in spots
    )
    options = replace(options, stops=stops)
    if not places:
        # Without a rulebook no hour helps, and there is no wall clock to tell one by.
        options = replace(options, hours_before=0, hours_after=0)
    found = remedies_at(places, visit.profile, visit.at, options)
    question = Question(places, visit.profile, visit.at)
    again = _Again(snapshot, question, visit.heard, {spot.label: spot for spot in spots}, options)
    if found.none is not None:
        return Mending((), found.none.message if places else _NOBODY_SPEAKS[options.locale])
    return Mending(tuple(again.each(found.found)), None)


def _places(snapshot: Snapshot, heard: Heard) -> tuple[Place, ...]:
    refs, territories = heard
    return tuple(
        Place(snapshot.rulebooks[slug].bundle, tuple(ref.zone for ref in refs if ref.territory == slug))
        for slug in sorted({*territories, *(ref.territory for ref in refs)})
    )


@dataclass(frozen=True, slots=True)
class _Again:
    """One refused question, decided again with each change."""

    snapshot: Snapshot
    question: Question
    heard: Heard
    spots: Mapping[str, Spot]
    options: Options

    def each(self, found: Sequence[Remedy]) -> Iterator[Mended]:
        """Each proposal with the answer it leads to; one that led to another would not be told."""
        for remedy in found:
            spot = self.spots[remedy.label] if remedy.kind == "stop" and remedy.label is not None else None
            answer = self._answer(remedy, spot)
            if remedy.kind == "fact" or answer.verdict <= Verdict.CONDITIONAL:
                yield Mended(remedy, answer, spot)

    def _answer(self, remedy: Remedy, spot: Spot | None) -> Answer:
        changed = self.question.holding(remedy.rights)
        if remedy.kind == "vehicle":
            changed = self.question.with_vehicle(self._vehicle(remedy))
        at = remedy.at or self.question.at
        if spot is not None:
            return answer_at(self.snapshot, changed.profile, at, *spot.position)
        return answer_in(self.snapshot, changed.profile, at, *self.heard)

    def _vehicle(self, remedy: Remedy) -> Vehicle:
        return next(vehicle for vehicle in self.options.vehicles if vehicle.label == remedy.label)
