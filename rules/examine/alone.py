"""Each rule by itself: can it ever hold, does it say something another one does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, product

from rules.bundle import Bundle
from rules.cells import classes, kinds
from rules.clock import Season
from rules.examine.atoms import Atoms
from rules.examine.findings import Scribe
from rules.examine.space import MOST_CELLS
from rules.ir import Block, Condition, Rule
from rules.texts.clockwise import long_date
from rules.texts.sentences import at_hours
from rules.vocabulary import SILENT_STATUSES

_FOUR_YEARS = 1_500
_LONG_AGO, _FAR = date(2026, 1, 1), date(2100, 1, 1)


def check_rules(bundle: Bundle, scribe: Scribe) -> frozenset[str]:
    """Report what is wrong with single rules; the ids of those that never hold, left out of what follows."""
    season = Season(bundle.days)
    by_name: dict[str, list[Rule]] = {}
    for rule in bundle.rules:
        by_name.setdefault(rule.name, []).append(rule)
    dead: set[str] = set()
    for name, parts in by_name.items():
        read = [*parts, *(read_otherwise(part) for part in parts if part.other)]
        if _conditions(name, read, scribe) or _days(name, read, season, scribe) or _order(bundle, parts, scribe):
            dead |= {part.id for part in parts}
        _ambiguity(name, parts, scribe)
        _signature(bundle, name, parts, scribe)
    _duplicates(by_name, scribe)
    return frozenset(dead)


def read_otherwise(rule: Rule) -> Rule:
    """An ambiguous rule by its other reading: what is found must stand in both."""
    return replace(rule, condition=rule.other.condition, schedule=rule.other.schedule) if rule.other else rule


def _conditions(name: str, parts: Sequence[Rule], scribe: Scribe) -> bool:
    """Whether nobody can meet the condition of any part."""
    truths = [set(_truths(part, (part.condition,))) for part in parts]
    if all(found == {(False,)} for found in truths):
        scribe.add("dead_condition", "rule", name, rule=name)
        return True
    if all(part.condition and found == {(True,)} for part, found in zip(parts, truths, strict=True)):
        scribe.add("always_true", "rule", name, rule=name)
    return False


def _truths(rule: Rule, conditions: Sequence[Condition | None]) -> Iterator[tuple[bool, ...]]:
    """What these conditions say of each class of vehicle the rule tells apart."""
    atoms = Atoms(conditions)
    facts = classes([rule]).values()
    rights = [((), (kind,)) for kind in kinds([rule])]
    for chosen in islice(product(product(*facts), product(*rights)), MOST_CELLS):
        true = atoms.true({one.fact: one.one for one in chosen[0]}, {kind for held in chosen[1] for kind in held})
        mask = atoms.mask(true)
        yield tuple(bool(mask >> place & 1) for place in range(len(conditions)))


def _days(name: str, parts: Sequence[Rule], season: Season, scribe: Scribe) -> bool:
    """Whether no day of any part is in season."""
    lived = {block: False for part in parts for block in part.schedule}
    for part in parts:
        for block in part.schedule:
            lived[block] = lived[block] or _happens(part, block, season)
    if lived and not any(lived.values()) and all(part.schedule for part in parts):
        scribe.add("never_in_season", "rule", name, rule=name)
        return True
    for block, alive in lived.items():
        if not alive:
            scribe.add("dead_window", "rule", name, rule=name, schedule=at_hours([block]))
    return False


def _happens(rule: Rule, block: Block, season: Season) -> bool:
    """Whether a block holds some minute of the rule's dates, as far as four years show."""
    start = rule.valid_from or (rule.valid_to - timedelta(days=_FOUR_YEARS) if rule.valid_to else _LONG_AGO)
    end = min(rule.valid_to or _FAR, start + timedelta(days=_FOUR_YEARS))
    days = range(start.toordinal(), end.toordinal())
    return any(season.almanac.admits(block.days, day) is not False for day in days)


def _order(bundle: Bundle, parts: Sequence[Rule], scribe: Scribe) -> bool:
    """Whether the order is silent over all the dates of the rule."""
    order = bundle.orders[parts[0].order]
    starts = [part.valid_from for part in parts]
    ends = [part.valid_to for part in parts]
    start = None if None in starts else min(day for day in starts if day)
    end = None if None in ends else max(day for day in ends if day)
    if not all(status in SILENT_STATUSES for status in _statuses(order.statuses, start, end)):
        return False
    name = parts[0].name
    code = "order_never_begins" if order.status == "to_come" else "order_silent"
    scribe.add(code, "rule", name, rule=name, order=order.id)
    return True


def _statuses(dated: Sequence[tuple[date | None, str]], start: date | None, end: date | None) -> Iterator[str]:
    """The statuses that meet `[start, end)`."""
    for place, (since, status) in enumerate(dated):
        until = dated[place + 1][0] if place + 1 < len(dated) else None
        if (not end or not since or since < end) and (not start or not until or until > start):
            yield status


def _ambiguity(name: str, parts: Sequence[Rule], scribe: Scribe) -> None:
    """Two readings that are one."""
    read = [(part, part.other) for part in parts if part.other]
    if read and all(
        part.schedule == other.schedule and all(a is b for a, b in _truths(part, (part.condition, other.condition)))
        for part, other in read
    ):
        scribe.add("idle_ambiguity", "rule", name, rule=name)


def _signature(bundle: Bundle, name: str, parts: Sequence[Rule], scribe: Scribe) -> None:
    """A rule older than its order; the parts of dated values have their own dates."""
    rule, signed = parts[0], bundle.orders[parts[0].order].signed
    if rule.id == name and signed and rule.valid_from and rule.valid_from < signed:
        start, day = long_date(rule.valid_from), long_date(signed)
        scribe.add("before_signature", "rule", name, rule=name, order=rule.order, start=start, signed=day)


def _duplicates(by_name: Mapping[str, Sequence[Rule]], scribe: Scribe) -> None:
    first: dict[object, str] = {}
    for name, parts in by_name.items():
        said = tuple(
            (part.effect, part.zones, part.overrides, part.condition, part.schedule, part.duties,
             part.valid_from, part.valid_to, part.trigger, part.other)
            for part in parts
        )  # fmt: skip
        if (known := first.setdefault(said, name)) != name:
            scribe.add("duplicate_rule", "rule", name, rule=name, against=known)
