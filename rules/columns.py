"""Many questions at once, a column a fact: verdicts and the rules that decide them, without explanation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.batch import FactTable, Ints, Programs, Sayings, TimeTable, fits
from rules.bundle import Bundle
from rules.clock import DAY_SECONDS, EPOCH, seconds
from rules.engine import check, tables, verdict
from rules.model import Case, Profile, Verdict
from rules.vocabulary import FACTS

_CHUNK = 1 << 14
"""Rows worked through together: what they need stays in the processor's cache."""
_ALONE = -1
"""Instead of a zone: a row that is asked by itself."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Questions to one bundle, one zone each, by people without rights; `alone` holds those of any other kind."""

    zones: Ints
    """Place of the zone in `bundle.zones`; -1 for a row of `alone`."""
    at: Ints
    """Seconds from 1970."""
    facts: Mapping[str, NDArray[np.int32]]
    """Numbers, or the place of a word in `Fact.words`; -1 where unknown, as is a fact that has no column."""
    alone: Mapping[int, Case] = field(default_factory=dict)

    @staticmethod
    def of(bundle: Bundle, cases: Iterable[Case]) -> "Columns":
        """The columns of these cases."""
        numbers = {zone: place for place, zone in enumerate(bundle.zones)}
        zones: list[int] = []
        at: list[int] = []
        rows: list[tuple[int, ...]] = []
        alone: dict[int, Case] = {}
        for row, case in enumerate(cases):
            coded = None if case.profile.rights or len(case.zones) != 1 else _coded(case.profile)
            if coded is None or case.zones[0] not in numbers:
                alone[row] = case
                coded = _NOTHING
            zones.append(_ALONE if row in alone else numbers[case.zones[0]])
            at.append(seconds(case.at))
            rows.append(coded)
        table = np.array(rows, dtype=np.int32).reshape(len(rows), len(FACTS))
        facts = {fact: np.ascontiguousarray(table[:, place]) for place, fact in enumerate(FACTS)}
        return Columns(np.array(zones, dtype=np.int64), np.array(at, dtype=np.int64), facts, alone)

    def case(self, bundle: Bundle, row: int) -> Case:
        """One row as a case."""
        if row in self.alone:
            return self.alone[row]
        known = {fact: int(column[row]) for fact, column in self.facts.items() if column[row] >= 0}
        words = {fact: FACTS[fact].words for fact in known}
        facts = {fact: words[fact][value] if words[fact] else value for fact, value in known.items()}
        zone = list(bundle.zones)[int(self.zones[row])]
        return Case(Profile(facts), EPOCH + timedelta(seconds=int(self.at[row])), (zone,))


_NOTHING = (-1,) * len(FACTS)


def _coded(profile: Profile) -> tuple[int, ...] | None:
    """The facts of a profile as columns hold them; nothing when one has a value it cannot have."""
    found = []
    for name, fact in FACTS.items():
        value = profile.facts.get(name)
        rank = -1 if value is None else fact.rank(value)
        if rank is None or (value is not None and rank < 0):
            return None
        found.append(rank)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One verdict a row."""

    verdicts: NDArray[np.uint8]
    """Of `rules.model.Verdict`."""
    rules: NDArray[np.int32]
    """Place in `names` of the rule that decides; -1 when none does."""
    names: tuple[str, ...]

    def __getitem__(self, row: int) -> tuple[Verdict, str | None]:
        """What `verdict` says of one row."""
        rule = int(self.rules[row])
        return Verdict(int(self.verdicts[row])), None if rule < 0 else self.names[rule]


class _Batch:
    """What is the same for every batch asked of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        known = tables(bundle)
        programs = [known.program((zone,)) for zone in bundle.zones]
        self.programs: Programs = [program if fits(program) else None for program in programs]
        self.names = tuple(dict.fromkeys(rule.name for rule in bundle.rules))
        self.numbers: dict[str | None, int] = {None: -1, **{name: place for place, name in enumerate(self.names)}}
        tested = {column.fact for program in self.programs if program for column in program.sieve.columns}
        self.facts = {fact: FactTable(fact, self.programs) for fact in sorted(tested)}


_batch = lru_cache(64)(_Batch)


def decide_many(bundle: Bundle, columns: Columns) -> Verdicts:
    """What `verdict` says of each row; raises `Invalid` for an unknown zone or an instant out of range."""
    batch = _batch(bundle)
    count = len(columns.at)
    said = np.zeros(count, dtype=np.int32)
    alone = [np.fromiter(columns.alone, dtype=np.int64)]
    if count and batch.programs:
        ends = int(columns.at.min()), int(columns.at.max())
        for end in ends:
            check(EPOCH + timedelta(seconds=end))
        first, last = ends[0] // DAY_SECONDS, ends[1] // DAY_SECONDS
        times, sayings = TimeTable(batch.programs, first, last), Sayings(batch.programs, batch.numbers)
        for start in range(0, count, _CHUNK):
            rows = slice(start, start + _CHUNK)
            zones = columns.zones[rows] if len(batch.programs) > 1 or columns.alone else None
            if zones is not None and zones.min() == _ALONE:
                zones = np.maximum(zones, 0)
            masks, unfit = times.of(zones, columns.at[rows])
            for fact, table in batch.facts.items():
                if fact in columns.facts:
                    masks &= table.of(zones, columns.facts[fact][rows])
                else:
                    masks &= table.of(zones, np.full(len(masks), -1, dtype=np.int32))
            said[rows] = sayings.of(zones, masks)
            if unfit is not None:
                alone.append(np.flatnonzero(unfit) + start)
    for row in np.unique(np.concatenate(alone)).tolist():
        answer, name = verdict(bundle, columns.case(bundle, row))
        said[row] = batch.numbers[name] * 4 + answer
    return Verdicts((said & 3).astype(np.uint8), said >> 2, batch.names)
