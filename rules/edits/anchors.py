"""A line of a text, followed through its changes: what is said of it stays beside it."""

from collections.abc import Iterable, Sequence

from rules.edits.changes import Change
from rules.edits.units import cut, length, plain


def followed(text: str, lines: Iterable[int], changes: Sequence[Change]) -> dict[int, int]:
    """Where each of these lines of a text (from 1) is after some changes; one that went is where it was."""
    before = plain(text)
    found = {line: line for line in lines}
    for change in changes:
        after = change.apply(before)
        rows = before.split("\n")
        for line, now in found.items():
            start = length("\n".join(rows[: now - 1])) + 1 if now > 1 else 0
            place = min(start, change.length)
            found[line] = cut(after, 0, _moved(change, before, place)).count("\n") + 1
        before = after
    return found


def _moved(change: Change, before: str, place: int) -> int:
    """A position after a change: what is put in just before a line pushes it; what replaces it takes its place."""
    old = new = 0
    for section in change.sections:
        if section.kept and place < old + section.length:
            return new + place - old
        if not section.kept and section.length and place < old + section.length:
            passed = cut(before, old, place).count("\n")
            kept = section.text.split("\n")[:passed]
            return new + (length("\n".join(kept)) + 1 if kept and passed < section.text.count("\n") + 1 else 0)
        old += section.length
        new += section.length if section.kept else section.size
    return new
