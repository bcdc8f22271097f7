"""Rights in hand before one bundle: where and on which dates they count."""

from collections.abc import Iterable

from rules.bundle import Bundle
from rules.kleene import all3, any3
from rules.model import Right


class Held:
    """The rights of a profile that this bundle may heed."""

    def __init__(self, bundle: Bundle, rights: Iterable[Right]) -> None:
        self._rights = tuple((right, usable) for right in rights if (usable := _usable(bundle, right)) is not False)
        dates = {day for right, _ in self._rights for day in (right.start, right.end) if day}
        self.changes = tuple(sorted(day.toordinal() for day in dates))
        """The dates (ordinals) on which a right begins or has ended."""
        self.kinds = frozenset(right.kind for right, _ in self._rights)

    def counts(self, kind: str, zones: Iterable[str], day: int) -> bool | None:
        """Whether a right of a kind is held in all these zones on a date; nothing when its days are not told."""
        return all3(
            any3(usable for right, usable in self._rights if right.kind == kind and _reaches(right, zone, day))
            for zone in zones
        )


def _usable(bundle: Bundle, right: Right) -> bool | None:
    """Whether it was granted for here and has days left; nothing when they should be counted and are not told."""
    kind = bundle.rights.get(right.kind)
    if kind is None or right.territory not in (None, bundle.territory.slug):
        return False
    if right.days_left is None:
        return None if kind.quota_days is not None else True
    return right.days_left > 0


def _reaches(right: Right, zone: str, day: int) -> bool:
    return (
        (not right.zones or zone in right.zones)
        and (right.start is None or right.start.toordinal() <= day)
        and (right.end is None or day < right.end.toordinal())
    )
