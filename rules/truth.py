"""Whether a rule's own words hold for a case, in three values; nothing where a fact, a day or a count is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import ge, gt, le, lt

from rules.bundle import Bundle
from rules.clock import Season
from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Rule
from rules.model import Activation, Profile, Repeal, Right
from rules.vocabulary import DAYS_LEFT_NEED, FACTS, HOLIDAYS_NEED, PUBLIC_HOLIDAY, SILENT_STATUSES

_COMPARE = {"lt": lt, "lte": le, "gt": gt, "gte": ge}


@dataclass(frozen=True)
class Moment:
    """One profile at one local minute, in these zones."""

    bundle: Bundle
    season: Season
    profile: Profile
    at: datetime
    local: datetime
    zones: frozenset[str]

    @cached_property
    def today(self) -> date:
        """The local date."""
        return self.local.date()

    @property
    def minute(self) -> int:
        """The minute of the local day."""
        return self.local.hour * 60 + self.local.minute

    def truth(self, rule: Rule, *, other: bool = False) -> bool | None:
        """Whether a rule holds by itself, read as written or the other way."""
        if self.is_silent(rule) or not self.is_triggered(rule):
            return False
        condition, schedule = rule.condition, rule.schedule
        if other and rule.other:
            condition, schedule = rule.other.condition, rule.other.schedule
        in_season = self.season.holds(rule, self.today.toordinal(), self.minute, schedule)
        return all3((in_season, self.holds(condition, rule) if condition else True))

    def is_silent(self, rule: Rule) -> bool:
        """Whether its order does not apply that day, or the legal basis it rests on has gone."""
        order = self.bundle.orders[rule.order]
        if order.status_on(self.today) in SILENT_STATUSES:
            return True
        basis = rule.basis or order.basis
        repeals = (overlay for overlay in self.bundle.overlays if isinstance(overlay, Repeal))
        return any(overlay.basis == basis and overlay.start <= self.today for overlay in repeals)

    def is_triggered(self, rule: Rule) -> bool:
        """Whether a rule waits for nothing, or what it waits for is on."""
        return rule.trigger is None or any(
            overlay.trigger == rule.trigger
            and overlay.start <= self.at
            and (overlay.end is None or self.at < overlay.end)
            for overlay in self.bundle.overlays
            if isinstance(overlay, Activation)
        )

    def holds(self, condition: Condition, rule: Rule) -> bool | None:
        """Whether a condition of a rule holds."""
        match condition:
            case All(parts):
                return all3([self.holds(part, rule) for part in parts])
            case AnyOf(parts):
                return any3([self.holds(part, rule) for part in parts])
            case Not(part):
                inner = self.holds(part, rule)
                return None if inner is None else not inner
            case OneOf(fact, values):
                value = self.profile.facts.get(fact)
                return None if value is None else value in values
            case Compare(fact, operator, bound):
                here, limit = FACTS[fact].rank(self.profile.facts.get(fact, "")), FACTS[fact].rank(bound)
                assert limit is not None, "the compiler only lets through bounds the fact can have"
                return None if here is None else _COMPARE[operator](here, limit)
            case Holds(kind):
                return all3([self._held(kind, zone) for zone in self.zones & set(rule.zones)])

    def _held(self, kind: str, zone: str) -> bool | None:
        """Whether a right of this kind is held in a zone that day."""
        return any3(
            [self._usable(right) for right in self.profile.rights if right.kind == kind and self._reaches(right, zone)]
        )

    def _reaches(self, right: Right, zone: str) -> bool:
        return (
            right.territory in (None, self.bundle.territory.slug)
            and (not right.zones or zone in right.zones)
            and (right.start is None or right.start <= self.today)
            and (right.end is None or self.today < right.end)
        )

    def _usable(self, right: Right) -> bool | None:
        """Whether days are left; nothing when they should be counted and are not told."""
        kind = self.bundle.rights.get(right.kind)
        if kind is None:
            return False
        if right.days_left is None:
            return None if kind.quota_days is not None else True
        return right.days_left > 0

    def lacking(self, rule: Rule, *, other: bool = False) -> Iterator[str]:
        """What leaves a rule undecided: facts, lists of days, counts of days."""
        condition, schedule = rule.condition, rule.schedule
        if other and rule.other:
            condition, schedule = rule.other.condition, rule.other.schedule
        for name in self.season.lacking(schedule, self.today.toordinal(), self.minute):
            yield HOLIDAYS_NEED if name == PUBLIC_HOLIDAY else name
        if condition:
            yield from self._lacking(condition, rule)

    def _lacking(self, condition: Condition, rule: Rule) -> Iterator[str]:
        if self.holds(condition, rule) is not None:
            return
        match condition:
            case OneOf(fact) | Compare(fact):
                yield fact
            case Holds():
                yield DAYS_LEFT_NEED
            case Not(part):
                yield from self._lacking(part, rule)
            case All(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._lacking(part, rule)


def all3(values: Iterable[bool | None]) -> bool | None:
    """Kleene's and."""
    found = set(values)
    return False if False in found else None if None in found else True


def any3(values: Iterable[bool | None]) -> bool | None:
    """Kleene's or."""
    found = set(values)
    return True if True in found else None if None in found else False
