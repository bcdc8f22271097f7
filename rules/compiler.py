"""YAML sources to a sealed bundle: read, check everything, lower, seal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rules.bundle import Bundle, seal
from rules.limits import check_limits
from rules.log import Log, Place
from rules.lowered import PASSES, Lowered, allot, lowered_tree
from rules.model import GeoJSON, Invalid, Problem, Source
from rules.reading.calendars import read_calendar, read_dayset
from rules.reading.conditions import Names
from rules.reading.draft import Draft, gather
from rules.reading.files import Wanted, sort_alone, sort_files, wanted
from rules.reading.measures import Known, read_rule
from rules.reading.orders import read_order, read_right
from rules.reading.overrides import check_cycles
from rules.reading.shapes import Ground, shape_key
from rules.reading.sharing import leave_out
from rules.reading.territory import Home, neutral_home, read_territory
from rules.reading.trials import Asked, read_trials
from rules.reading.values import read_values
from rules.reading.zones import read_zone
from rules.uncollected import uncollected
from rules.vocabulary import PUBLIC_HOLIDAY

__all__ = [
    "Compiled",
    "Wanted",
    "allot",
    "check_alone",
    "compile_bundle",
    "compile_sources",
    "shape_key",
    "wanted",
]

_ELSEWHERE = frozenset({
    "geometry_missing", "geometry_uncomposed", "no_members", "set_missing", "no_zone", "no_holidays", "test_offset",
    "test_fold", "test_gap",
})  # fmt: skip
"""Problems that another file, or a tracing, may solve."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A bundle, and where what it holds is written."""

    bundle: Bundle
    places: Mapping[tuple[str, str], Place]
    """By kind (order, zone, calendar, value, right, days, rule, test) and name."""


def compile_bundle(
    sources: Sequence[Source], geometries: Mapping[str, GeoJSON], numbers: Mapping[str, int] | None = None
) -> Bundle:
    """The bundle of a territory's files, whatever their order; raises `Invalid` with every problem of every file."""
    return compile_sources(sources, geometries, numbers).bundle


@uncollected()
def compile_sources(
    sources: Sequence[Source], geometries: Mapping[str, GeoJSON], numbers: Mapping[str, int] | None = None
) -> Compiled:
    """The bundle of a territory's files and the sets they include, and where everything is written.

    `geometries` go by the path the YAML writes, or the key `wanted` gives; `numbers` are the zone numbers already
    allotted. Raises `Invalid` with every problem of every file.
    """
    log = Log()
    files = sort_files(sources, log)
    home = read_territory(files.territory, geometries, log) if files.territory else neutral_home()
    draft = Draft(shared=frozenset(fields.place.file for fields in files.sets))
    for fields in (*files.sets, *files.own):
        gather(fields, draft, log)
    lowered = _read(home, draft, geometries, log)
    check_cycles(lowered.rules, draft, log)
    parts = Counter(rule.name for rule in lowered.rules)
    for rule in lowered.rules:
        log.draw(sum(parts[name] for name in rule.overrides), None)
    log.raise_if_any()
    for lower in PASSES:
        lowered = lower(lowered)
    check_limits(lowered.rules, draft, log)
    log.raise_if_any()
    return Compiled(seal(lowered_tree(lowered, numbers or {})), draft.places())


@uncollected()
def check_alone(source: Source) -> tuple[Problem, ...]:
    """The problems of one file that need no other file to be seen: names, tracings and sets are not looked for."""
    log = Log()
    try:
        files = sort_alone(source, log)
        home = read_territory(files.territory, {}, log) if files.territory else neutral_home()
        shared = frozenset({source.name}) if files.shared else frozenset[str]()
        draft = Draft(shared=shared)
        for fields in files.own:
            gather(fields, draft, log)
        _read(home, draft, {}, log)
    except Invalid:
        pass
    return tuple(problem for problem in log.problems if problem.code not in _ELSEWHERE)


def _read(home: Home, draft: Draft, geometries: Mapping[str, GeoJSON], log: Log) -> Lowered:
    ground = Ground(geometries, home.territory.members)
    special = {*draft.days, *([PUBLIC_HOLIDAY] if home.holidays else [])}
    days = {name: read_dayset(key, node, log) for name, (key, node) in draft.days.items()}
    orders = {name: read_order(key, node, log) for name, (key, node) in draft.orders.items()}
    zones = {name: read_zone(key, node, ground, log) for name, (key, node) in draft.zones.items()}
    calendars = {name: read_calendar(key, node, special, log) for name, (key, node) in draft.calendars.items()}
    values = {name: read_values(key, node, log) for name, (key, node) in draft.values.items()}
    rights = {name: read_right(key, node, draft.orders, log) for name, (key, node) in draft.rights.items()}
    unheard = leave_out(draft, home.territory.default)
    known = Known(draft, orders, calendars, Names(draft.rights, values), home.territory.default)
    for table in unheard:
        read_rule(table, known, log)
    tables = [table for _, table in draft.rules.values()]
    rules = [part for table in (*tables, *draft.nameless_rules) for part in read_rule(table, known, log)]
    return Lowered(
        home=home,
        orders=_known(orders),
        zones=_known(zones),
        calendars=_known(calendars),
        rights=_known(rights),
        days=_known(days),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        tests=read_trials(Asked(draft, draft.days, ZoneInfo(home.territory.timezone)), log),
        shared=frozenset((kind, name) for (kind, name), place in draft.places().items() if draft.is_shared(place)),
    )


def _known[T](found: Mapping[str, T | None]) -> dict[str, T]:
    """Without what could not be read."""
    return {name: one for name, one in found.items() if one is not None}
