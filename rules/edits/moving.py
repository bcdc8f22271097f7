"""What a section declares, written once more or elsewhere in it, word for word."""

from collections.abc import Callable

from rules.edits.changes import Change, no_change
from rules.edits.reach import stepped
from rules.edits.references import LISTS
from rules.edits.spans import Step, column, item_spans, line_stop
from rules.edits.tree import Leaf, Map, Unformed, Value, read_tree
from rules.edits.writing import scalar

type Made = tuple[Change, Callable[[], Value]]
"""A change, and what the whole file must then say."""


class _Section:
    """What a section declares: where each is written, and its name."""

    def __init__(self, text: str, section: str) -> None:
        root = read_tree(text)
        entry = root.find(section)
        if entry is None or isinstance(entry.value, Leaf):
            raise Unformed("absent")
        self.text, self.section, self.root, self.node = text, section, root, entry.value
        self.head = entry.colon
        self.names: list[Leaf | None]
        if isinstance(self.node, Map):
            self.names = [one.key for one in self.node.entries]
            self.spans = [(one.key.start, one.end) for one in self.node.entries]
        else:
            self.names = [_name(item, LISTS.get(section, "")) for item in self.node.items]
            self.spans = (
                [(item.start, item.end) for item in self.node.items] if self.node.flow else item_spans(text, self.node)
            )

    def number(self, name: str) -> int:
        """The place of what has this name."""
        for number, leaf in enumerate(self.names):
            if leaf and leaf.text == name:
                return number
        raise Unformed("absent")

    def lines(self, number: int, *, comments: bool) -> tuple[int, int]:
        """The whole lines of one, and of the comment just above it."""
        start, end = self.spans[number]
        start -= column(self.text, start)
        indent = column(self.text, self.spans[number][0])
        floor = self.spans[number - 1][1] if number else self.head
        while comments and start > floor:
            above = self.text.rfind("\n", 0, start - 1) + 1
            line = self.text[above : start - 1]
            if above < floor or not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
                break
            start = above
        stop = line_stop(self.text, end)
        return start, min(stop + 1, len(self.text))

    def wanted(self, held: Value) -> Value:
        """What the file says when the section says this."""
        value = self.root.value
        assert isinstance(value, dict)
        return {**value, self.section: held}


def _name(item: object, key: str) -> Leaf | None:
    entry = item.find(key) if isinstance(item, Map) else None
    return entry.value if entry and isinstance(entry.value, Leaf) else None


def duplicated(text: str, section: str, name: str, new: str) -> Made:
    """The same thing again, just after, under another name."""
    found = _Section(text, section)
    number = found.number(name)
    leaf = found.names[number]
    assert leaf
    start, end = found.spans[number] if found.node.flow else found.lines(number, comments=False)
    word = scalar(new, style=leaf.style if leaf.style in ("'", '"') else "")
    copy = text[start : leaf.start] + word + text[leaf.end : end]
    step: Step = (end, end, f", {copy}") if found.node.flow else _lines_at(text, end, copy)
    return stepped(text, [step]), lambda: found.wanted(_twice(found, number, new))


def _twice(found: _Section, number: int, new: str) -> Value:
    held = found.node.value
    if isinstance(held, dict):
        return {**held, new: list(held.values())[number]}
    assert isinstance(held, list)
    item = held[number]
    assert isinstance(item, dict)
    return [*held[: number + 1], {**item, LISTS[found.section]: new}, *held[number + 1 :]]


def moved(text: str, section: str, name: str, before: str | None) -> Made:
    """The same thing elsewhere in its section."""
    found = _Section(text, section)
    number = found.number(name)
    target = found.number(before) if before is not None else len(found.spans)
    if target in (number, number + 1):
        return no_change(text), lambda: found.root.value
    steps = _moved_flow(found, number, target) if found.node.flow else _moved_lines(found, number, target)
    return stepped(text, steps), lambda: found.wanted(_elsewhere(found, number, target))


def _elsewhere(found: _Section, number: int, target: int) -> Value:
    held = found.node.value
    if isinstance(held, list):
        rest = [*held[:target], held[number], *held[target:]]
        return [item for place, item in enumerate(rest) if place != (number if number < target else number + 1)]
    return held


def _moved_lines(found: _Section, number: int, target: int) -> list[Step]:
    text = found.text
    start, end = found.lines(number, comments=True)
    last = target == len(found.spans)
    at = found.lines(target - 1, comments=False)[1] if last else found.lines(target, comments=True)[0]
    gone: Step = (start, end, "") if text[end - 1 : end] == "\n" else (max(start - 1, 0), end, "")
    return [gone, _lines_at(text, at, text[start:end])]


def _lines_at(text: str, at: int, lines: str) -> Step:
    """Whole lines at the start of a line, or after the last one."""
    whole = lines if lines.endswith("\n") else lines + "\n"
    if at and text[at - 1] != "\n":
        return at, at, "\n" + whole[:-1]
    return at, at, whole


def _moved_flow(found: _Section, number: int, target: int) -> list[Step]:
    spans, text = found.spans, found.text
    start, end = spans[number]
    word = text[start:end]
    gone: Step = (start, spans[number + 1][0], "") if number + 1 < len(spans) else (spans[number - 1][1], end, "")
    if target < len(spans):
        return [gone, (spans[target][0], spans[target][0], f"{word}, ")]
    return [gone, (spans[-1][1], spans[-1][1], f", {word}")]
