"""Long lists, a page at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of so many things is shown, from 1."""

    number: int
    size: int
    count: int

    @property
    def last(self) -> int:
        """The number of the last one."""
        return max(1, -(-self.count // self.size))

    @property
    def part(self) -> slice:
        """What of them it shows."""
        return slice((self.number - 1) * self.size, self.number * self.size)


def page_of(text: str, count: int, size: int) -> Page:
    """The page that an address asks for, the nearest there is."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    page = Page(1, size, count)
    return Page(max(1, min(number, page.last)), size, count)
