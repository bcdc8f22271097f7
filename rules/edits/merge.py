"""Whole texts put together: what an editor without script sends is brought over what others did meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.edits.changes import Change, change
from rules.edits.units import ended, length, line_end, plain

type Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that two people changed in two ways: both are kept, mine first."""

    line: int
    """The first of them in the merged text, counted from 1."""
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """One text out of two, and where somebody must look."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What two people made of one text; the line ends are theirs."""
    old, left, right = (plain(text).split("\n") for text in (base, mine, theirs))
    lines: list[str] = []
    conflicts = []
    for before, one, other in _stretches(old, left, right):
        if other in (one, before):
            lines += one
        elif before == one:
            lines += other
        else:
            conflicts.append(Conflict(len(lines) + 1, tuple(one), tuple(other)))
            lines += [*one, *other]
    return Merged(ended("\n".join(lines), line_end(theirs)), tuple(conflicts))


def difference(before: str, after: str) -> Change:
    """The change from one text to another, by lines, then by what differs within them."""
    old, new = plain(before), plain(after)
    starts = _starts(old)
    first, second = old.split("\n"), new.split("\n")
    made = []
    for a, b, c, d in _gaps(first, second):
        start, end, put = starts[a], starts[b], "".join(line + "\n" for line in second[c:d])
        gone = "".join(line + "\n" for line in first[a:b])
        if b == len(first):  # the last line has no end: that of the line before stands for it
            gone, put, end = gone[:-1], put[:-1], end - 1
            if (a == b or c == d) and a:
                start, gone, put = start - 1, "\n" + gone if a < b else gone, "\n" + put if c < d else put
        made.append(_narrowed(start, end, gone, put))
    return change(old, made)


def _narrowed(start: int, end: int, gone: str, put: str) -> tuple[int, int, str]:
    """The same replacement without what both share at either end."""
    same = 0
    while same < min(len(gone), len(put)) and gone[same] == put[same]:
        same += 1
    head = length(gone[:same])
    gone, put = gone[same:], put[same:]
    tail = 0
    while tail < min(len(gone), len(put)) and gone[-1 - tail] == put[-1 - tail]:
        tail += 1
    last = length(gone[len(gone) - tail :])
    return start + head, end - last, put[: len(put) - tail]


def _starts(text: str) -> list[int]:
    """Where each line starts, and where one more would."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + length(line) + 1)
    return starts


def _stretches(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[Lines, Lines, Lines]]:
    """The three texts cut where all agree, in order."""
    done = (0, 0, 0)
    for start, left, right, size in _agreed(base, mine, theirs):
        yield base[done[0] : start], mine[done[1] : left], theirs[done[2] : right]
        same = base[start : start + size]
        yield same, same, same
        done = (start + size, left + size, right + size)
    yield base[done[0] :], mine[done[1] :], theirs[done[2] :]


def _agreed(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that both kept: where they are in each, and how long."""
    one, other = _alike(base, mine), _alike(base, theirs)
    i = j = 0
    while i < len(one) and j < len(other):
        (a, left, size), (b, right, extent) = one[i], other[j]
        start, stop = max(a, b), min(a + size, b + extent)
        if start < stop:
            yield start, left + start - a, right + start - b, stop - start
        if a + size < b + extent:
            i += 1
        else:
            j += 1


def _gaps(old: Lines, new: Lines) -> Iterator[tuple[int, int, int, int]]:
    """What differs: from and to which line of the first text, then of the second."""
    i = j = 0
    for a, b, size in _alike(old, new):
        if i < a or j < b:
            yield i, a, j, b
        i, j = a + size, b + size


def _alike(old: Lines, new: Lines) -> list[tuple[int, int, int]]:
    """Stretches that stand in both, and an empty one at the end.

    What begins and ends alike is set apart first, since comparing costs the square of the rest.
    """
    least = min(len(old), len(new))
    head = next((at for at in range(least) if old[at] != new[at]), least)
    tail = next((at for at in range(least - head) if old[-1 - at] != new[-1 - at]), least - head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    inner = [(a + head, b + head, size) for a, b, size in middle.get_matching_blocks()[:-1]]
    return [(0, 0, head), *inner, (len(old) - tail, len(new) - tail, tail), (len(old), len(new), 0)]
