"""What the files of a territory declare, by section, even while one of them is being written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.edits.references import LISTS, NAMED, declarations
from rules.edits.tree import Leaf, Map, Seq, Unformed, read_tree
from rules.edits.units import plain

_MOST_BLANKED = 5
_TITLES = ("title", "name", "message")
type Names = Mapping[str, Mapping[str, str]]
"""By section, each name and what it is called; `triggers` and `tags` too, which are only used."""


@dataclass(slots=True)
class _Found:
    names: dict[str, dict[str, str]]

    def add(self, section: str, name: str, title: str = "") -> None:
        self.names.setdefault(section, {}).setdefault(name, title)


def names_of(texts: Iterable[str]) -> Names:
    """Everything that can be named; a text that cannot be read gives what its readable lines declare."""
    found = _Found({})
    for text in texts:
        whole = plain(text)
        if root := _readable(whole):
            _read(root, found)
        else:
            _scan(whole, found)
    return found.names


def _readable(text: str) -> Map | None:
    """The tree of a text, a few lines that cannot be read left blank."""
    lines = text.split("\n")
    for _ in range(_MOST_BLANKED):
        try:
            return read_tree("\n".join(lines))
        except Unformed as error:
            wrong = min(error.line or 0, len(lines))
            while wrong and not lines[wrong - 1].strip():
                wrong -= 1
            if not wrong:
                return None
            lines[wrong - 1] = ""
    return None


def _read(root: Map, found: _Found) -> None:
    for section in (*LISTS, *NAMED):
        for leaf, node in declarations(root, section):
            title = next((one for key in _TITLES if isinstance(node, Map) and (one := _word(node, key))), "")
            found.add(section, leaf.text, "" if section == "tests" else title)
            if section == "rules" and isinstance(node, Map):
                _used(node, found)


def _used(rule: Map, found: _Found) -> None:
    if trigger := _word(rule, "trigger"):
        found.add("triggers", trigger)
    tags = rule.find("tags")
    for tag in tags.value.items if tags and isinstance(tags.value, Seq) else ():
        if isinstance(tag, Leaf):
            found.add("tags", tag.text)


def _word(node: Map, key: str) -> str:
    entry = node.find(key)
    return entry.value.text if entry and isinstance(entry.value, Leaf) else ""


_SECTION = re.compile(r"([a-z]+):")
_NAMED = re.compile(r" {1,2}[\"']?([^\s\"'#:][^\"':]*?)[\"']?:(?:\s|$)")
_LISTED = re.compile(r"\s*-\s*\{?\s*(?:id|name):\s*[\"']?([^\"',}#]+?)[\"']?\s*(?:[,}#]|$)")


def _scan(text: str, found: _Found) -> None:
    """Names line by line, for a file that is being written."""
    section = ""
    for line in text.split("\n"):
        if match := _SECTION.match(line):
            section = match[1]
        elif (section in LISTS and (match := _LISTED.match(line))) or (
            section in NAMED and (match := _NAMED.match(line)) and len(line) - len(line.lstrip()) <= 2
        ):
            found.add(section, match[1])
