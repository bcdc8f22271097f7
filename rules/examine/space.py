"""One zone's cases, exhaustively: the classes of vehicle its rules tell apart, and the moments they do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, pairwise, product

from rules.bounds import Ladder, ladder
from rules.bundle import Bundle
from rules.cells import Class, classes, kinds, leaves_of
from rules.clock import Season, breakpoints
from rules.examine.atoms import Atoms
from rules.ir import Days, Rule
from rules.model import Facts
from rules.texts import french
from rules.texts.clockwise import hour, long_date
from rules.vocabulary import SILENT_STATUSES

MOST_CELLS = 50_000
_YEAR = timedelta(days=366)
_MOST_DAYS = 1_500
"""How many days of one state of the law are looked at: four years see every kind of day, 29 February included."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A class of vehicle and purpose, with the rights it holds; its rules, as a mask over the space's ladder."""

    facts: Facts
    rights: tuple[str, ...]
    mask: int


@dataclass(frozen=True, slots=True)
class Slot:
    """From a minute of a day on, the rules surely and possibly in season, while these triggers are on."""

    day: date
    minute: int
    triggers: tuple[str, ...]
    sure: int
    maybe: int


class Space:
    """The cases of one zone before these rules."""

    def __init__(self, bundle: Bundle, zone: str, rules: Sequence[Rule]) -> None:
        self.bundle = bundle
        self.zone = zone
        self.ladder: Ladder = ladder(rules)
        self.rules = self.ladder.rules
        self.limit = MOST_CELLS
        self.classes: Mapping[str, tuple[Class, ...]] = classes(self.rules)
        self.kinds = kinds(self.rules)
        self.atoms = Atoms(leaves_of(self.rules))
        self.is_cut = False
        self._bounds: dict[tuple[int, int], tuple[int, int]] = {}

    def mask(self, effect: str) -> int:
        """The rules of one effect."""
        return sum(1 << place for place, rule in enumerate(self.rules) if rule.effect == effect)

    def named(self, mask: int) -> list[Rule]:
        """The rules of a mask."""
        return [rule for place, rule in enumerate(self.rules) if mask >> place & 1]

    def bounds(self, cell: Cell, slot: Slot) -> tuple[int, int]:
        """The rules that surely, possibly stand for a cell in a slot."""
        key = cell.mask & slot.sure, cell.mask & slot.maybe
        found = self._bounds.get(key)
        if found is None:
            found = self._bounds[key] = self.ladder.bounds(*key)
        return found

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """One cell a different set of rules."""
        found: dict[int, Cell] = {}
        for cell in self.all_cells(self.classes):
            found.setdefault(cell.mask, cell)
        return tuple(found.values())

    def all_cells(self, choices: Mapping[str, Sequence[Class]]) -> Iterator[Cell]:
        """Each choice of one class a fact, with and without each right, up to the limit."""
        held: list[Sequence[Class | str | None]] = [(None, kind) for kind in self.kinds]
        tried = product(*choices.values(), *held)
        masks: dict[int, int] = {}
        for chosen in islice(tried, self.limit):
            facts = {one.fact: one.one for one in chosen if isinstance(one, Class)}
            rights = tuple(one for one in chosen if isinstance(one, str))
            true = self.atoms.true(facts, rights)
            if true not in masks:
                masks[true] = self._rules_that_hold(true)
            yield Cell(facts, rights, masks[true])
        self.is_cut = self.is_cut or next(tried, None) is not None

    def _rules_that_hold(self, true: int) -> int:
        return sum(
            1 << place
            for place, rule in enumerate(self.rules)
            if rule.condition is None or self.atoms.holds(rule.condition, true)
        )

    @cached_property
    def days(self) -> tuple[tuple[Slot, ...], ...]:
        """Each kind of day, as its slots in order; days whose slots are alike are one kind."""
        found: dict[tuple[object, ...], tuple[Slot, ...]] = {}
        for day in self._kinds_of_day():
            for triggers in self._triggers():
                slots = tuple(self._slots(day, triggers))
                found.setdefault(tuple((slot.minute, slot.sure, slot.maybe) for slot in slots), slots)
        return tuple(found.values())

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """One slot a different set of rules in season."""
        found: dict[tuple[int, int], Slot] = {}
        for slot in (slot for day in self.days for slot in day):
            found.setdefault((slot.sure, slot.maybe), slot)
        return tuple(found.values())

    def _triggers(self) -> Iterator[tuple[str, ...]]:
        yield ()
        yield from ((trigger,) for trigger in sorted({rule.trigger for rule in self.rules if rule.trigger}))

    def _slots(self, day: date, triggers: tuple[str, ...]) -> Iterator[Slot]:
        awake = [
            self.bundle.orders[rule.order].status_on(day) not in SILENT_STATUSES
            and (rule.trigger is None or rule.trigger in triggers)
            for rule in self.rules
        ]
        for minute in breakpoints(self.rules):
            held = [
                self._season.holds(rule, day.toordinal(), minute) if on else False
                for rule, on in zip(self.rules, awake, strict=True)
            ]
            sure = sum(1 << place for place, value in enumerate(held) if value)
            maybe = sum(1 << place for place, value in enumerate(held) if value is not False)
            yield Slot(day, minute, triggers, sure, maybe)

    @cached_property
    def _season(self) -> Season:
        return Season(self.bundle.days)

    def _kinds_of_day(self) -> Iterator[date]:
        """One date a kind of day in each state of the law."""
        asked = sorted({block.days for rule in self.rules for block in rule.schedule}, key=repr)
        for start, end in eras(self.bundle, self.rules):
            seen = set()
            for day in range(start.toordinal(), min(end.toordinal(), start.toordinal() + _MOST_DAYS)):
                kind = self._kind(asked, day)
                if kind not in seen:
                    seen.add(kind)
                    yield date.fromordinal(day)

    def _kind(self, asked: Sequence[Days], day: int) -> tuple[bool | None, ...]:
        admits = self._season.almanac.admits
        return tuple(admits(days, one) for days in asked for one in (day - 1, day))

    def witness(self, cell: Cell, slot: Slot) -> str:
        """One case in words: « livraison, 7,5 t, le 2 juin 2026 à 6 h »."""
        return ", ".join([*said_cell(self.bundle, cell), f"le {long_date(slot.day)} à {hour(slot.minute)}"])


def said_cell(bundle: Bundle, cell: Cell) -> list[str]:
    """The facts and rights of a cell, in words."""
    rights = [bundle.rights[kind].name if kind in bundle.rights else kind for kind in cell.rights]
    return [french.value(fact, value) for fact, value in cell.facts.items()] + rights


def eras(bundle: Bundle, rules: Sequence[Rule]) -> Iterator[tuple[date, date]]:
    """The stretches of dates over which the law does not change, a year before the first and after the last."""
    cuts = {day for rule in rules for day in (rule.valid_from, rule.valid_to) if day}
    cuts |= {start for rule in rules for start, _ in bundle.orders[rule.order].statuses if start}
    known = [day for days in bundle.days.values() for span in days.known for day in span]
    bounds = sorted({*cuts, *known}) or [date(2026, 1, 1)]
    edges = sorted({bounds[0] - _YEAR, *cuts, bounds[-1] + _YEAR})
    yield from pairwise(edges)
