"""The smallest replacements that bring a value in, take one away or change one, all else staying as it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.edits.tree import Entry, Leaf, Map, Node, Seq, Value
from rules.edits.writing import block, flow, literal, scalar

type Step = tuple[int, int, str]
"""A stretch of the text, and what stands there instead."""

_COMMENT = re.compile(r"[ \t]*#[^\n]*")
_COMMA = re.compile(r"[ \t]*,[ \t]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a node stands: the entry or the list it belongs to, and the key that says what it is."""

    holder: Entry | Seq | None
    key: str
    flow: bool
    indent: int


def column(text: str, index: int) -> int:
    """How far from the start of its line."""
    return index - (text.rfind("\n", 0, index) + 1)


def line_stop(text: str, index: int) -> int:
    """The end of the line, before its line feed."""
    stop = text.find("\n", index)
    return len(text) if stop < 0 else stop


def replace(text: str, node: Node, slot: Slot, value: Value) -> Step:
    """Another value at a place."""
    if node.start == node.end:  # nothing was written
        at = slot.holder.colon if isinstance(slot.holder, Entry) else node.start
        return at, at, " " + _written(node, slot, value)
    if isinstance(node, Leaf) or node.flow or not isinstance(slot.holder, Entry):
        return node.start, node.end, _written(node, slot, value)
    comment = _COMMENT.match(text, slot.holder.colon)
    kept = comment[0] if comment else ""
    return slot.holder.colon, node.end, f" {_written(node, slot, value)}{kept}"


def _written(node: Node, slot: Slot, value: Value) -> str:
    if not isinstance(value, str):
        return flow(value, slot.key)
    style = node.style if isinstance(node, Leaf) else ""
    if not slot.flow and "\n" in value and (text := literal(value, slot.indent + 2)):
        return text
    return scalar(value, slot.key, flow=slot.flow, style=style if style in ("'", '"') else "")


def add_entry(text: str, found: Map, place: int, entry: str) -> Step:
    """A written entry (`key: value`) before the entry of that number."""
    if found.flow:
        return _add_flow(found.start, [(one.key.start, one.end) for one in found.entries], place, entry)
    indent = " " * column(text, found.entries[0].key.start)
    if place == 0:
        at = found.entries[0].key.start
        return at, at, f"{entry}\n{indent}"
    at = line_stop(text, found.entries[place - 1].end)
    return at, at, f"\n{indent}{entry}"


def add_item(text: str, found: Seq, place: int, value: Value, key: str) -> Step:
    """A value before the item of that number."""
    if found.flow:
        return _add_flow(found.start, [(one.start, one.end) for one in found.items], place, flow(value, key))
    indent = column(text, found.start)
    near = found.items[min(place, len(found.items) - 1)]
    whole = isinstance(near, Map) and not near.flow and isinstance(value, dict) and bool(value)
    body = block(value, indent + 2) if whole and isinstance(value, dict) else flow(value, key)
    if place == 0:
        return found.start, found.start, f"- {body}\n{' ' * indent}"
    at = line_stop(text, max(found.items[place - 1].end, found.start))
    apart = "\n" if _spaced(text, found.items) else ""
    return at, at, f"\n{apart}{' ' * indent}- {body}"


def _spaced(text: str, items: Sequence[Node]) -> bool:
    """Whether a blank line stands between the last two items."""
    return len(items) > 1 and re.search(r"\n[ \t]*\n", text[items[-2].end : items[-1].start]) is not None


def _add_flow(start: int, spans: Sequence[tuple[int, int]], place: int, written: str) -> Step:
    if not spans:
        return start + 1, start + 1, written
    if place == 0:
        return spans[0][0], spans[0][0], f"{written}, "
    return spans[place - 1][1], spans[place - 1][1], f", {written}"


def drop_entry(text: str, found: Map, place: int) -> Step:
    """Without the entry of that number; it is not the only one."""
    spans = [(entry.key.start, entry.end) for entry in found.entries]
    return _drop_flow(text, spans, place) if found.flow else _drop_block(text, spans, place)


def drop_item(text: str, found: Seq, place: int) -> Step:
    """Without the item of that number; it is not the only one."""
    if found.flow:
        return _drop_flow(text, [(item.start, item.end) for item in found.items], place)
    return _drop_block(text, item_spans(text, found), place)


def item_spans(text: str, found: Seq) -> list[tuple[int, int]]:
    """Each item of a list, its dash included."""
    pad = " " * column(text, found.start)
    spans = [(found.start, max(found.items[0].end, found.start + 1))]
    for item in found.items[1:]:
        line = line_stop(text, spans[-1][1]) + 1
        while not text.startswith(f"{pad}-", line):
            line = line_stop(text, line) + 1
        start = line + len(pad)
        spans.append((start, max(item.end, start + 1)))
    return spans


def _drop_block(text: str, spans: Sequence[tuple[int, int]], place: int) -> Step:
    start, end = spans[place]
    line = start - column(text, start)
    if text[line:start].strip(" "):  # its line starts with the dash of what it belongs to
        after = spans[place + 1][0] if place + 1 < len(spans) else end
        return (start, after, "") if "#" not in text[end:after] else (start, end, "")
    stop = line_stop(text, end)
    return (line, stop + 1, "") if stop < len(text) else (max(line - 1, 0), stop, "")


def _drop_flow(text: str, spans: Sequence[tuple[int, int]], place: int) -> Step:
    start, end = spans[place]
    if place + 1 < len(spans):
        after = spans[place + 1][0]
        if not _breaks(text[end:after]):
            return start, after, ""
        comma = _COMMA.match(text, end)
        return start, comma.end() if comma else end, ""
    before = spans[place - 1][1] if place else start
    return (start, end, "") if _breaks(text[before:start]) else (before, end, "")


def _breaks(text: str) -> bool:
    return "\n" in text or "#" in text
