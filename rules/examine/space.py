"""One zone's cases, exhaustively: the classes of vehicle its rules tell apart, and the moments they do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import combinations, islice, pairwise, product
from operator import or_

from rules.bounds import Ladder, ladder
from rules.bundle import Bundle
from rules.cells import Class, classes, kinds
from rules.clock import Season, breakpoints
from rules.examine.atoms import Atoms
from rules.ir import Days, Rule
from rules.model import Facts
from rules.texts import french
from rules.texts.clockwise import hour, long_date
from rules.vocabulary import SILENT_STATUSES

MOST_CELLS = 20_000
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


type Chosen = tuple[Class | tuple[str, ...], ...]
"""One class a fact, and the rights held."""


class Space:
    """The cases of one zone before these rules."""

    def __init__(self, bundle: Bundle, zone: str, rules: Sequence[Rule]) -> None:
        self.bundle = bundle
        self.zone = zone
        self.ladder: Ladder = ladder(rules)
        self.rules = self.ladder.rules
        self.prohibits = sum(1 << place for place, rule in enumerate(self.rules) if rule.effect == "prohibit")
        self.allows = sum(1 << place for place, rule in enumerate(self.rules) if rule.effect == "allow")
        self.classes: Mapping[str, tuple[Class, ...]] = classes(self.rules)
        self.kinds = kinds(self.rules)
        self.atoms = Atoms([rule.condition for rule in self.rules])
        self.is_cut = False
        self._bounds: dict[tuple[int, int], tuple[int, int]] = {}

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
        for chosen, mask in self.choices(self.classes):
            if mask not in found:
                found[mask] = self.cell(chosen, mask)
        return tuple(found.values())

    def choices(self, classes: Mapping[str, Sequence[Class]], limit: int = MOST_CELLS) -> Iterator[tuple[Chosen, int]]:
        """Each choice of one class a fact, with no right, one, two or all, and the rules that hold; up to a limit."""
        axes: list[list[tuple[Class | tuple[str, ...], int]]] = [
            [(one, self.atoms.true({one.fact: one.one}, ())) for one in found] for found in classes.values()
        ]
        axes.append([(rights, self.atoms.true({}, rights)) for rights in _sets(self.kinds)])
        tried = product(*axes)
        masks: dict[int, int] = {}
        for chosen in islice(tried, limit):
            true = reduce(or_, (bits for _, bits in chosen))
            if true not in masks:
                masks[true] = self.atoms.mask(true)
            yield tuple(one for one, _ in chosen), masks[true]
        self.is_cut = self.is_cut or next(tried, None) is not None

    def cell(self, chosen: Chosen, mask: int) -> Cell:
        """The cell of a choice."""
        facts = {one.fact: one.one for one in chosen if isinstance(one, Class)}
        return Cell(facts, next(one for one in chosen if isinstance(one, tuple)), mask)

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


def _sets(kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """No right, each one, each two, all: rules that need three at once are seen one by one, not before others."""
    few = [chosen for size in range(3) for chosen in combinations(kinds, size)]
    return few if len(kinds) < 3 else [*few, tuple(kinds)]


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
    first = bounds[0] - _YEAR if bounds[0] in cuts else bounds[0]
    edges = sorted({first, *cuts, bounds[-1] + _YEAR})
    yield from pairwise(edges)
