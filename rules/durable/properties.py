"""A case as a flat fact: every property a whole number or a word, what is not known told apart by its own value."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.model import Activation, Case, Repeal, Right
from rules.vocabulary import EVE, FACTS

UNKNOWN_WORD = ""
UNKNOWN_RANK = -1_000_000
"""Below any rank a fact can have."""
NO, MAYBE, YES = 0, 1, 2

type Value = int | str


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that rules test: its kind (of `_READ`), then what that kind needs to be read."""

    kind: str
    name: str = ""
    shift: int = 0
    """Days from the date of the case: -1 is the day before."""
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A case, on the wall clock of its territory."""

    bundle: Bundle
    case: Case
    local: datetime

    def day(self, shift: int) -> date:
        """The local date, or one so many days later."""
        return self.local.date() + timedelta(days=shift)


def question(bundle: Bundle, case: Case, properties: Iterable[Property]) -> tuple[Value, ...]:
    """The value of each property in a case."""
    asked = Asked(bundle, case, case.at.astimezone(ZoneInfo(bundle.territory.timezone)))
    return tuple(_READ[one.kind](asked, one) for one in properties)


def _word(asked: Asked, one: Property) -> Value:
    """The fact as a word, whole numbers marked: durable-rules takes "3" for 3."""
    value = asked.case.profile.facts.get(one.name)
    return UNKNOWN_WORD if value is None else word(value)


def word(value: int | str) -> str:
    """A value of a fact as a word that is like no other value's."""
    return value if isinstance(value, str) else f"#{value}"


def _rank(asked: Asked, one: Property) -> Value:
    value = asked.case.profile.facts.get(one.name)
    rank = None if value is None else FACTS[one.name].rank(value)
    return UNKNOWN_RANK if rank is None else rank


def _minute(asked: Asked, _: Property) -> Value:
    return asked.local.hour * 60 + asked.local.minute


def _nth(asked: Asked, one: Property) -> Value:
    """Which one of its weekday in the month: the first is 1."""
    return (asked.day(one.shift).day - 1) // 7 + 1


def _last(asked: Asked, one: Property) -> Value:
    """Whether no other such weekday follows in the month."""
    return YES if asked.day(one.shift + 7).month != asked.day(one.shift).month else NO


def _special(asked: Asked, one: Property) -> Value:
    """Whether a date is one of some special days."""
    days, day = asked.bundle.days[one.name], asked.day(one.shift)
    if not any(start <= day < end for start, end in days.known):
        return MAYBE
    return YES if any(start <= day < end for start, end in days.periods) else NO


def special(name: str, shift: int) -> Property:
    """The property that tells whether the date so many days later is one of these special days, or their eve."""
    while name.startswith(EVE):
        name, shift = name.removeprefix(EVE), shift + 1
    return Property("special", name, shift)


def _right(asked: Asked, one: Property) -> Value:
    """Whether a right is held in each zone of the case among these: the least of the zones, the best of the rights."""
    held = [right for right in asked.case.profile.rights if right.kind == one.name]
    here = [zone for zone in one.zones if zone in asked.case.zones]
    return min((max((_reach(asked, right, zone) for right in held), default=NO) for zone in here), default=YES)


def _reach(asked: Asked, right: Right, zone: str) -> int:
    kind, today = asked.bundle.rights.get(right.kind), asked.day(0)
    if kind is None or right.territory not in (None, asked.bundle.territory.slug):
        return NO
    if (right.zones and zone not in right.zones) or not (right.start or today) <= today < (right.end or date.max):
        return NO
    if right.days_left is None:
        return YES if kind.quota_days is None else MAYBE
    return YES if right.days_left > 0 else NO


def _trigger(asked: Asked, one: Property) -> Value:
    on = (
        overlay for overlay in asked.bundle.overlays if isinstance(overlay, Activation) and overlay.trigger == one.name
    )
    return YES if any(one.start <= asked.case.at and not (one.end and one.end <= asked.case.at) for one in on) else NO


def _repealed(asked: Asked, one: Property) -> Value:
    gone = (overlay for overlay in asked.bundle.overlays if isinstance(overlay, Repeal) and overlay.basis == one.name)
    return YES if any(overlay.start <= asked.day(0) for overlay in gone) else NO


_READ: Mapping[str, Callable[[Asked, Property], Value]] = {
    "word": _word,
    "rank": _rank,
    "minute": _minute,
    "date": lambda asked, one: asked.day(one.shift).toordinal(),
    "weekday": lambda asked, one: asked.day(one.shift).weekday(),
    "month_day": lambda asked, one: asked.day(one.shift).month * 100 + asked.day(one.shift).day,
    "nth": _nth,
    "last": _last,
    "special": _special,
    "right": _right,
    "trigger": _trigger,
    "repealed": _repealed,
}
