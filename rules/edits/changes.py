"""A change of a text, as CodeMirror 6 writes it: its JSON, its positions and what follows from two at once.

The algorithms are those of `@codemirror/state` (MIT), so that an editor and this house always agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from rules.edits.sections import KEPT, Cursor, Section, Sections
from rules.edits.units import cut, ended, joined, length, line_end, plain

type Part = int | list[int | str]
"""Units kept, or how many go and the lines that replace them."""
type Written = list[Part]


class Mismatch(ValueError):
    """A change does not fit the text or the change it is put to."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is kept and what is replaced in a text of a given length."""

    sections: tuple[Section, ...]

    @property
    def length(self) -> int:
        """How many units the text has before."""
        return sum(section.length for section in self.sections)

    @property
    def new_length(self) -> int:
        """How many units the text has after."""
        return sum(section.length if section.kept else section.size for section in self.sections)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return all(section.kept for section in self.sections)

    def written(self) -> Written:
        """The JSON of CodeMirror's ChangeSet."""
        return [_part(section) for section in self.sections]

    def apply(self, text: str) -> str:
        """The text after the change; the line ends of a text are kept, and made one where it mixes several."""
        before = plain(text)
        if length(before) != self.length:
            raise Mismatch
        pieces, position = "", 0
        for section in self.sections:
            kept = cut(before, position, position + section.length) if section.kept else section.text
            pieces = joined(pieces, kept) if pieces else kept
            position += section.length
        return ended(pieces, line_end(text))

    def invert(self, text: str) -> "Change":
        """The change that gives this text back after this change."""
        before, undone, position = plain(text), [], 0
        for section in self.sections:
            if section.kept:
                undone.append(section)
            else:
                gone = cut(before, position, position + section.length)
                undone.append(Section(section.size, section.length, gone))
            position += section.length
        return Change(tuple(undone))

    def compose(self, after: "Change") -> "Change":
        """This change and the next one as one."""
        if self.new_length != after.length:
            raise Mismatch
        return after if self.empty else self if after.empty else _composed(self, after)

    def transform(self, over: "Change", *, before: bool = False) -> "Change":
        """This change, made on the same text as another, for the text that the other leaves.

        At one place what the other puts in comes first, unless this one is said to come `before` it.
        """
        if self.length != over.length:
            raise Mismatch
        return self if over.empty else _transformed(self, over, before=before)


def no_change(text: str) -> Change:
    """The change of a text that changes nothing."""
    count = length(plain(text))
    return Change((Section(count, KEPT),) if count else ())


def change(text: str, replacements: Iterable[tuple[int, int, str]]) -> Change:
    """A change from `(from, to, insert)`, in order and apart, in the units of a text."""
    sections, position, total = Sections(), 0, length(plain(text))
    for start, end, insert in replacements:
        if not position <= start <= end <= total:
            raise Mismatch
        put = plain(insert)
        sections.add(start - position, KEPT)
        sections.add(end - start, length(put), put)
        position = end
    sections.add(total - position, KEPT)
    return Change(tuple(sections.made))


def read_change(written: Sequence[object]) -> Change:
    """A change from its JSON; `Mismatch` when it is none."""
    return Change(tuple(_section(part) for part in written))


def _part(section: Section) -> Part:
    if section.kept:
        return section.length
    return [section.length, *(section.text.split("\n") if section.text else ())]


def _section(part: object) -> Section:
    if _is_count(part):
        return Section(part, KEPT)
    match part:
        case [count, *lines] if _is_count(count) and all(isinstance(line, str) and "\r" not in line for line in lines):
            text = "\n".join(str(line) for line in lines)
            if "\n" not in text or len(lines) == text.count("\n") + 1:
                return Section(count, length(text), text)
    raise Mismatch


def _is_count(part: object) -> TypeGuard[int]:
    return isinstance(part, int) and not isinstance(part, bool) and part >= 0


def _composed(first: Change, second: Change) -> Change:
    made, a, b, open_ = Sections(), Cursor(first.sections), Cursor(second.sections), False
    while not (a.done and b.done):
        if a.size == 0:
            made.add(a.length, 0, join=open_)
            a.next()
        elif b.length == 0 and not b.done:
            made.add(0, b.size, b.text, join=open_)
            b.next()
        else:
            open_ = _compose_step(made, a, b, open_=open_)
    return Change(tuple(made.made))


def _compose_step(made: Sections, a: Cursor, b: Cursor, *, open_: bool) -> bool:
    """What both say of a stretch of the text between them; whether the section made may still grow."""
    count, before = min(a.new_length, b.length), len(made.made)
    size, text = (0, "") if b.off else (b.size, b.text)
    if a.size == KEPT:
        made.add(count, KEPT if b.size == KEPT else size, text, join=open_)
    elif b.size == KEPT:
        made.add(0 if a.off else a.length, count, a.bit(count), join=open_)
    else:
        made.add(0 if a.off else a.length, size, text, join=open_)
    grows = (a.size > count or (b.size >= 0 and b.length > count)) and (open_ or len(made.made) > before)
    a.forward_new(count)
    b.forward(count)
    return grows


def _transformed(mine: Change, over: Change, *, before: bool) -> Change:
    made, a, b, put = Sections(), Cursor(mine.sections), Cursor(over.sections), -1
    while not (a.done and b.done):
        if a.size == KEPT and b.size == KEPT:
            count = min(a.length, b.length)
            made.add(count, KEPT)
            a.forward(count)
            b.forward(count)
        elif b.size >= 0 and (
            a.size < 0
            or put == a.number
            or (a.off == 0 and (b.length < a.length or (b.length == a.length and not before)))
        ):
            put = _pass_over(made, a, b, put)
        else:
            put = _place(made, a, b, put)
    return Change(tuple(made.made))


def _pass_over(made: Sections, a: Cursor, b: Cursor, put: int) -> int:
    """Past a section of the other change, with what this one puts inside what is gone."""
    left = b.length
    made.add(b.size, KEPT)
    while left:
        piece = min(a.length, left)
        if a.size >= 0 and put < a.number and a.length <= piece:
            made.add(0, a.size, a.text)
            put = a.number
        a.forward(piece)
        left -= piece
    b.next()
    return put


def _place(made: Sections, a: Cursor, b: Cursor, put: int) -> int:
    """A section of this change, up to where the other one puts something in."""
    gone, left = 0, a.length
    while left:
        if b.size == KEPT:
            piece = min(left, b.length)
            gone += piece
            left -= piece
            b.forward(piece)
        elif b.size == 0 and b.length < left:
            left -= b.length
            b.next()
        else:
            break
    fresh = put < a.number
    made.add(gone, a.size if fresh else 0, a.text if fresh else "")
    number = a.number
    a.forward(a.length - left)
    return number
