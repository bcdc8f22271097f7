"""Whole texts compared by lines: what changed between two, and what two people made of a third."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from rules.edits.changes import Change, change
from rules.edits.units import length, plain

type Range = tuple[int, int, int, int]
"""Lines of the text before, then lines of the text after, that differ."""


def line_change(before: str, after: str) -> Change:
    """The change from one text to another, in whole lines."""
    old, new = _lines(before), _lines(after)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + length(line))
    return change(
        before,
        [(starts[start], starts[end], "".join(new[low:high])) for start, end, low, high in _ranges(old, new)],
    )


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both works on a text as one; None where they touch the same lines and do not say the same."""
    if plain(mine) == plain(theirs):
        return theirs
    lines = _lines(base)
    ours = [(*span, _lines(mine)[span[2] : span[3]]) for span in _ranges(lines, _lines(mine))]
    others = [(*span, _lines(theirs)[span[2] : span[3]]) for span in _ranges(lines, _lines(theirs))]
    same = [one for one in ours if any(one[:2] == other[:2] and one[4] == other[4] for other in others)]
    left = [one for one in ours if one not in same]
    if any(one[0] <= other[1] and other[0] <= one[1] for one in left for other in others):
        return None
    whole = list(lines)
    for start, end, _low, _high, put in sorted([*left, *others], key=lambda span: span[:2], reverse=True):
        whole[start:end] = put
    return "".join(whole)


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends, whatever else YAML or Unicode may take for one."""
    parts = plain(text).split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]


def _ranges(old: list[str], new: list[str]) -> Iterator[Range]:
    """What differs; what begins and ends alike is set apart first, since comparing costs the square of the rest."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for kind, start, end, low, high in middle.get_opcodes():
        if kind != "equal":
            yield start + head, end + head, low + head, high + head
