"""A compiled rulebook: immutable, one canonical byte string, one hash."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from rules import codec
from rules.canonical import Tree, canonical
from rules.geometry import to_geojson
from rules.ir import Calendar, Rule, Trial
from rules.model import Order, Territory, Verdict, Zone

IR = 1


@dataclass(frozen=True)
class Bundle:
    """One territory's rules as every evaluator reads them; rules and tests go by name."""

    territory: Territory
    zones: Mapping[str, Zone]
    orders: Mapping[str, Order]
    calendars: Mapping[str, Calendar]
    holidays: Mapping[date, str]
    holidays_source: str | None
    rules: tuple[Rule, ...]
    tests: tuple[Trial, ...]
    canonical: bytes
    """RFC 8785 JSON, whole numbers and strings only."""
    sha256: str

    def __hash__(self) -> int:
        return hash(self.sha256)


def seal(tree: Mapping[str, Tree]) -> Bundle:
    """The bundle of a lowered tree."""
    return load_bundle(canonical({**tree, "ir": IR}))


def load_bundle(canonical: bytes) -> Bundle:
    """The bundle these canonical bytes describe; raises ValueError when they do not describe one."""
    try:
        tree = codec.as_branch(json.loads(canonical))
        if tree.get("ir") != IR:
            raise ValueError(f"bundle of ir {tree.get('ir')!r}, expected {IR}")
        return _bundle(tree, canonical)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"not a bundle: {error!r}") from error


def _bundle(tree: codec.Branch, canonical: bytes) -> Bundle:
    holidays = codec.twig(tree, "holidays")
    return Bundle(
        territory=_territory(codec.twig(tree, "territory")),
        zones=_by_name(tree, "zones", _zone),
        orders=_by_name(tree, "orders", codec.read_order),
        calendars=_by_name(tree, "calendars", codec.read_calendar),
        holidays=MappingProxyType(
            {date.fromisoformat(day): str(name) for day, name in codec.twig(holidays, "dates").items()}
        ),
        holidays_source=codec.text_or_none(holidays, "source"),
        rules=tuple(codec.read_rule(codec.as_branch(rule)) for rule in codec.items(tree, "rules")),
        tests=tuple(codec.read_trial(codec.as_branch(trial)) for trial in codec.items(tree, "tests")),
        canonical=canonical,
        sha256=sha256(canonical).hexdigest(),
    )


def territory_tree(territory: Territory, coverage: Mapping[str, Tree] | None) -> Tree:
    """A territory as the bundle writes it; `coverage` is its area in whole 1e-7 degrees."""
    return codec.filled(
        slug=territory.slug,
        name=territory.name,
        timezone=territory.timezone,
        crs=territory.crs,
        siren=territory.siren,
        default=territory.default.word,
        demonstration=1 if territory.demonstration else None,
        coverage=coverage,
    )


def _territory(branch: codec.Branch) -> Territory:
    coverage = codec.twig(branch, "coverage")
    return Territory(
        slug=codec.text(branch, "slug"),
        name=codec.text(branch, "name"),
        timezone=codec.text(branch, "timezone"),
        crs=codec.text(branch, "crs"),
        siren=codec.text_or_none(branch, "siren"),
        default=Verdict[codec.text(branch, "default").upper()],
        demonstration="demonstration" in branch,
        coverage=to_geojson(coverage) if coverage else {},
    )


def _zone(name: str, branch: codec.Branch) -> Zone:
    return Zone(
        id=name,
        no=codec.number(branch, "no"),
        kind=codec.text(branch, "kind"),
        name=codec.text(branch, "name"),
        geometry=to_geojson(codec.twig(branch, "geometry")),
        precision=codec.text(branch, "precision"),
    )


def _by_name[T](tree: codec.Branch, key: str, read: Callable[[str, codec.Branch], T]) -> Mapping[str, T]:
    section = codec.twig(tree, key)
    return MappingProxyType({name: read(name, codec.as_branch(branch)) for name, branch in section.items()})
