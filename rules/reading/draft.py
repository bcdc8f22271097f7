"""Everything the files declare, gathered by name before any of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.fields import Fields, as_table, check_id
from rules.ir import Effect
from rules.log import Log
from rules.source import Listing, Node, Scalar, Table

RULES_SCHEMA = "joptimiz/rules@1"
TERRITORY_SCHEMA = "joptimiz/territory@1"

_SECTIONS = ("schema", "orders", "zones", "calendars", "rules", "tests")
_LATER = ("rights", "watch", "include")

type Declarations = dict[str, tuple[Scalar, Node]]


@dataclass(slots=True)
class Draft:
    """Declarations over all files: names are unique over the whole territory."""

    orders: Declarations = field(default_factory=dict)
    zones: Declarations = field(default_factory=dict)
    calendars: Declarations = field(default_factory=dict)
    rules: dict[str, tuple[Scalar, Table]] = field(default_factory=dict)
    nameless_rules: list[Table] = field(default_factory=list)
    tests: dict[str, tuple[Scalar, Table]] = field(default_factory=dict)
    nameless_tests: list[Table] = field(default_factory=list)
    effects: dict[str, Effect] = field(default_factory=dict)
    """Of each rule that has one."""
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The rules that carry each tag."""


def gather(root: Table, draft: Draft, log: Log) -> None:
    """Add what one rules file declares."""
    fields = Fields(root, log, _SECTIONS, later=_LATER)
    for key, names in (("orders", draft.orders), ("zones", draft.zones), ("calendars", draft.calendars)):
        section = fields.table_of(key)
        for name, node in section.entries.values() if section else ():
            if _fresh(name, names, log):
                names[name.text] = (name, node)
                if key != "orders":
                    check_id(name, log)
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
    effect = _own_name(item, "do")
    if effect and effect.text in ("prohibit", "allow"):
        draft.effects[name.text] = "prohibit" if effect.text == "prohibit" else "allow"
    tags = item.entries.get("tags")
    for tag in tags[1].items if tags and isinstance(tags[1], Listing) else ():
        if isinstance(tag, Scalar):
            draft.tags[tag.text] = (*draft.tags.get(tag.text, ()), name.text)


def _own_name(item: Table, key: str) -> Scalar | None:
    found = item.entries.get(key)
    return found[1] if found and isinstance(found[1], Scalar) and not found[1].empty else None


def _fresh(name: Scalar, taken: Mapping[str, tuple[Scalar, Node]], log: Log) -> bool:
    if name.text not in taken:
        return True
    first = taken[name.text][0].place
    log.add("duplicate_id", name.place, word=name.text, file=first.file, first=first.line)
    return False
