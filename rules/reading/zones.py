"""`zones`: where rules apply, and how a rule chooses among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.canonical import Tree
from rules.fields import Fields, as_table
from rules.log import Log, nearest
from rules.reading.shapes import Ground, read_shape
from rules.source import Listing, Node, Scalar, Table
from rules.vocabulary import ZONE_KINDS

ZONE = ("kind", "name", "geometry", "precision", "note")
EVERYWHERE = "all"
SELECTOR = ("kind",)
PRECISIONS = ("exact", "approximate")


@dataclass(frozen=True, slots=True)
class DraftZone:
    """A zone whose number is not allotted yet."""

    kind: str
    name: str
    geometry: Mapping[str, Tree]
    precision: str


def read_zone(name: Scalar, node: Node, ground: Ground, log: Log) -> DraftZone | None:
    """A zone and its geometry."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, ZONE)
    kind = fields.scalar("kind", required=True)
    if kind and kind.text not in ZONE_KINDS:
        _check_kind(kind, log)
    precision = fields.word("precision", PRECISIONS) or "exact"
    fields.text("note")
    area = fields.node("geometry", required=True)
    shape = read_shape(area, ground, log) if area else None
    if kind is None or shape is None:
        return None
    return DraftZone(kind.text, fields.text("name", limit=200) or name.text, shape, precision)


def _check_kind(kind: Scalar, log: Log) -> None:
    """The list of kinds is open, but a kind one letter away from ours is a slip."""
    near = nearest(kind.text, ZONE_KINDS)
    if near or not kind.text.isidentifier():
        log.add("bad_word", kind.place, near=near, word=kind.text, key="kind", known=", ".join(ZONE_KINDS))


def chosen(node: Node | None, kinds: Mapping[str, str]) -> tuple[str, ...]:
    """The zones a rule speaks of, sorted: those it lists, those of some kinds, or all; `kinds` is of each zone."""
    if isinstance(node, Listing):
        return tuple(sorted({item.text for item in node.items if isinstance(item, Scalar)}))
    if isinstance(node, Scalar):
        return tuple(sorted(kinds)) if node.text == EVERYWHERE else ()
    wanted = {item.text for item in _kinds(node)} if node else set()
    return tuple(sorted(zone for zone, kind in kinds.items() if kind in wanted))


def read_zones(fields: Fields, kinds: Mapping[str, str], log: Log, *, shared: bool) -> tuple[str, ...]:
    """The zones of a rule; a shared rule finds them by kind and may find none."""
    node = fields.node("zones", required=True)
    if shared and isinstance(node, Listing):
        log.add("set_names_zones", node.place)
    elif isinstance(node, Table):
        _check_kinds(node, kinds, log, shared=shared)
    elif not isinstance(node, Scalar) or node.text != EVERYWHERE:
        for name in fields.names("zones"):
            if name.text not in kinds:
                log.add_unknown("unknown_zone", name.place, name.text, kinds)
    elif not kinds and not shared and not log.blind:
        log.add("no_zone", node.place)
    if not isinstance(node, Listing):
        log.draw(len(kinds), fields.place)
    return chosen(node, kinds)


def _check_kinds(table: Table, kinds: Mapping[str, str], log: Log, *, shared: bool) -> None:
    fields = Fields(table, log, SELECTOR)
    node = fields.node("kind", required=True)
    names = (node,) if isinstance(node, Scalar) else fields.names("kind")
    for name in names:
        if not shared and name.text not in kinds.values():
            log.add_unknown("no_zone_of_kind", name.place, name.text, kinds.values())


def _kinds(table: Table) -> list[Scalar]:
    found = table.entries.get("kind")
    items = found[1].items if found and isinstance(found[1], Listing) else (found[1],) if found else ()
    return [item for item in items if isinstance(item, Scalar)]
