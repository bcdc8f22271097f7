"""Everything the files declare, gathered by name before any of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from rules.fields import Fields, as_table, check_id
from rules.ir import Effect
from rules.log import Log, Place
from rules.source import Listing, Node, Scalar, Table

RULES_SECTIONS = ("schema", "include", "orders", "zones", "calendars", "values", "rights", "rules", "tests")
SET_SECTIONS = ("schema", "set", "orders", "values", "rights", "rules")
LATER = ("watch",)
EFFECTS: Mapping[str, Effect] = {effect: effect for effect in get_args(Effect.__value__)}

type Declarations = dict[str, tuple[Scalar, Node]]


@dataclass(slots=True)
class Draft:
    """Declarations over all files: names are unique over the whole territory."""

    shared: frozenset[str] = frozenset()
    """The files that other territories include too."""
    orders: Declarations = field(default_factory=dict)
    zones: Declarations = field(default_factory=dict)
    calendars: Declarations = field(default_factory=dict)
    days: Declarations = field(default_factory=dict)
    values: Declarations = field(default_factory=dict)
    rights: Declarations = field(default_factory=dict)
    rules: dict[str, tuple[Scalar, Table]] = field(default_factory=dict)
    nameless_rules: list[Table] = field(default_factory=list)
    tests: dict[str, tuple[Scalar, Table]] = field(default_factory=dict)
    nameless_tests: list[Table] = field(default_factory=list)
    effects: dict[str, Effect] = field(default_factory=dict)
    """Of each rule that has one."""
    tags: dict[str, list[str]] = field(default_factory=dict)
    """The rules that carry each tag."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Of each zone, as written; empty where it is not."""
    triggers: set[str] = field(default_factory=set)
    """What rules wait for."""

    def is_shared(self, place: Place) -> bool:
        """Whether something is written in a set shared by several territories."""
        return place.file in self.shared

    def places(self) -> dict[tuple[str, str], Place]:
        """Where each thing that has a name is written."""
        sections: Mapping[str, Mapping[str, tuple[Scalar, Node]]] = {
            "order": self.orders, "zone": self.zones, "calendar": self.calendars, "value": self.values,
            "right": self.rights, "days": self.days, "rule": self.rules, "test": self.tests,
        }  # fmt: skip
        return {(kind, name): key.place for kind, names in sections.items() for name, (key, _) in names.items()}


def gather(fields: Fields, draft: Draft, log: Log) -> None:
    """Add what one file declares."""
    sections = {
        "orders": draft.orders, "zones": draft.zones, "calendars": draft.calendars, "values": draft.values,
        "rights": draft.rights, "days": draft.days,
    }  # fmt: skip
    for key, names in sections.items():
        section = fields.table_of(key)
        for name, node in section.entries.values() if section else ():
            if _fresh(name, names, log):
                names[name.text] = (name, node)
                if key != "orders":
                    check_id(name, log)
                if key == "zones":
                    draft.kinds[name.text] = kind.text if (kind := _own_name(node, "kind")) else ""
    for item in _tables(fields, "rules", log):
        _gather_rule(item, draft, log)
    for item in _tables(fields, "tests", log):
        title = _own_name(item, "name")
        if title is None:
            draft.nameless_tests.append(item)
        elif _fresh(title, draft.tests, log):
            draft.tests[title.text] = (title, item)


def _tables(fields: Fields, key: str, log: Log) -> list[Table]:
    if not fields.has(key) or (isinstance(node := fields.node(key), Listing) and not node.items):
        return []
    found = [as_table(item, item.place, log) for item in fields.items(key)]
    return [table for table in found if table]


def _gather_rule(item: Table, draft: Draft, log: Log) -> None:
    name = _own_name(item, "id")
    if name is None:
        draft.nameless_rules.append(item)
        return
    if not _fresh(name, draft.rules, log):
        return
    check_id(name, log)
    draft.rules[name.text] = (name, item)
    if (effect := _own_name(item, "do")) and effect.text in EFFECTS:
        draft.effects[name.text] = EFFECTS[effect.text]
    if trigger := _own_name(item, "trigger"):
        draft.triggers.add(trigger.text)
    for tag in words(item, "tags"):
        draft.tags.setdefault(tag, []).append(name.text)


def words(item: Table, key: str) -> list[str]:
    """The words of a list, whatever else is in it."""
    found = item.entries.get(key)
    listed = found[1].items if found and isinstance(found[1], Listing) else ()
    return [word.text for word in listed if isinstance(word, Scalar)]


def _own_name(item: Node, key: str) -> Scalar | None:
    found = item.entries.get(key) if isinstance(item, Table) else None
    return found[1] if found and isinstance(found[1], Scalar) and not found[1].empty else None


def _fresh(name: Scalar, taken: Mapping[str, tuple[Scalar, Node]], log: Log) -> bool:
    if name.text not in taken:
        return True
    first = taken[name.text][0].place
    log.add("duplicate_id", name.place, word=name.text, file=first.file, first=first.line)
    return False
