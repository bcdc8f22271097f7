"""Who names whom in a file: every place that must follow when a name changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.edits.tree import Leaf, Map, Node, Seq
from rules.vocabulary import EVE

LISTS = {"rules": "id", "tests": "name"}
"""Sections that are lists, and the key that names their items."""
NAMED = ("orders", "zones", "calendars", "days", "values", "rights")
"""Sections whose keys are names."""
REFER: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("rules", "order"): ("orders",), ("rules", "zones"): ("zones",), ("rules", "overrides"): ("rules", "tags"),
    ("rules", "tags"): ("tags",), ("rules", "trigger"): ("triggers",), ("rights", "order"): ("orders",),
    ("tests", "like"): ("tests",), ("tests", "zone"): ("zones",), ("tests", "zones"): ("zones",),
    ("tests", "by"): ("rules",), ("tests", "triggers"): ("triggers",), ("tests", "rights"): ("rights",),
    ("calendars", "except"): ("days",), ("calendars", "only"): ("days",),
}  # fmt: skip
"""By section and key, the names that may stand there."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that names something of a section; a prefix may stand before the name."""

    section: str
    leaf: Leaf
    prefix: str = ""

    @property
    def name(self) -> str:
        """The name alone."""
        return self.leaf.text.removeprefix(self.prefix)


def references(root: Map) -> Iterator[Reference]:
    """Every reference of a file, in no order."""
    for rule in _items(root, "rules"):
        yield from _words(rule, "order", "orders")
        if isinstance(_inner(rule, "zones"), Seq):  # else it is « all », or some kinds
            yield from _words(rule, "zones", "zones")
        yield from _words(rule, "overrides", "rules")
        for part in (rule, _inner(rule, "ambiguity")):
            yield from _conditions(_inner(part, "if"))
            yield from _calendars(_inner(part, "when"))
    for right in _members(root, "rights"):
        yield from _words(right, "order", "orders")
    for calendar in _members(root, "calendars"):
        for key in ("except", "only"):
            for found in _words(calendar, key, "days"):
                yield Reference("days", found.leaf, EVE if found.leaf.text.startswith(EVE) else "")
    for test in _items(root, "tests"):
        yield from _test(test)


def declarations(root: Map, section: str) -> Iterator[tuple[Leaf, Node]]:
    """What a file declares in a section: where its name is written, and what it is."""
    if section in LISTS:
        for item in _items(root, section):
            entry = item.find(LISTS[section])
            if entry and isinstance(entry.value, Leaf) and entry.value.value is not None:
                yield entry.value, item
    elif isinstance(found := _inner(root, section), Map):
        yield from ((entry.key, entry.value) for entry in found.entries)


def _test(test: Map) -> Iterator[Reference]:
    for key, section in (("like", "tests"), ("zone", "zones"), ("zones", "zones"), ("by", "rules"), ("needs", "days")):
        yield from _words(test, key, section)
    rights = _inner(test, "rights")
    for right in rights.items if isinstance(rights, Seq) else ():
        if isinstance(right, Leaf):
            yield Reference("rights", right)
        elif isinstance(right, Map):
            yield from _words(right, "kind", "rights")
            yield from _words(right, "zones", "zones")


def _calendars(when: Node | None) -> Iterator[Reference]:
    for part in when.items if isinstance(when, Seq) else (when,):
        yield from _words(part, "calendar", "calendars")


def _conditions(node: Node | None) -> Iterator[Reference]:
    if isinstance(node, Seq):
        for item in node.items:
            yield from _conditions(item)
    if not isinstance(node, Map):
        return
    for entry in node.entries:
        if entry.key.text == "right":
            yield from _words(entry.value, "has", "rights")
        elif entry.key.text == "value" and len(node.entries) == 1 and isinstance(entry.value, Leaf):
            yield Reference("values", entry.value)
        else:
            yield from _conditions(entry.value)


def _words(node: Node | None, key: str, section: str) -> Iterator[Reference]:
    found = _inner(node, key)
    for leaf in found.items if isinstance(found, Seq) else (found,):
        if isinstance(leaf, Leaf):
            yield Reference(section, leaf)


def _inner(node: Node | None, key: str) -> Node | None:
    entry = node.find(key) if isinstance(node, Map) else None
    return entry.value if entry else None


def _items(root: Map, section: str) -> Iterator[Map]:
    found = _inner(root, section)
    yield from (item for item in (found.items if isinstance(found, Seq) else ()) if isinstance(item, Map))


def _members(root: Map, section: str) -> Iterator[Map]:
    found = _inner(root, section)
    for entry in found.entries if isinstance(found, Map) else ():
        if isinstance(entry.value, Map):
            yield entry.value
