"""How long a desk takes and what it answers, by kind and month; small counts are kept from who decides nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

LEAST = 5
"""Fewer than that are somebody: who decides nothing here does not read them."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A request that people decided: when it was asked, decided and due, in the territory’s own dates."""

    kind: str
    granted: bool
    asked: date
    decided: date
    due: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A kind in a month; a count is None where it is kept back."""

    kind: str
    month: str
    granted: int | None
    refused: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole page; None where there is nothing to say, or where it is kept back."""

    decided: int | None
    median_days: float | None
    late_percent: int | None
    lines: tuple[Line, ...]
    held_back: bool


def figures_of(decided: Sequence[Decided], days: Mapping[tuple[str, str], int], *, whole: bool) -> Figures:
    """The figures; `days` are those used, by kind and month (`2026-11`); `whole` for who decides."""
    counts: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for one in decided:
        counts[one.kind, f"{one.decided:%Y-%m}"][one.granted] += 1
    keys = sorted({*counts, *days}, key=lambda key: (_later_first(key[1]), key[0]))
    lines = tuple(_line(key, counts.get(key, Counter()), days.get(key, 0), whole=whole) for key in keys)
    held_back = any(None in (line.granted, line.refused, line.days) for line in lines)
    late = sum(one.due is not None and one.decided > one.due for one in decided)
    enough = whole or len(decided) >= LEAST
    # A share of which the other part is small says it as well; a total beside one missing count would give it away.
    share = whole or all(_safe(count) for count in (late, len(decided) - late))
    return Figures(
        len(decided) if whole or not held_back else None,
        median((one.decided - one.asked).days for one in decided) if decided and enough else None,
        round(100 * late / len(decided)) if decided and enough and share else None,
        lines, held_back,
    )  # fmt: skip


def _line(key: tuple[str, str], counts: Mapping[bool, int], days: int, *, whole: bool) -> Line:
    granted, refused, used = (_shown(count, whole=whole) for count in _three(counts, days))
    return Line(*key, granted, refused, used)


def _three(counts: Mapping[bool, int], days: int) -> Iterable[int]:
    return counts.get(True, 0), counts.get(False, 0), days


def _shown(count: int, *, whole: bool) -> int | None:
    return count if whole or _safe(count) else None


def _safe(count: int) -> bool:
    return count == 0 or count >= LEAST


def _later_first(month: str) -> int:
    year, number = month.split("-")
    return -(int(year) * 12 + int(number))
