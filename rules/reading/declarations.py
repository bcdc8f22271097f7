"""Orders, zones and calendars: what rules refer to by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.canonical import Tree
from rules.fields import Fields, as_table, check_word
from rules.ir import EVERY_DAY, Calendar, Days
from rules.log import Log, nearest
from rules.model import GeoJSON, Order
from rules.reading.shapes import read_shape
from rules.source import Node, Scalar
from rules.vocabulary import DAYS, ORDER_STATUSES, PUBLIC_HOLIDAY, ZONE_KINDS

_ORDER = ("title", "signed", "authority", "url", "basis", "status")
_ZONE = ("kind", "name", "geometry", "precision", "note")
_CALENDAR = ("days", "except", "only")
_PRECISIONS = ("exact", "approximate")


@dataclass(frozen=True, slots=True)
class DraftZone:
    """A zone whose number is not allotted yet."""

    kind: str
    name: str
    geometry: Mapping[str, Tree]
    precision: str


def read_order(name: Scalar, node: Node, log: Log) -> Order | None:
    """An arrêté."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, _ORDER)
    url = fields.scalar("url")
    if url and not url.text.startswith(("https://", "http://")):
        log.add("bad_url", url.place, word=url.text)
    return Order(
        id=name.text,
        title=fields.text("title", required=True, limit=500) or "",
        signed=fields.date("signed"),
        authority=fields.text("authority", limit=200),
        url=url.text if url else None,
        basis=fields.text("basis", limit=500),
        statuses=((None, fields.word("status", ORDER_STATUSES) or "in_force"),),
    )


def read_zone(name: Scalar, node: Node, geometries: Mapping[str, GeoJSON], log: Log) -> DraftZone | None:
    """A zone and its geometry."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, _ZONE)
    kind = fields.scalar("kind", required=True)
    if kind and kind.text not in ZONE_KINDS:
        _check_kind(kind, log)
    precision = fields.word("precision", _PRECISIONS) or "exact"
    fields.text("note")
    path = fields.node("geometry", required=True)
    shape = None
    if isinstance(path, Scalar):
        shape = read_shape(path, geometries, log)
    elif path:
        log.add("geometry_not_yet", path.place)
    if kind is None or shape is None:
        return None
    return DraftZone(kind.text, fields.text("name", limit=200) or name.text, shape, precision)


def _check_kind(kind: Scalar, log: Log) -> None:
    """The list of kinds is open, but a kind one letter away from ours is a slip."""
    near = nearest(kind.text, ZONE_KINDS)
    if near or not kind.text.isidentifier():
        log.add("bad_word", kind.place, near=near, word=kind.text, key="kind", known=", ".join(ZONE_KINDS))


def read_calendar(name: Scalar, node: Node, log: Log, *, has_holidays: bool) -> Calendar | None:
    """A choice of days of the week, with or without public holidays."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, _CALENDAR)
    days = read_days(fields, log) or EVERY_DAY
    excluded = _special(fields, "except", log)
    wanted = _special(fields, "only", log)
    if excluded and wanted:
        log.add("no_day_left", name.place)
    if (excluded or wanted) and not has_holidays and not log.blind:
        log.add("no_holidays", table.place)
    return Calendar(name.text, Days(days, only=wanted, but=excluded))


def read_days(fields: Fields, log: Log) -> tuple[int, ...]:
    """Weekdays, Monday is 0; none when the key is absent."""
    found = set()
    for node in fields.names("days"):
        if node.text in DAYS:
            found.add(DAYS.index(node.text))
        else:
            log.add("bad_day", node.place, near=nearest(node.text, DAYS), word=node.text)
    return tuple(sorted(found))


def _special(fields: Fields, key: str, log: Log) -> tuple[str, ...]:
    return tuple(word for node in fields.names(key) if (word := check_word(node, key, (PUBLIC_HOLIDAY,), log)))
