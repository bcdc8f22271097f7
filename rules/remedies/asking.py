"""One question put to every rulebook that speaks at a place, and what is changed in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from rules.cells import kinds
from rules.eligible import is_eligible
from rules.engine import decide, verdict
from rules.ir import Rule
from rules.model import Case, Decision, Facts, Profile, Right, RightKind, Verdict
from rules.remedies.nouns import Asked, Place, Vehicle
from rules.vocabulary import DAYS_LEFT_NEED


@dataclass(frozen=True)
class Question:
    """A profile, an instant, and the places that must all let it in."""

    places: tuple[Place, ...]
    profile: Profile
    at: datetime

    @cached_property
    def verdict(self) -> Verdict:
        """The gravest answer; unknown where no rulebook speaks."""
        answers = (verdict(place.bundle, Case(self.profile, self.at, place.zones))[0] for place in self.places)
        return max(answers, default=Verdict.UNKNOWN)

    @property
    def is_lawful(self) -> bool:
        """Whether the visit may take place, each obligation met."""
        return self.verdict <= Verdict.CONDITIONAL

    def decisions(self) -> tuple[Decision, ...]:
        """What each rulebook answers, in full."""
        return tuple(
            decide(place.bundle, Case(self.profile, self.at, place.zones), horizon_days=0) for place in self.places
        )

    def moved(self, at: datetime) -> "Question":
        """The same at another instant."""
        return replace(self, at=at)

    def holding(self, asked: Iterable[Asked]) -> "Question":
        """The same with these rights granted, for the whole of their territory."""
        granted = [Right(one.kind.id, one.territory, days_left=one.kind.quota_days) for one in asked]
        return replace(self, profile=Profile(self.profile.facts, (*self.profile.rights, *granted)))

    def knowing(self, told: Facts) -> "Question":
        """The same with more facts; `days_left` tells it of each right that does not."""
        facts = {name: value for name, value in told.items() if name != DAYS_LEFT_NEED}
        days = told.get(DAYS_LEFT_NEED)
        rights = [
            replace(right, days_left=days) if right.days_left is None and isinstance(days, int) else right
            for right in self.profile.rights
        ]
        return replace(self, profile=Profile({**self.profile.facts, **facts}, rights))

    def with_vehicle(self, vehicle: Vehicle) -> "Question":
        """The same visit by another vehicle: the carrier's rights stay, those of the first vehicle do not."""
        visit = {"activity": self.profile.facts["activity"]} if "activity" in self.profile.facts else {}
        kept = [right for right in self.profile.rights if self._is_carriers(right)]
        return replace(self, profile=Profile({**vehicle.facts, **visit}, (*kept, *vehicle.rights)))

    def _is_carriers(self, right: Right) -> bool:
        bundles = [place.bundle for place in self.places if right.territory in (None, place.bundle.territory.slug)]
        held = [bundle.rights[right.kind].holder for bundle in bundles if right.kind in bundle.rights]
        return bool(held) and all(holder == "carrier" for holder in held)

    def _may_hold(self, kind: RightKind) -> bool:
        return kind.holder == "carrier" or is_eligible(kind, self.profile.facts) is not False

    def rules(self) -> tuple[tuple[Place, tuple[Rule, ...]], ...]:
        """At each place, the rules of its zones."""
        return tuple(
            (place, tuple(rule for rule in place.bundle.rules if not set(rule.zones).isdisjoint(place.zones)))
            for place in self.places
        )

    def rights_to_ask(self) -> tuple[Asked, ...]:
        """The kinds of right these rules speak of and these rulebooks know, by territory and name.

        Those that are for other vehicles are left out; what is not known of this one bars none.
        """
        found = {
            (place.bundle.territory.slug, kind): place.bundle.rights[kind]
            for place, rules in self.rules()
            for kind in kinds(rules)
            if kind in place.bundle.rights and self._may_hold(place.bundle.rights[kind])
        }
        return tuple(Asked(territory, kind) for (territory, _), kind in sorted(found.items(), key=lambda pair: pair[0]))
