"""Tables for many questions at once: per zone and value of a fact, the mask of the rules that stand.

Only zones whose rules fit in one word of 64 bits are here: at most 32 lines, none of which reads two ways.
"""

from collections.abc import Mapping, Sequence
from math import gcd

import numpy as np
from numpy.typing import NDArray

from rules.clock import DAY_SECONDS
from rules.program import Program
from rules.sieve import Column
from rules.vocabulary import FACTS

type Ints = NDArray[np.int64]
type Masks = NDArray[np.uint64]
type Programs = Sequence[Program | None]
"""By zone, its rules; nothing when they do not fit."""

_ALL = (1 << 64) - 1
_UNSEEN, _UNFIT = -1, -2
_HASH_BITS = 16
_MIX = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2**64 over the golden ratio: neighbouring masks fall far apart."""


def fits(program: Program) -> bool:
    """Whether the rules of one zone can be tabulated in words of 64 bits."""
    sieve = program.sieve
    return sieve.is_plain and not sieve.others and 2 * sieve.width <= 64


class FactTable:
    """One fact: the mask of each zone for each of its values, absence first."""

    def __init__(self, fact: str, programs: Programs) -> None:
        columns = [_column(fact, program) for program in programs]
        values: list[int | str] = list(FACTS[fact].words)
        self._codes: Ints | None = None
        """By number + 1, which stretch between points it falls in."""
        if FACTS[fact].counts:
            points = sorted({point for column in columns if column for point in column.points})
            values = [points[0] - 1, *points] if points else [0]
            numbers = np.arange(-1, max(points, default=0) + 1)
            self._codes = np.searchsorted(np.array(points, dtype=np.int64), numbers, side="right") + 1
            self._codes[0] = 0
        self._width = 1 + len(values)
        self._masks = np.array(
            [column.mask(value) if column else _ALL for column in columns for value in (None, *values)],
            dtype=np.uint64,
        )

    def of(self, zones: Ints | None, values: NDArray[np.int32]) -> Masks:
        """The mask of each row; `zones` is left out when there is only one."""
        codes = values + 1
        found: Ints = codes.astype(np.int64) if self._codes is None else self._codes.take(codes, mode="clip")
        if zones is not None:
            found += zones * self._width
        return self._masks.take(found, mode="clip")


def _column(fact: str, program: Program | None) -> Column | None:
    return next((column for column in program.sieve.columns if column.fact == fact), None) if program else None


class TimeTable:
    """The masks of each zone through the days from `first` to `last`, learnt as they are asked for."""

    def __init__(self, programs: Programs, first: int, last: int) -> None:
        self._programs = programs
        self._first, self._days = first, last - first + 1
        self.grain = gcd(15 * 60, *(program.grain for program in programs if program))
        self._places = np.full(len(programs) * self._days, _UNSEEN, dtype=np.int64)
        """By zone and day, where the day's masks begin; or why there are none."""
        self._known: dict[object, int] = {}
        self._masks = np.zeros(1, dtype=np.uint64)

    def of(self, zones: Ints | None, at: Ints) -> tuple[Masks, NDArray[np.bool_] | None]:
        """The mask of each row, and which rows have none, if any."""
        grains = at // self.grain
        days = at // DAY_SECONDS
        grains -= days * (DAY_SECONDS // self.grain)
        days -= self._first
        if zones is not None:
            days += zones * self._days
        places = self._places.take(days)
        if places.min() == _UNSEEN or (places == _UNSEEN).any():
            self._learn(np.unique(days[places == _UNSEEN]))
            places = self._places.take(days)
        unfit = places == _UNFIT if places.min() == _UNFIT else None
        places += grains
        return self._masks.take(places, mode="clip"), unfit

    def _learn(self, cells: Ints) -> None:
        """Tabulate these zones on these days."""
        new: list[int] = []
        for cell in cells.tolist():
            zone, day = divmod(cell, self._days)
            program = self._programs[zone]
            strip = program.timeline.strip(day + self._first) if program else None
            if program is None or strip is None or not strip.grains:
                self._places[cell] = _UNFIT
                continue
            place = self._known.get((zone, strip))
            if place is None:
                place = self._known[zone, strip] = len(self._masks) + len(new)
                repeat = program.grain // self.grain
                masks = [program.sieve.spread(mask) for mask in program.timeline.masks]
                new.extend(masks[number] for number in strip.grains for _ in range(repeat))
            self._places[cell] = place
        self._masks = np.concatenate([self._masks, np.array(new, dtype=np.uint64)])


class Sayings:
    """What is said for a zone and a mask: a hash table that questions fill."""

    def __init__(self, programs: Programs, numbers: Mapping[str | None, int]) -> None:
        self._programs = programs
        self._numbers = numbers
        self._masks = np.zeros(1 << _HASH_BITS, dtype=np.uint64)
        self._zones = np.full(1 << _HASH_BITS, -1, dtype=np.int32)
        self._said = np.zeros(1 << _HASH_BITS, dtype=np.int32)

    def of(self, zones: Ints | None, masks: Masks) -> NDArray[np.int32]:
        """What is said in each row: the rule's number x 4 + the verdict."""
        keys = masks if zones is None else masks + zones.view(np.uint64)
        places = ((keys * _MIX) >> np.uint64(64 - _HASH_BITS)).view(np.int64)
        found = self._said.take(places)
        wrong = self._masks.take(places) != masks
        wrong |= self._zones.take(places) != (0 if zones is None else zones)
        missed = np.flatnonzero(wrong)
        if missed.size:
            here = np.zeros(missed.size, dtype=np.int64) if zones is None else zones[missed]
            found[missed] = self._learn(here, masks[missed], places[missed])
        return found

    def _learn(self, zones: Ints, masks: Masks, places: Ints) -> NDArray[np.int32]:
        order = np.lexsort((masks, zones))
        steps = np.ones(order.size, dtype=np.bool_)
        steps[1:] = (np.diff(zones[order]) != 0) | (masks[order][1:] != masks[order][:-1])
        firsts = order[steps]
        pairs = zip(zones[firsts].tolist(), masks[firsts].tolist(), strict=True)
        said = np.array([self._say(zone, mask) for zone, mask in pairs], dtype=np.int32)
        kept = places[firsts]
        self._zones[kept], self._masks[kept], self._said[kept] = zones[firsts], masks[firsts], said
        found = np.empty(order.size, dtype=np.int32)
        found[order] = said[np.cumsum(steps) - 1]
        return found

    def _say(self, zone: int, mask: int) -> int:
        program = self._programs[zone]
        if program is None:
            return 0
        verdict, name = program.say(program.sieve.folded(mask))
        return self._numbers[name] * 4 + verdict
