"""`values`: figures that the law changes from a date on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.fields import as_table, day_date
from rules.log import Log
from rules.source import Listing, Node, Scalar, Table

MOST_DATES = 200


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from each date on, the first date first."""

    steps: tuple[tuple[date, Scalar], ...]

    def on(self, day: date) -> Scalar:
        """The value on a date that is not before the first."""
        return next(value for start, value in reversed(self.steps) if start <= day)


def read_values(name: Scalar, node: Node, log: Log) -> Dated | None:
    """`{2025-01-01: 4, 2026-01-01: 3}`; whether the values fit is said where they are used."""
    if isinstance(node, Scalar) and not node.empty:
        log.add("value_undated", node.place, word=name.text, value=node.text)
        return None
    table = as_table(node, name.place, log)
    if table is None:
        return None
    if not table.entries:
        log.add("empty", name.place, key=name.text)
    if len(table.entries) > MOST_DATES:
        log.add("too_many_dates", name.place, word=name.text, limit=MOST_DATES)
        return None
    steps = []
    for key, value in table.entries.values():
        if key.text.isdecimal() and isinstance(value, Scalar) and value.empty:
            log.add("decimal_comma", key.place)
            continue
        day = day_date(key, log)
        if not isinstance(value, Scalar) or value.empty:
            log.add("not_a_word", value.place, key=key.text)
        elif day:
            steps.append((day, value))
    return Dated(tuple(sorted(steps, key=lambda step: step[0]))) if steps else None


def value_name(node: Node) -> Scalar | None:
    """The name in `{value: name}`; nothing for anything else."""
    if isinstance(node, Table) and list(node.entries) == ["value"]:
        inner = node.entries["value"][1]
        return inner if isinstance(inner, Scalar) else None
    return None


def cuts(nodes: Iterable[Node | None], values: Mapping[str, Dated | None]) -> tuple[date, ...]:
    """The dates at which a value used here changes, from the first on which each has one."""
    names = {name for node in nodes if node for name in _used(node)} if values else set()
    used = [dated for name in names if (dated := values.get(name))]
    if not used:
        return ()
    first = max(dated.steps[0][0] for dated in used)
    return tuple(sorted({first, *(day for dated in used for day, _ in dated.steps if day > first)}))


def _used(node: Node) -> Iterable[str]:
    if name := value_name(node):
        yield name.text
    elif isinstance(node, Table):
        for _, inner in node.entries.values():
            yield from _used(inner)
    elif isinstance(node, Listing):
        for inner in node.items:
            yield from _used(inner)
