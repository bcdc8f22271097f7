"""The sections a change is made of: what it keeps, and what it replaces by what."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.edits.units import cut, joined

KEPT = -1


@dataclass(slots=True)
class Section:
    """So many units of the former text, kept, or replaced by a text."""

    length: int
    size: int
    """How many units replace them; `KEPT` when they are kept."""
    text: str = ""

    @property
    def kept(self) -> bool:
        """Whether the section changes nothing."""
        return self.size < 0


class Sections:
    """Sections as they are put together, neighbours of one sort joined."""

    def __init__(self) -> None:
        self.made: list[Section] = []

    def add(self, count: int, size: int, text: str = "", *, join: bool = False) -> None:
        """One more section; `join` makes it one with the section before."""
        if count == 0 and size <= 0:
            return
        last = self.made[-1] if self.made else None
        if last and size <= 0 and size == last.size:
            last.length += count
        elif last and (join or (count == 0 and last.length == 0)):
            last.length += count
            last.size += size
            last.text = joined(last.text, text)
        else:
            self.made.append(Section(count, size, text))


class Cursor:
    """A walk over sections, by the former text (`forward`) or by the new one (`forward_new`)."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self.number = 0
        self._load()

    def _load(self) -> None:
        self.done = self.number >= len(self._sections)
        self.length, self.size, self._text = 0, -2, ""
        if not self.done:
            section = self._sections[self.number]
            self.length, self.size, self._text = section.length, section.size, section.text
        self.off = 0

    @property
    def text(self) -> str:
        """What the whole section puts in."""
        return self._text

    @property
    def new_length(self) -> int:
        """How many units of the new text are left in the section."""
        return self.length if self.size < 0 else self.size

    def bit(self, count: int) -> str:
        """The next units of what the section puts in."""
        return cut(self._text, self.off, self.off + count)

    def next(self) -> None:
        """On to the next section."""
        self.number += 1
        self._load()

    def forward(self, count: int) -> None:
        """Over so many units of the former text."""
        if count == self.length:
            self.next()
        else:
            self.length -= count
            self.off += count

    def forward_new(self, count: int) -> None:
        """Over so many units of the new text."""
        if self.size == KEPT:
            self.forward(count)
        elif count == self.size:
            self.next()
        else:
            self.size -= count
            self.off += count
