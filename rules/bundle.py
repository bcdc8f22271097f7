"""A compiled rulebook: immutable, one canonical byte string, one hash."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol

from rules.canonical import Tree, canonical
from rules.codec import declared, measures
from rules.codec.tree import Branch, as_branch, filled, items, number, text, text_or_none, twig, words
from rules.geometry import to_geojson
from rules.ir import Calendar, Rule, Trial
from rules.model import DaySet, Order, Overlay, Profile, RightKind, Territory, Verdict, Zone
from rules.uncollected import uncollected
from rules.upgrade import upgraded
from rules.vocabulary import PUBLIC_HOLIDAY

IR = 2

type Said = tuple[Verdict, str | None]
"""A verdict over some zones and the name of the rule that decides it."""


class Told(Protocol):
    """What a profile is told (`rules.diary`)."""

    @property
    def told(self) -> Sequence[Said | None]:
        """By number of the phase, what has been asked so far."""
        ...


class Answering(Protocol):
    """The answers of some zones (`rules.program`)."""

    @property
    def grain(self) -> int:
        """Seconds."""
        ...

    @property
    def grains(self) -> Mapping[int, Sequence[int]]:
        """By UTC day (from 1970), the number of the phase of each grain."""
        ...

    @property
    def met(self) -> Mapping[int, Told]:
        """What the profiles last seen are told, by identity."""
        ...

    def meet(self, profile: Profile) -> Told:
        """What a profile is told."""
        ...


@dataclass(frozen=True, eq=False)
class Bundle:
    """One territory's rules as every evaluator reads them; rules and tests go by name."""

    territory: Territory
    zones: Mapping[str, Zone]
    orders: Mapping[str, Order]
    calendars: Mapping[str, Calendar]
    rights: Mapping[str, RightKind]
    holidays: Mapping[date, str]
    holidays_source: str | None
    days: Mapping[str, DaySet]
    """Every set of special days, public holidays included."""
    rules: tuple[Rule, ...]
    tests: tuple[Trial, ...]
    canonical: bytes
    """RFC 8785 JSON, whole numbers and strings only."""
    sha256: str
    overlays: tuple[Overlay, ...] = ()
    """What was switched on or off since it was published; not part of its bytes."""
    programs: dict[tuple[str, ...], Answering] = field(init=False, repr=False, default_factory=dict)
    """What has been asked of it, by zones: filled by the engine, so that an answer is looked up where the law is."""

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Bundle) and (self.sha256, self.overlays) == (other.sha256, other.overlays)

    def with_overlays(self, overlays: Iterable[Overlay]) -> "Bundle":
        """The same rules, with these overlays laid over them instead of any former ones."""
        return replace(self, overlays=tuple(overlays))


def seal(tree: Mapping[str, Tree]) -> Bundle:
    """The bundle of a lowered tree."""
    return load_bundle(canonical({**tree, "ir": IR}))


@uncollected()
def load_bundle(canonical: bytes) -> Bundle:
    """The bundle these canonical bytes describe; raises ValueError when they do not describe one."""
    try:
        tree = upgraded(as_branch(json.loads(canonical)))
        if tree.get("ir") != IR:
            raise ValueError(f"bundle of ir {tree.get('ir')!r}, expected {IR}")
        return _bundle(tree, canonical)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"not a bundle: {error!r}") from error


def _bundle(tree: Branch, canonical: bytes) -> Bundle:
    holidays = twig(tree, "holidays")
    dates = {date.fromisoformat(day): str(name) for day, name in twig(holidays, "dates").items()}
    source = text_or_none(holidays, "source")
    days = {PUBLIC_HOLIDAY: holiday_set(dates, source)} if dates else {}
    return Bundle(
        territory=_territory(twig(tree, "territory")),
        zones=_by_name(tree, "zones", _zone),
        orders=_by_name(tree, "orders", declared.read_order),
        calendars=_by_name(tree, "calendars", declared.read_calendar),
        rights=_by_name(tree, "rights", declared.read_right),
        holidays=MappingProxyType(dates),
        holidays_source=source,
        days=MappingProxyType({**_by_name(tree, "days", declared.read_dayset), **days}),
        rules=tuple(measures.read_rule(as_branch(rule)) for rule in items(tree, "rules")),
        tests=tuple(measures.read_trial(as_branch(trial)) for trial in items(tree, "tests")),
        canonical=canonical,
        sha256=sha256(canonical).hexdigest(),
    )


def holiday_set(dates: Mapping[date, str], source: str | None) -> DaySet:
    """Public holidays as a set of days, known in each year that lists one."""
    one = timedelta(days=1)
    return DaySet(
        PUBLIC_HOLIDAY,
        "jours fériés",
        source or "",
        periods=tuple((day, day + one) for day in sorted(dates)),
        known=tuple((date(year, 1, 1), date(year + 1, 1, 1)) for year in sorted({day.year for day in dates})),
    )


def territory_tree(territory: Territory, coverage: Mapping[str, Tree] | None) -> Tree:
    """A territory as the bundle writes it; `coverage` is its area in whole 1e-7 degrees."""
    return filled(
        slug=territory.slug,
        name=territory.name,
        timezone=territory.timezone,
        crs=territory.crs,
        siren=territory.siren,
        default=territory.default.word,
        demonstration=1 if territory.demonstration else None,
        coverage=coverage,
        members=territory.members,
        aliases=territory.aliases,
    )


def _territory(branch: Branch) -> Territory:
    coverage = twig(branch, "coverage")
    return Territory(
        slug=text(branch, "slug"),
        name=text(branch, "name"),
        timezone=text(branch, "timezone"),
        crs=text(branch, "crs"),
        siren=text_or_none(branch, "siren"),
        default=Verdict[text(branch, "default").upper()],
        demonstration="demonstration" in branch,
        coverage=to_geojson(coverage) if coverage else {},
        members=words(branch, "members"),
        aliases=words(branch, "aliases"),
    )


def _zone(name: str, branch: Branch) -> Zone:
    return Zone(
        id=name,
        no=number(branch, "no"),
        kind=text(branch, "kind"),
        name=text(branch, "name"),
        geometry=to_geojson(twig(branch, "geometry")),
        precision=text(branch, "precision"),
    )


def _by_name[T](tree: Branch, key: str, read: Callable[[str, Branch], T]) -> Mapping[str, T]:
    section = twig(tree, key)
    return MappingProxyType({name: read(name, as_branch(branch)) for name, branch in section.items()})
