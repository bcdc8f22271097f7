"""What holds for a disc: the conditions of the bay when it is set, and when its time begins to count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from numeriz.core.conditions import Conditions
from numeriz.core.stay import Limits
from numeriz.service.conditions import find_conditions
from numeriz.service.grounds import Ground
from numeriz.service.standing import Bays
from tenants.errors import NotFound


@dataclass(frozen=True, slots=True)
class ByRule:
    """By the rulebooks in force, else by the sign alone where the territory has published nothing."""

    on: Bays

    async def __call__(self, ground: Ground, facts: Mapping[str, int | str], at: datetime) -> Limits:
        """The limits of a disc that is set then."""
        try:
            now = find_conditions(self.on, ground.territory, ground.bay, dict(facts), at)
        except NotFound:
            return ground.sign()
        counts = now.regulated_from
        later = self._then(ground, facts, counts) if counts is not None else now
        found = Limits(
            now.terms.verdict, later.terms.stay_min, now.terms.no_return_min, now.terms.hold_min,
            later.terms.extension_min or 0, None, counts, now.source if later.terms.stay_min is not None else "none",
        )  # fmt: skip
        return self._closing(ground, facts, found, counts or at, later)

    def _then(self, ground: Ground, facts: Mapping[str, int | str], at: datetime) -> Conditions:
        return find_conditions(self.on, ground.territory, ground.bay, dict(facts), at)

    def _closing(
        self, ground: Ground, facts: Mapping[str, int | str], found: Limits, counted: datetime, now: Conditions
    ) -> Limits:
        """The same, cut where stopping is forbidden before its time is over."""
        if found.stay_min is None or now.until is None:
            return found
        due = counted + timedelta(minutes=found.stay_min)
        if now.until >= due + timedelta(minutes=found.extension_min):
            return found
        if self._then(ground, facts, now.until).terms.verdict != "forbidden":
            return found
        left = int((now.until - min(due, now.until)).total_seconds() // 60)
        return replace(found, closes_at=now.until, extension_min=min(found.extension_min, left))
