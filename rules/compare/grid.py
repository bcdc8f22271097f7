"""Cases that stand for all others: each class of vehicle that one rulebook tells apart, at each hour it does."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, product
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.cells import Class, classes, kinds
from rules.clock import breakpoints, readings
from rules.examine.atoms import Atoms
from rules.ir import Rule
from rules.model import Case, Profile, Right

MOST_CELLS = 20_000
"""Classes of vehicle looked at in one zone; those beyond are left out."""

type Rights = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everyone a case stands for: of each fact its classes, and the cells (one place a fact, then rights) meant."""

    axes: tuple[tuple[Class, ...], ...]
    rights: tuple[Rights, ...]
    cells: frozenset[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Span(Case):
    """A case that stands for a crowd, and for every instant up to `end`."""

    crowd: Crowd
    end: datetime


def grid(old: Bundle, new: Bundle, start: date, days: int = 7, only: Collection[str] | None = None) -> tuple[Span, ...]:
    """The cases that tell two rulebooks of one territory apart, over so many local days, each zone alone.

    A right is held alone; triggers are as the overlays of each bundle have them. `only` some zones may be looked at.
    """
    zones = [zone for zone in {**old.zones, **new.zones} if only is None or zone in only]
    return tuple(span for zone in zones for span in _zone(old, new, zone, start, days))


def _zone(old: Bundle, new: Bundle, zone: str, start: date, days: int) -> Iterator[Span]:
    rules = [rule for bundle in (old, new) for rule in bundle.rules if zone in rule.zones]
    hours = _hours(rules, start, days, ZoneInfo(new.territory.timezone))
    known = {**old.rights, **new.rights}
    for crowd, profile in _crowds(rules, {kind: known[kind].quota_days for kind in known}):
        for at, end in pairwise(hours):
            yield Span(profile, at, (zone,), crowd, end)


def _hours(rules: Sequence[Rule], start: date, days: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Each instant of these days at which a rule may begin or cease, and the end of the last day."""
    minutes = breakpoints(rules)
    walls = [
        datetime.combine(start + timedelta(days=day), time(minute // 60, minute % 60))
        for day in range(days)
        for minute in minutes
    ]
    walls.append(datetime.combine(start + timedelta(days=days), time()))
    found = {instant.astimezone(UTC) for wall in walls for instant in readings(wall, zone)}
    return tuple(instant.astimezone(zone) for instant in sorted(found))


def _crowds(rules: Sequence[Rule], quotas: Mapping[str, int | None]) -> Iterator[tuple[Crowd, Profile]]:
    """The crowds that no rule divides, each with one profile of its own."""
    axes = tuple(classes(rules).values())
    rights: tuple[Rights, ...] = ((), *((kind,) for kind in kinds(rules)))
    atoms = Atoms([rule.condition for rule in rules] + [rule.other.condition for rule in rules if rule.other])
    alike: dict[int, list[tuple[int, ...]]] = {}
    for cell in islice(product(*(range(len(axis)) for axis in axes), range(len(rights))), MOST_CELLS):
        facts = {axis[place].fact: axis[place].one for axis, place in zip(axes, cell, strict=False)}
        alike.setdefault(atoms.mask(atoms.true(facts, rights[cell[-1]])), []).append(cell)
    for cells in alike.values():
        first = cells[0]
        facts = {axis[place].fact: axis[place].one for axis, place in zip(axes, first, strict=False)}
        held = [Right(kind, days_left=quotas.get(kind)) for kind in rights[first[-1]]]
        yield Crowd(axes, rights, frozenset(cells)), Profile(facts, held)
