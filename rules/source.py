"""YAML text to nodes that know where they stand; an unreadable text gives problems.

Scalars stay text: `22:30`, `NO`, `010` and `1_000` stay as written until a field types them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml
from yaml import events

from rules.log import Log, Place
from rules.model import Source
from rules.texts.syntax import syntax_words

MAX_CHARACTERS = 8_000_000
MAX_NODES = 2_000_000
MAX_DEPTH = 40
MAX_ALIASED_NODES = 1_000
"""How many nodes aliases may repeat in one file: enough to share a list, too few for a bomb."""

# Characters YAML forbids, and the exotic line breaks that would shift every line number of an editor.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or sentence, as written."""

    place: Place
    text: str
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether the author wrote nothing, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from words to nodes, in the order written."""

    place: Place
    entries: dict[str, tuple[Scalar, "Node"]]


type Node = Scalar | Listing | Table


class _Unreadable(Exception):
    """The rest of this file cannot be read; its problem is already in the log."""


@dataclass(slots=True)
class _Open:
    """A list or table whose end has not been met."""

    place: Place
    anchor: str | None
    before: int
    height: int = 0
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Scalar, Node]] | None = None
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
    try:
        return _Builder(source.name, log).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Unreadable:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source.name, mark.line + 1, mark.column + 1) if mark else start
        code = syntax_words(error.problem or "", error.context or "", _line(text, place.line))
        log.add(code, place)
        return None


def _line(text: str, number: int) -> str:
    lines = _LINE_END.split(text)
    return lines[number - 1] if number <= len(lines) else ""


def _forbidden_characters(name: str, text: str, log: Log) -> bool:
    """Report the first forbidden character of each line, ten at most."""
    if not _FORBIDDEN.search(text):
        return False
    found = 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        if (match := _FORBIDDEN.search(line)) and found < 10:
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
            elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
                self._open(event)
            elif isinstance(event, events.CollectionEndEvent):
                self._close()
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

    def _grow(self, place: Place, nodes: int = 1) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            self._refuse("too_many_nodes", place, limit=MAX_NODES)

    def _scalar(self, event: events.ScalarEvent) -> None:
        place = self._place(event)
        self._grow(place)
        if event.tag is not None and not any(event.implicit):
            self._log.add("tag", place, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if match := _FORBIDDEN.search(event.value):
            self._log.add("forbidden_character", place, point=f"U+{ord(match[0]):04X}")
        node = Scalar(place, event.value, bool(event.implicit[0]))
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 0)
        self._put(node, 0)

    def _open(self, event: events.MappingStartEvent | events.SequenceStartEvent) -> None:
        place = self._place(event)
        self._grow(place)
        if len(self._stack) >= MAX_DEPTH:
            self._refuse("too_deep", place, limit=MAX_DEPTH)
        if event.tag is not None and not event.implicit:
            self._log.add("tag", place, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if self._stack and self._stack[-1].entries is not None and self._stack[-1].key is None:
            self._refuse("key_not_word", place)
        entries: dict[str, tuple[Scalar, Node]] | None = {} if isinstance(event, events.MappingStartEvent) else None
        self._stack.append(_Open(place, event.anchor, self._count - 1, entries=entries))

    def _close(self) -> None:
        done = self._stack.pop()
        node: Node = Listing(done.place, tuple(done.items))
        if done.entries is not None:
            node = Table(done.place, done.entries)
        if done.anchor:
            self._anchors[done.anchor] = (node, self._count - done.before, done.height)
        self._put(node, done.height)

    def _alias(self, event: events.AliasEvent) -> None:
        place = self._place(event)
        name = event.anchor or ""
        if name not in self._anchors:
            self._refuse("unknown_alias", place, alias=name)
        node, size, height = self._anchors[name]
        self._aliased += size
        if self._aliased > MAX_ALIASED_NODES:
            self._refuse("alias_bomb", place, limit=MAX_ALIASED_NODES)
        if len(self._stack) + height >= MAX_DEPTH:
            self._refuse("too_deep", place, limit=MAX_DEPTH)
        self._grow(place, size)
        self._put(node, height)

    def _put(self, node: Node, height: int) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        parent.height = max(parent.height, height + 1)
        if parent.entries is None:
            parent.items.append(node)
        elif parent.key is None:
            self._key(node, parent)
        else:
            if parent.key.text not in parent.entries:
                parent.entries[parent.key.text] = (parent.key, node)
            parent.key = None

    def _key(self, node: Node, parent: _Open) -> None:
        if not isinstance(node, Scalar):
            self._refuse("key_not_word", node.place)
        assert parent.entries is not None
        if node.text in parent.entries:
            first = parent.entries[node.text][0].place.line
            self._log.add("duplicate_key", node.place, key=node.text, first=first)
        parent.key = node
