"""Where the cursor is in the language, in a text that is being written and need not be whole."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml import events

from rules.edits.reach import Path
from rules.edits.references import Reference, references
from rules.edits.tree import Leaf, Map, Node, Seq, Unformed, read_tree
from rules.edits.units import plain

_MARK = "\ua66e"
"""A sign no order holds: it stands where the cursor is."""
_BLANKS = " \t"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: the path of what holds the cursor, and what is written there so far."""

    path: Path
    """Of the value, or of the group whose key is being written."""
    key: bool
    """Whether a key may stand here."""
    value: bool
    """Whether a value may stand here."""
    word: str
    """What is written just before the cursor."""
    present: tuple[str, ...]
    """The other keys of the group."""
    reference: Reference | None
    """What the word would name."""


def spot(text: str, line: int, column: int) -> Spot | None:
    """The place at a line and column, counted from 1; nothing in a comment or where nothing can be told."""
    before = _before(plain(text), line, column)
    if before is None or _in_comment(before):
        return None
    tried = ([one for text in _whole(before, quote) if (one := _read(text))] for quote in ("", '"', "'"))
    found = next((some for some in tried if some), [])
    keys = next((one for one in found if one.key), None)
    values = next((one for one in found if one.value), None)
    if keys is None or values is None:
        return keys or values
    return Spot(keys.path, key=True, value=True, word=values.word, present=keys.present, reference=values.reference)


def _before(text: str, line: int, column: int) -> str | None:
    lines = text.split("\n")
    if not 1 <= line <= len(lines) or column < 1:
        return None
    return "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])


def _in_comment(before: str) -> bool:
    last = before.rpartition("\n")[2]
    return any(
        last[place] == "#" and last[place - 1 : place].strip() == "" and _outside(last[:place])
        for place in range(len(last))
    )


def _outside(head: str) -> bool:
    """Whether a line's start leaves no quote open."""
    return head.count('"') % 2 == 0


def _whole(before: str, quote: str) -> Iterator[str]:
    """The text until the cursor, ended so as to be whole: as a value, as a key; within an open quotation or not."""
    closers = _closers_quoted(before, quote) if quote else _closers(before)
    for end in ("", ": "):
        yield f"{before}{_MARK}{quote}{end}{closers}\n"


def _closers_quoted(before: str, quote: str) -> str:
    """The brackets still open before a quotation that the cursor is in."""
    return _closers(before[: max(before.rfind(quote), 0)])


def _closers(before: str) -> str:
    """The brackets still open, closed."""
    opened: list[str] = []
    try:
        for event in yaml.parse(before.removeprefix("\ufeff"), Loader=yaml.CSafeLoader):
            if isinstance(event, events.CollectionStartEvent):
                mark = "]" if isinstance(event, events.SequenceStartEvent) else "}"
                opened.append(mark if event.flow_style else "")
            elif isinstance(event, events.CollectionEndEvent):
                opened.pop()
    except yaml.YAMLError:
        pass
    return "".join(reversed(opened))


def _read(written: str) -> Spot | None:
    try:
        root = read_tree(written)
    except Unformed:
        return None
    return _found(root, (), root)


def _found(node: Node, path: Path, root: Map) -> Spot | None:
    """The mark below a node."""
    if isinstance(node, Leaf):
        if _MARK not in node.text:
            return None
        named = next((one for one in references(root) if one.leaf is node), None)
        return Spot(path, key=False, value=True, word=node.text.partition(_MARK)[0], present=(), reference=named)
    if isinstance(node, Seq):
        inner = ((number, item) for number, item in enumerate(node.items))
        return next((one for number, item in inner if (one := _found(item, (*path, number), root))), None)
    for entry in node.entries:
        if _MARK in entry.key.text:
            others = tuple(one.key.text for one in node.entries if one is not entry)
            word = entry.key.text.partition(_MARK)[0]
            return Spot(path, key=True, value=False, word=word, present=others, reference=None)
        if one := _found(entry.value, (*path, entry.key.text), root):
            return one
    return None
