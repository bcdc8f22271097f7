"""What everybody may read: counts that tell of nobody, and cannot be subtracted from one another.

All that is published of a territory is one partition of its derogations, and its parts rounded: no two of them overlap
and no margin is told beside them. Sums of parts are all that can be had, so none is smaller than the least part.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.derogations.records import Derogation, Status

LEAST_HOLDERS = 5
"""How many holders a count is of, at least."""
_DOMINANT = (4, 5)
"""A count tells of one holder who has more than this share of it."""
ROUNDED_TO = 5
OTHERS = "autres"

type Key = tuple[str, Status | str]
"""A kind of derogation, and a status; either may be grouped."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many derogations, rounded to 5, which no other count counts; `kind` and `status` may be `OTHERS`."""

    siren: str
    kind: str
    status: Status | str
    derogations: int


def count_open(records: Iterable[Derogation]) -> tuple[Count, ...]:
    """The counts of each territory; nothing of one whose derogations are too few, or nearly all of one holder."""
    by_siren: dict[str, list[Derogation]] = {}
    for record in records:
        by_siren.setdefault(record.siren, []).append(record)
    return tuple(
        Count(siren, kind, status, ROUNDED_TO * max(1, (2 * len(part) + ROUNDED_TO) // (2 * ROUNDED_TO)))
        for siren, held in sorted(by_siren.items())
        for (kind, status), part in sorted(partition(held).items())
    )


def partition(records: Sequence[Derogation]) -> dict[Key, list[Derogation]]:
    """The parts that may be told: each tells of nobody, all of them together are all the records, or there is none."""
    parts: dict[Key, list[Derogation]] = {}
    for record in records:
        parts.setdefault((record.kind, record.status), []).append(record)
    parts = _grouped(parts)
    rest: list[Derogation] = []
    for key in [key for key, part in parts.items() if not _is_told(part)]:
        rest += parts.pop(key)
    while rest and not _is_told(rest):
        if not parts:
            return {}
        # The least that is told joins what is hidden, which would otherwise be had from the whole.
        rest += parts.pop(min(parts, key=lambda key: (len(parts[key]), key)))
    if rest:
        parts[(OTHERS, OTHERS)] = rest
    return parts


def _grouped(parts: dict[Key, list[Derogation]]) -> dict[Key, list[Derogation]]:
    """Where the statuses of a kind are too few to be told apart, they are first put together."""
    found: dict[Key, list[Derogation]] = {}
    for (kind, status), part in parts.items():
        key = (kind, status) if _is_told(part) else (kind, OTHERS)
        found.setdefault(key, []).extend(part)
    return found


def _is_told(part: Sequence[Derogation]) -> bool:
    """Whether a count tells of nobody: five holders, none of whom has more than four fifths of it."""
    holders = Counter(_holder(record) for record in part)
    share, whole = _DOMINANT
    return len(holders) >= LEAST_HOLDERS and whole * max(holders.values()) <= share * len(part)


def _holder(record: Derogation) -> str:
    """Whoever cannot be told apart counts as one."""
    return record.holder or record.holder_siren or record.plate
