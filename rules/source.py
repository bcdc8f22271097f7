"""YAML text to nodes that know where they stand; an unreadable text gives problems.

Scalars stay text: `22:30`, `NO`, `010` and `1_000` stay as written until a field types them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml
from yaml import events

from rules.log import Log, Place
from rules.model import Invalid, Source
from rules.texts.syntax import syntax_words

MAX_CHARACTERS = 8_000_000
MAX_NODES = 500_000
MAX_DEPTH = 40
MAX_DIRECTIVES = 100
MAX_ALIASED_NODES = 1_000
"""How many nodes aliases may repeat in one file: enough to share a list, too few for a bomb."""

# Characters YAML forbids, and the exotic line breaks that would shift every line number of an editor.
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(slots=True)
class _Written:
    """Where a node is written; not frozen, for a large file makes half a million of them."""

    file: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Its file, line and column."""
        return Place(self.file, self.line, self.column)


@dataclass(slots=True)
class Scalar(_Written):
    """One word or sentence, as written."""

    text: str
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether the author wrote nothing, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(slots=True)
class Listing(_Written):
    """A list."""

    items: tuple["Node", ...]


@dataclass(slots=True)
class Table(_Written):
    """A mapping from words to nodes, in the order written."""

    entries: dict[str, tuple[Scalar, "Node"]]


type Node = Scalar | Listing | Table


class _Unreadable(Exception):
    """The rest of this file cannot be read; its problem is already in the log."""


@dataclass(slots=True)
class _Open:
    """A list or table whose end has not been met."""

    line: int
    column: int
    anchor: str | None
    before: int
    height: int
    items: list[Node] | None
    entries: dict[str, tuple[Scalar, Node]]
    key: Scalar | None = None


def read_source(source: Source, log: Log) -> Node | None:
    """The root node of a source, or nothing when it is empty or unreadable (the log then says why)."""
    start = Place(source.name, 1, 1)
    text = source.text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        log.add("too_long", start, limit=MAX_CHARACTERS // 1_000_000)
        return None
    if _forbidden_characters(source.name, text, log):
        return None
    if text.count("\n%") > MAX_DIRECTIVES:  # libyaml compares each with all the others
        log.add("too_many_directives", start)
        return None
    try:
        return _Builder(source.name, log).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (_Unreadable, Invalid):
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source.name, mark.line + 1, mark.column + 1) if mark else start
        lines = _LINE_END.split(text)
        if place.line > len(lines):  # libyaml ends a text without a last line break one line further
            place = Place(source.name, len(lines), len(lines[-1]) + 1)
        line = lines[place.line - 1]
        log.add(syntax_words(error.problem or "", error.context or "", line, place.column - 1), place)
        return None


def _forbidden_characters(name: str, text: str, log: Log) -> bool:
    """Report the first forbidden character of each line, ten at most."""
    if not FORBIDDEN.search(text):
        return False
    found = 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        if (match := FORBIDDEN.search(line)) and found < 10:
            found += 1
            log.add("forbidden_character", Place(name, number, match.start() + 1), point=f"U+{ord(match[0]):04X}")
    return True


class _Builder:
    """Nodes from libyaml's events, without recursion, within the limits of this module."""

    def __init__(self, file: str, log: Log) -> None:
        self._file = file
        self._log = log
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._count = 0
        self._aliased = 0
        self._root: Node | None = None

    def build(self, stream: Iterator[events.Event]) -> Node | None:
        """The root of the only document of the stream."""
        documents = 0
        for event in stream:
            if isinstance(event, events.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, events.CollectionEndEvent):
                self._close()
            elif isinstance(event, events.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, events.AliasEvent):
                self._alias(event)
            elif isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("several_documents", self._place(event))
        return self._root

    def _place(self, event: events.Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _refuse(self, code: str, place: Place, **words: str | int) -> NoReturn:
        self._log.add(code, place, near=None, **words)
        raise _Unreadable

    def _grow(self, event: events.Event, nodes: int) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            self._refuse("too_many_nodes", self._place(event), limit=MAX_NODES)

    def _tagged(self, event: events.ScalarEvent | events.CollectionStartEvent) -> None:
        tag = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
        self._log.add("tag", self._place(event), tag=tag)

    def _scalar(self, event: events.ScalarEvent) -> None:
        mark, text, (plain, quoted) = event.start_mark, event.value, event.implicit
        assert mark is not None
        self._count += 1
        if self._count > MAX_NODES:
            self._refuse("too_many_nodes", self._place(event), limit=MAX_NODES)
        if event.tag is not None and not plain and not quoted:
            self._tagged(event)
        if event.style == '"' and (match := FORBIDDEN.search(text)):
            self._log.add("forbidden_character", self._place(event), point=f"U+{ord(match[0]):04X}")
        node = Scalar(self._file, mark.line + 1, mark.column + 1, text, plain)
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 0)
        self._put(node, 0)

    def _open(self, event: events.CollectionStartEvent) -> None:
        mark, stack = event.start_mark, self._stack
        assert mark is not None
        self._grow(event, 1)
        if len(stack) >= MAX_DEPTH:
            self._refuse("too_deep", self._place(event), limit=MAX_DEPTH)
        if event.tag is not None and not event.implicit:
            self._tagged(event)
        if stack and stack[-1].items is None and stack[-1].key is None:
            self._refuse("key_not_word", self._place(event))
        items: list[Node] | None = None if isinstance(event, events.MappingStartEvent) else []
        stack.append(_Open(mark.line + 1, mark.column + 1, event.anchor, self._count - 1, 0, items, {}))

    def _close(self) -> None:
        done = self._stack.pop()
        node: Node
        if done.items is None:
            node = Table(self._file, done.line, done.column, done.entries)
        else:
            node = Listing(self._file, done.line, done.column, tuple(done.items))
        if done.anchor:
            self._anchors[done.anchor] = (node, self._count - done.before, done.height)
        self._put(node, done.height)

    def _alias(self, event: events.AliasEvent) -> None:
        name = event.anchor or ""
        if name not in self._anchors:
            self._refuse("unknown_alias", self._place(event), alias=name)
        node, size, height = self._anchors[name]
        self._aliased += size
        if self._aliased > MAX_ALIASED_NODES:
            self._refuse("alias_bomb", self._place(event), limit=MAX_ALIASED_NODES)
        if len(self._stack) + height >= MAX_DEPTH:
            self._refuse("too_deep", self._place(event), limit=MAX_DEPTH)
        self._grow(event, size)
        self._put(node, height)

    def _put(self, node: Node, height: int) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if height >= parent.height:
            parent.height = height + 1
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            self._key(node, parent)
        else:
            parent.entries.setdefault(parent.key.text, (parent.key, node))
            parent.key = None

    def _key(self, node: Node, parent: _Open) -> None:
        if not isinstance(node, Scalar):
            self._refuse("key_not_word", node.place)
        if node.text in parent.entries:
            first = parent.entries[node.text][0].line
            self._log.add("duplicate_key", node.place, key=node.text, first=first)
        parent.key = node
