"""`rights` of a test: the derogations its vehicle holds."""

from collections.abc import Collection

from rules.fields import Fields, not_a_list
from rules.log import Log
from rules.model import Right
from rules.source import Listing, Node, Scalar, Table

DAYS_LEFT = (0, 366, "jours")
HELD = ("kind", "zones", "from", "to", "days_left")


def read_rights(node: Node, kinds: Collection[str], zones: Collection[str], log: Log) -> tuple[Right, ...]:
    """`[artisan, {kind: artisan, to: 2026-07-01, days_left: 12}]`; an empty list holds none."""
    if not isinstance(node, Listing):
        not_a_list(node, "rights", log)
        return ()
    found: list[Right] = []
    for item in node.items:
        if isinstance(item, Table):
            found += _held(item, kinds, zones, log)
        elif not isinstance(item, Scalar) or item.empty:
            log.add("not_a_word", item.place, key="rights")
        else:
            found += [Right(kind) for kind in _kind(item, kinds, log)]
    return tuple(found)


def _kind(node: Scalar | None, kinds: Collection[str], log: Log) -> list[str]:
    if node is None:
        return []
    if node.text not in kinds:
        log.add_unknown("unknown_right", node.place, node.text, kinds)
    return [node.text]


def _held(table: Table, kinds: Collection[str], zones: Collection[str], log: Log) -> list[Right]:
    fields = Fields(table, log, HELD)
    names = fields.names("zones")
    for name in names:
        if name.text not in zones:
            log.add_unknown("unknown_zone", name.place, name.text, zones)
    start, end = fields.date("from"), fields.date("to")
    if start and end and start >= end:
        log.add("days_reversed", table.place, word=f"{start}/{end}")
    days_left = fields.number("days_left", DAYS_LEFT)
    return [
        Right(kind, zones=tuple(sorted(name.text for name in names)), start=start, end=end, days_left=days_left)
        for kind in _kind(fields.scalar("kind", required=True), kinds, log)
    ]
