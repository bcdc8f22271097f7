"""A YAML text as a tree that knows where each node starts and ends, so that one can be changed and no other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from yaml import events

from rules.log import Log
from rules.model import Source
from rules.source import read_source
from rules.texts.edits import REASONS

type Value = str | list[Value] | dict[str, Value] | None
"""What a node says: words as written, lists, groups; nothing for what is left empty."""

_NOTHING = ("", "~", "null")
_BOM = "\ufeff"


class Unformed(Exception):
    """A file or an edit that only the text view can do; its words say why."""

    def __init__(self, code: str, line: int | None = None) -> None:
        super().__init__(REASONS[code])
        self.code = code
        self.line = line
        """Where it was noticed, if somewhere."""


@dataclass(slots=True)
class Leaf:
    """One word or sentence; `start` and `end` are Python indices in the text."""

    start: int
    end: int
    text: str
    style: str
    """Empty when plain, else `'`, `"`, `|` or `>`."""

    @property
    def value(self) -> Value:
        """What it says."""
        return None if self.style == "" and self.text in _NOTHING else self.text


@dataclass(slots=True)
class Seq:
    """A list."""

    start: int
    end: int
    flow: bool
    items: list["Node"] = field(default_factory=list)

    @property
    def value(self) -> Value:
        """What it says."""
        return [item.value for item in self.items]


@dataclass(slots=True)
class Entry:
    """A key and its value; `colon` is just after its colon."""

    key: Leaf
    value: "Node"
    colon: int

    @property
    def end(self) -> int:
        """Where what is written of it ends."""
        return max(self.value.end, self.colon) if self.value.start < self.value.end else self.colon


@dataclass(slots=True)
class Map:
    """A group of keys."""

    start: int
    end: int
    flow: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def value(self) -> Value:
        """What it says."""
        return {entry.key.text: entry.value.value for entry in self.entries}

    def find(self, key: str) -> Entry | None:
        """The entry of a key."""
        return next((entry for entry in self.entries if entry.key.text == key), None)


type Node = Leaf | Seq | Map


@lru_cache(maxsize=16)
def read_tree(text: str) -> Map:
    """The root of a plain text; `Unformed` when it is not one that can be edited piece by piece.

    Kept for a while: one edit reads the same text several times. Nobody changes a tree.
    """
    skipped = len(_BOM) if text.startswith(_BOM) else 0
    body = text[skipped:]
    root = None
    if read_source(Source("", body), log := Log()) is None or log.problems:
        raise Unformed(_why(body, log), next((one.line for one in log.problems), None))
    stream = yaml.parse(body, Loader=yaml.CSafeLoader)
    for event in stream:
        if isinstance(event, events.NodeEvent):
            root = _node(event, stream, text, skipped)
    if not isinstance(root, Map):
        raise Unformed("unreadable")
    return root


def _why(body: str, log: Log) -> str:
    codes = {problem.code for problem in log.problems}
    for code, why in _WHY.items():
        if code in codes:
            return why
    return "unreadable" if codes or body.strip() else "empty"


_WHY: Mapping[str, str] = {
    "several_documents": "documents", "duplicate_key": "duplicates", "tag": "tags", "key_not_word": "keys",
    "unknown_alias": "anchors", "alias_bomb": "anchors", "alias_of_itself": "anchors",
}  # fmt: skip


def _node(event: events.Event, stream: Iterator[events.Event], text: str, skipped: int) -> Node:
    if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None):
        raise Unformed("anchors")
    start, end = _span(event, skipped)
    if isinstance(event, events.ScalarEvent):
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(text[start:end].rstrip("\n \t"))
        return Leaf(start, end, event.value, style)
    if isinstance(event, events.SequenceStartEvent):
        return _seq(Seq(start, end, bool(event.flow_style)), stream, text, skipped)
    assert isinstance(event, events.MappingStartEvent)
    return _map(Map(start, end, bool(event.flow_style)), stream, text, skipped)


def _seq(seq: Seq, stream: Iterator[events.Event], text: str, skipped: int) -> Seq:
    while not isinstance(event := next(stream), events.SequenceEndEvent):
        seq.items.append(_node(event, stream, text, skipped))
    seq.end = _span(event, skipped)[1] if seq.flow else max([seq.start + 1, *(item.end for item in seq.items)])
    return seq


def _map(found: Map, stream: Iterator[events.Event], text: str, skipped: int) -> Map:
    if found.flow and text[found.start] != "{":  # `[a: b]`: a group without braces
        raise Unformed("layout")
    while not isinstance(event := next(stream), events.MappingEndEvent):
        key = _node(event, stream, text, skipped)
        value = _node(next(stream), stream, text, skipped)
        if not isinstance(key, Leaf):
            raise Unformed("keys")
        found.entries.append(Entry(key, value, _after_colon(text, found, key)))
    found.end = _span(event, skipped)[1] if found.flow else found.entries[-1].end
    return found


_COLON = re.compile(r"[ \t]*:")


def _after_colon(text: str, found: Map, key: Leaf) -> int:
    """Just after the colon; a key of a flow group may have none."""
    if text[: key.start].rstrip(" \t").endswith("?"):
        raise Unformed("keys")
    if match := _COLON.match(text, key.end):
        return match.end()
    if found.flow:
        return key.end
    raise Unformed("keys")


def _span(event: events.Event, skipped: int) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index + skipped, event.end_mark.index + skipped
