"""YAML sources to a sealed bundle: read, check everything, lower, seal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from rules.bundle import Bundle, seal, territory_tree
from rules.canonical import Tree
from rules.codec import declared, measures
from rules.codec.tree import filled
from rules.ir import Calendar, Days, Rule, Trial
from rules.log import Log, Place, nearest
from rules.model import GeoJSON, Order, Source
from rules.reading.declarations import DraftZone, read_calendar, read_order, read_zone
from rules.reading.draft import RULES_SCHEMA, TERRITORY_SCHEMA, Draft, gather
from rules.reading.measures import Known, read_rule
from rules.reading.territory import Home, neutral_home, read_territory
from rules.reading.trials import read_trials
from rules.source import Scalar, Table, read_source
from rules.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class Lowered:
    """Everything a bundle holds, before it is written."""

    home: Home
    orders: Mapping[str, Order]
    zones: Mapping[str, DraftZone]
    calendars: Mapping[str, Calendar]
    rules: tuple[Rule, ...]
    tests: tuple[Trial, ...]


@uncollected()
def compile_bundle(
    sources: Sequence[Source], geometries: Mapping[str, GeoJSON], numbers: Mapping[str, int] | None = None
) -> Bundle:
    """The bundle of a territory's files, whatever their order.

    `geometries` go by the path the YAML writes; `numbers` are the zone numbers already allotted.
    Raises `Invalid` with every problem of every file.
    """
    log = Log()
    territories, rules = _sort(sources, log)
    home = _home(territories, geometries, log)
    draft = Draft()
    for root in rules:
        gather(root, draft, log)
    lowered = _read(home, draft, geometries, log)
    check_cycles(lowered.rules, draft, log)
    log.raise_if_any()
    for lower in PASSES:
        lowered = lower(lowered)
    return seal(_tree(lowered, numbers or {}))


def _sort(sources: Sequence[Source], log: Log) -> tuple[list[Table], list[Table]]:
    """The roots of the territory files and of the rules files, by the schema each announces."""
    territories: list[Table] = []
    rules: list[Table] = []
    for source in sorted(sources, key=lambda source: source.name):
        before = len(log.problems)
        root = read_source(source, log)
        expected = TERRITORY_SCHEMA if source.name.rpartition("/")[2] == "territory.yaml" else RULES_SCHEMA
        if root is None:
            log.blind = True
            if len(log.problems) == before:
                log.add("empty_file", Place(source.name, 1, 1), schema=expected)
        elif not isinstance(root, Table):
            log.blind = True
            log.add("not_a_table", root.place)
        else:
            schema = _schema(root, expected, log)
            (territories if schema == TERRITORY_SCHEMA else rules).append(root)
    if not log.blind and not territories:
        log.add("no_territory", None)
    if not log.blind and not rules:
        log.add("no_rules_file", None)
    return territories, rules


def _schema(root: Table, expected: str, log: Log) -> str:
    node = root.entries.get("schema")
    if node is None:
        log.add("schema_missing", root.place, schema=expected)
        return expected
    word = node[1].text if isinstance(node[1], Scalar) else ""
    if word not in (RULES_SCHEMA, TERRITORY_SCHEMA):
        near = nearest(word, (RULES_SCHEMA, TERRITORY_SCHEMA))
        log.add("schema_unknown", node[1].place, near=near, word=word, schema=expected)
        return expected
    return word


def _home(roots: Sequence[Table], geometries: Mapping[str, GeoJSON], log: Log) -> Home:
    for root in roots[1:]:
        log.add("several_territories", root.place, first=roots[0].place.file)
    return read_territory(roots[0], geometries, log) if roots else neutral_home()


def _read(home: Home, draft: Draft, geometries: Mapping[str, GeoJSON], log: Log) -> Lowered:
    orders = {name: read_order(key, node, log) for name, (key, node) in draft.orders.items()}
    zones = {name: read_zone(key, node, geometries, log) for name, (key, node) in draft.zones.items()}
    calendars = {
        name: read_calendar(key, node, log, has_holidays=bool(home.holidays))
        for name, (key, node) in draft.calendars.items()
    }
    known = Known(draft, orders, calendars, home.territory.default)
    tables = [table for _, table in draft.rules.values()]
    rules = [read_rule(table, known, log) for table in (*tables, *draft.nameless_rules)]
    return Lowered(
        home=home,
        orders={name: order for name, order in orders.items() if order},
        zones={name: zone for name, zone in zones.items() if zone},
        calendars={name: calendar for name, calendar in calendars.items() if calendar},
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        tests=read_trials(draft, ZoneInfo(home.territory.timezone), log),
    )


def check_cycles(rules: Sequence[Rule], draft: Draft, log: Log) -> None:
    """Report each ring of overrides once, at its first rule."""
    overrides = {rule.id: rule.overrides for rule in rules if rule.id}
    done: set[str] = set()
    for start, rest in overrides.items():
        path = [start]
        stack = [(start, iter(rest))]
        while stack and start not in done:
            current, untried = stack[-1]
            following = next((rule for rule in untried if rule in overrides and rule not in done), None)
            if following is None:
                done.add(current)
                stack.pop()
                path.pop()
            elif following in path:
                ring = [*path[path.index(following) :], following]
                log.add("override_cycle", draft.rules[min(ring)][0].place, word=" → ".join(ring))
                done.add(current)
                stack.pop()
                path.pop()
            else:
                stack.append((following, iter(overrides[following])))
                path.append(following)


def mark_unverified(lowered: Lowered) -> Lowered:
    """An order with one unchecked article is to be verified as a whole."""
    doubtful = {rule.order for rule in lowered.rules if rule.to_verify}
    doubtful |= {name for name, order in lowered.orders.items() if order.status == "to_verify"}
    orders = {
        name: replace(order, statuses=_doubted(order.statuses)) if name in doubtful else order
        for name, order in lowered.orders.items()
    }
    rules = tuple(
        rule if rule.to_verify == (rule.order in doubtful) else replace(rule, to_verify=rule.order in doubtful)
        for rule in lowered.rules
    )
    return replace(lowered, orders=orders, rules=rules)


def _doubted(statuses: Sequence[tuple[date | None, str]]) -> tuple[tuple[date | None, str], ...]:
    return tuple((start, "to_verify" if status == "in_force" else status) for start, status in statuses)


def merge_windows(lowered: Lowered) -> Lowered:
    """Blocks that differ only by their hours become one; blocks written twice are kept once."""
    return replace(lowered, rules=tuple(_merged(rule) for rule in lowered.rules))


def _merged(rule: Rule) -> Rule:
    if len(rule.schedule) < 2:
        return rule
    windows: dict[Days, set[tuple[int, int]]] = {}
    for block in rule.schedule:
        windows.setdefault(block.days, set()).update(block.windows)
    blocks = {block.days: block for block in rule.schedule}
    return replace(
        rule,
        schedule=tuple(
            replace(blocks[key], windows=tuple(sorted(found)))
            for key, found in sorted(windows.items(), key=lambda pair: repr(pair[0]))
        ),
    )


PASSES: tuple[Callable[[Lowered], Lowered], ...] = (mark_unverified, merge_windows)


def _tree(lowered: Lowered, numbers: Mapping[str, int]) -> Mapping[str, Tree]:
    home = lowered.home
    allotted = allot(lowered.zones, numbers)
    holidays: dict[str, Tree] = {day.isoformat(): name for day, name in home.holidays.items()}
    return {
        "territory": territory_tree(home.territory, home.coverage),
        "holidays": filled(source=home.holidays_source, dates=holidays),
        "orders": {name: declared.order_tree(order) for name, order in lowered.orders.items()},
        "zones": {name: _zone_tree(zone, allotted[name]) for name, zone in lowered.zones.items()},
        "calendars": {name: declared.calendar_tree(calendar) for name, calendar in lowered.calendars.items()},
        "rules": [measures.rule_tree(rule) for rule in lowered.rules],
        "tests": [measures.trial_tree(trial) for trial in lowered.tests],
    }


def _zone_tree(zone: DraftZone, number: int) -> Tree:
    return {
        "no": number,
        "kind": zone.kind,
        "name": zone.name,
        "precision": zone.precision,
        "geometry": zone.geometry,
    }


def allot(zones: Mapping[str, object], numbers: Mapping[str, int]) -> dict[str, int]:
    """A number for each zone: its own, or the next never allotted, in the order of names."""
    free = max(numbers.values(), default=0) + 1
    fresh = [name for name in sorted(zones) if name not in numbers]
    return {
        **{name: numbers[name] for name in zones if name in numbers},
        **{n: free + i for i, n in enumerate(fresh)},
    }
