"""The number of a pass: eight signs printed below its code, typed where no camera reads it; the last tells slips."""

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Neither I, L, O nor U (Crockford): whoever types one of them means what it looks like."""
_ALIKE = str.maketrans("OILU", "011V")
_BETWEEN = str.maketrans("", "", " -\u00a0\u202f.\u2010\u2011\u2012\u2013\u2014\u2212")
_LEAST, _MOST = 8, 11
_TAG = 15
"""Bits of the code of a pass that its number repeats: one made up is some pass’s once in 32,768 times."""
_FIELD = 0b100101
"""x⁵ + x² + 1, whose root is of order 31: one wrong sign, or two that changed places, never fall right."""


class Slip(StrEnum):
    """What is wrong with a number as it was typed."""

    EMPTY = "empty"
    SIGNS = "signs"
    LENGTH = "length"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Number:
    """The place of a pass in the status lists of its territory, and a part of its code."""

    status: int
    tag: int

    def names(self, code: bytes) -> bool:
        """Whether it is of a pass with this code."""
        return self.tag == _tag(code)


def number_of(status: int, code: bytes) -> str:
    """The number of a pass, as it is printed: `7K2M-9QXA`."""
    value, signs = status << _TAG | _tag(code), ""
    while value or len(signs) < _LEAST - 1:
        signs = SIGNS[value & 31] + signs
        value >>= 5
    # What makes the whole fall right: addition is its own contrary here.
    whole = signs + SIGNS[_sum(signs + SIGNS[0])]
    return f"{whole[:4]}-{whole[4:]}"


def read_number(text: str) -> Number | Slip:
    """What a typed number says, however it is spaced; never raises."""
    signs = text.upper().translate(_BETWEEN).translate(_ALIKE)
    if not signs:
        return Slip.EMPTY
    if set(signs) - set(SIGNS):
        return Slip.SIGNS
    if not _LEAST <= len(signs) <= _MOST:
        return Slip.LENGTH
    if _sum(signs):
        return Slip.CHECK
    value = reduce(lambda found, sign: found << 5 | SIGNS.index(sign), signs[:-1], 0)
    return Number(value >> _TAG, value & (1 << _TAG) - 1)


def _tag(code: bytes) -> int:
    return int.from_bytes(code[:2]) & (1 << _TAG) - 1


def _sum(signs: str) -> int:
    return reduce(lambda total, sign: _times_root(total) ^ SIGNS.index(sign), signs, 0)


def _times_root(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
