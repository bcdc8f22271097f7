"""From a text to the one that says what is wanted, step by step, each as small as can be."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from rules.edits.changes import Change, change, no_change
from rules.edits.references import LISTS, NAMED
from rules.edits.spans import Slot, Step, add_entry, add_item, column, drop_entry, drop_item, replace
from rules.edits.tree import Entry, Map, Node, Seq, Unformed, Value, read_tree
from rules.edits.units import offset
from rules.edits.writing import block, flow, key_of, literal, named, scalar
from rules.reading.calendars import CALENDAR, DAY_SET
from rules.reading.draft import RULES_SECTIONS
from rules.reading.measures import RULE
from rules.reading.orders import ORDER, RIGHT
from rules.reading.territory import TERRITORY
from rules.reading.trials import TEST
from rules.reading.zones import ZONE

MOST_STEPS = 2_000
ORDERS: Mapping[str, Sequence[str]] = {
    "rules": RULE, "tests": TEST, "orders": ORDER, "zones": ZONE, "calendars": CALENDAR, "days": DAY_SET,
    "rights": RIGHT,
}  # fmt: skip
"""The keys of what each section holds, in the order in which they are written."""
_ROOT = (*dict.fromkeys((*TERRITORY[:-1], *RULES_SECTIONS, *TERRITORY)),)
_DEPTH_OF_ITEMS = 2

type Path = tuple[str | int, ...]


def reach(text: str, path: Path, wanted: Value) -> Change:
    """The change after which the node at a path says what is wanted."""
    whole = no_change(text)
    for _ in range(MOST_STEPS):
        node, slot = _at(text, read_tree(text), path)
        step = _step(text, node, slot, path, wanted)
        if step is None:
            return whole
        one = stepped(text, [step])
        text = one.apply(text)
        whole = whole.compose(one)
    raise Unformed("layout")


def stepped(text: str, steps: Sequence[Step]) -> Change:
    """Steps on one text as a change."""
    return change(text, [(offset(text, start), offset(text, end), put) for start, end, put in sorted(steps)])


def node_at(root: Map, path: Path) -> Node:
    """The node at a path; `Unformed` when it is not there."""
    return _at("", root, path)[0]


def _at(text: str, root: Map, path: Path) -> tuple[Node, Slot]:
    node: Node = root
    slot = Slot(None, "", flow=False, indent=0)
    for word in path:
        if isinstance(node, Map) and isinstance(word, str) and (entry := node.find(word)):
            slot = Slot(entry, key_of(word, slot.key), node.flow, column(text, entry.key.start))
            node = entry.value
        elif isinstance(node, Seq) and isinstance(word, int) and 0 <= word < len(node.items):
            slot = Slot(node, slot.key, node.flow, column(text, node.start))
            node = node.items[word]
        else:
            raise Unformed("absent")
    return node, slot


def _step(text: str, node: Node, slot: Slot, path: Path, wanted: Value) -> Step | None:
    """The first step towards what is wanted, if it is not there yet."""
    if node.value == wanted:
        return None
    if isinstance(node, Map) and isinstance(wanted, dict) and node.entries and wanted:
        return _into_map(text, node, path, wanted)
    if isinstance(node, Seq) and isinstance(wanted, list) and node.items and wanted:
        return _into_seq(text, node, slot, path, wanted)
    if len(path) == 1 and isinstance(slot.holder, Entry) and path[0] in (*LISTS, *NAMED) and wanted:
        end = max(node.end, slot.holder.colon)
        return slot.holder.colon, end, _section(str(path[0]), wanted, slot.indent)
    return replace(text, node, slot, wanted)


def _into_map(text: str, node: Map, path: Path, wanted: dict[str, Value]) -> Step | None:
    for entry in node.entries:
        key = entry.key.text
        if key in wanted and entry.value.value != wanted[key]:
            slot = Slot(entry, _typed_by(path, key), node.flow, column(text, entry.key.start))
            return _step(text, entry.value, slot, (*path, key), wanted[key])
    for key, value in wanted.items():
        if node.find(key) is None:
            indent = column(text, node.entries[0].key.start)
            return add_entry(text, node, _place(node, path, key), _entry(node, path, key, value, indent))
    gone = next(number for number, entry in enumerate(node.entries) if entry.key.text not in wanted)
    return drop_entry(text, node, gone)


def _entry(node: Map, path: Path, key: str, value: Value, indent: int) -> str:
    """A new entry as its neighbours would write it."""
    if not path and key in (*LISTS, *NAMED) and value:
        return f"{key}:{_section(key, value, indent)}"
    if not node.flow and len(path) == 1 and path[0] in NAMED:
        last = node.entries[-1].value
        if isinstance(last, Map) and not last.flow and isinstance(value, dict) and value:
            return f"{scalar(key, flow=False)}:\n{' ' * (indent + 2)}{block(value, indent + 2)}"
        return named(key, value, indent)
    if not node.flow and isinstance(value, str):
        return f"{scalar(key, flow=False)}: {literal(value, indent + 2) or scalar(value, key, flow=False)}"
    return f"{scalar(key)}: {flow(value, _typed_by(path, key))}"


def _typed_by(path: Path, key: str) -> str:
    """The key that says what a value is."""
    return key_of(key, str(path[-1]) if path else "")


def _section(section: str, value: Value, indent: int) -> str:
    """What follows the key of a section, an item a line."""
    pad = "\n" + " " * (indent + 2)
    if isinstance(value, dict):
        return "".join(pad + named(name, inner, indent + 2) for name, inner in value.items())
    if isinstance(value, list):
        whole = section == "rules"
        lines = (block(one, indent + 4) if whole and isinstance(one, dict) and one else flow(one) for one in value)
        return "".join(f"{pad}- {line}" for line in lines)
    return " " + flow(value, section)


def _place(node: Map, path: Path, key: str) -> int:
    """Where a key goes among those written: after those that come before it in the language."""
    known = _ROOT if not path else ORDERS.get(str(path[0]), ()) if len(path) == _DEPTH_OF_ITEMS else ()
    if key not in known:
        return len(node.entries)
    earlier = set(known[: known.index(key)])
    return max([number + 1 for number, entry in enumerate(node.entries) if entry.key.text in earlier], default=0)


def _into_seq(text: str, node: Seq, slot: Slot, path: Path, wanted: list[Value]) -> Step | None:
    before, after = [repr(item.value) for item in node.items], [repr(value) for value in wanted]
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "replace" or (tag != "equal" and end > start and last > first):
            inner = Slot(node, slot.key, node.flow, column(text, node.start))
            return _step(text, node.items[start], inner, (*path, start), wanted[first])
        if tag == "insert":
            return add_item(text, node, start, wanted[first], slot.key)
        if tag == "delete":
            return drop_item(text, node, start)
    return None
