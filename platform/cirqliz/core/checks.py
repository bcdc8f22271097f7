"""Checks: the answers a scanner gives, and the same pass in two places at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt


class CheckAnswer(StrEnum):
    """What an officer was told; each has a word of its own on the screen."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    OTHER_TERRITORY = "other_territory"
    WRONG_ZONE = "wrong_zone"
    WRONG_HOUR = "wrong_hour"
    CLOSED = "closed"
    """The right is good, and another rule forbids the place."""
    TO_CHECK = "to_check"
    """A fact of the vehicle, or the place, is missing."""
    STALE = "stale"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown_key"
    KEY_EARLY = "key_early"
    KEY_OVER = "key_over"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    STAMP_MISSING = "stamp_missing"
    STAMP_FORGED = "stamp_forged"
    STAMP_OLD = "stamp_old"
    STAMP_EARLY = "stamp_early"
    NO_RIGHT = "no_right"
    """A typed plate holds nothing here."""
    UNKNOWN_NUMBER = "unknown_number"
    """A typed number that no pass has here."""
    NOT_LOOKED_UP = "not_looked_up"
    """A plate, or a number, typed without a network."""


VERIFIED = frozenset({CheckAnswer.VALID})
"""Answers after which no readable plate is kept."""
LATEST = timedelta(minutes=5)
"""How far in the future a check may lie: clocks differ."""
OLDEST = timedelta(days=30)
TOGETHER = timedelta(minutes=30)
"""Two sights of one pass further apart in time say nothing of each other."""
_STILL_M, _FASTEST_M_S = 400.0, 30.0
_EARTH_M = 6_371_000.0
type Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sight:
    """Where and when a pass was seen."""

    at: datetime
    position: Position


def rounded(position: Position | None) -> Position | None:
    """To a hundred metres: enough to tell two places apart, not to follow an officer."""
    return None if position is None else (round(position[0], 3), round(position[1], 3))


def is_replayed(sight: Sight | None, others: Iterable[Sight | None]) -> bool:
    """Whether a code that lives half a minute was read by two officers, who did not stand side by side."""
    return any(sight is None or other is None or _metres(sight.position, other.position) > _STILL_M for other in others)


def is_doubled(sight: Sight, others: Iterable[Sight]) -> bool:
    """Whether no vehicle could have been seen here and there: two copies of one pass are about."""
    return any(_apart(sight, other) for other in others)


def _apart(one: Sight, other: Sight) -> bool:
    between = abs(one.at - other.at)
    if between > TOGETHER:
        return False
    return _metres(one.position, other.position) > _STILL_M + _FASTEST_M_S * between.total_seconds()


def _metres(one: Position, other: Position) -> float:
    (lon1, lat1), (lon2, lat2) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(half))
