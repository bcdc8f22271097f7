"""The hours of each rule: plages that overlap, touch, or leave a minute out."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rules.bundle import Bundle
from rules.clock import DAY_MINUTES
from rules.examine.findings import Scribe
from rules.ir import Rule
from rules.texts.clockwise import hour


def check_hours(bundle: Bundle, scribe: Scribe) -> None:
    """Report the windows of one choice of days that should be written otherwise."""
    for rule in bundle.rules:
        for block in rule.schedule:
            for code, words in _faults(block.windows):
                scribe.add(code, "rule", rule.name, rule=rule.name, **words)


def _faults(windows: Sequence[tuple[int, int]]) -> Iterator[tuple[str, dict[str, str]]]:
    for start, end in windows:
        if end % 60 == 59:
            yield "minute_gap", {"first": window((start, end)), "edge": hour(end + 1)}
    flat = sorted((start, end if end > start else end + DAY_MINUTES) for start, end in windows)
    round_the_clock = [*flat, (flat[0][0] + DAY_MINUTES, flat[0][1] + DAY_MINUTES)] if len(flat) > 1 else flat
    for first, second in pairwise(round_the_clock):
        names = {"first": window(first), "second": window(second)}
        if second[0] < first[1]:
            yield "windows_overlap", names
        elif second[0] == first[1] and first[1] % DAY_MINUTES:
            yield "windows_touch", names
        elif second[0] == first[1] + 1 and first[1] % 60 != 59:
            yield "minute_gap", {"first": window(first), "edge": hour(second[0] % DAY_MINUTES)}


def window(pair: tuple[int, int]) -> str:
    """« de 6 h à 11 h »."""
    start, end = pair
    return f"de {hour(start % DAY_MINUTES)} à {hour((end - 1) % DAY_MINUTES + 1)}"


def windows_of(rule: Rule) -> list[tuple[int, int]]:
    """All the windows of a rule."""
    return [pair for block in rule.schedule for pair in block.windows]
